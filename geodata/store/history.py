"""What has become of each fair from one stored plan to the next, so that calendars can follow."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, select

from geodata.campaign.history import Lives, Past, Plan, State
from geodata.store.schema import CONTENT, MOVES, PARTS, VERSION_PARTS
from geodata.store.tables import damage_said

"""The statuses that seekers are shown."""
MOST_PLANS = 50


def past(connection: Connection, part: int | None) -> Past:
    """
    The past of the fairs of one part: how they differ from all that was current besides.

    Plans follow one another as they became current, so that going back is a change like any
    other. Of more than ``MOST_PLANS`` the oldest are not looked at: they count as one change of
    every fair each, so that no sequence ever goes down.
    """
    plans = plans_before(connection, part)
    skipped = max(0, len(plans) - MOST_PLANS)
    lives = Lives()
    previous: Plan | None = None
    with damage_said("fairs"):
        for plan in plans[skipped:]:
            lives.take(plan, changed_states(connection, plan, previous), skipped)
            if lives.present() > plan.rows:
                lives.lose(lives.begun.keys() - ids(connection, plan), plan.at)
            previous = plan
    return lives.past()


def plans_before(connection: Connection, part: int | None) -> list[Plan]:
    """Every table of fairs as it became current, the same one again too; last that of this part."""
    wanted = (
        select(VERSION_PARTS.c.part, PARTS.c.rows, MOVES.c.moved_at)
        .join(VERSION_PARTS, VERSION_PARTS.c.version == MOVES.c.version)
        .join(PARTS, PARTS.c.id == VERSION_PARTS.c.part)
        .where(VERSION_PARTS.c.table_name == "fairs")
        .order_by(MOVES.c.id)
    )
    moves = [Plan(*row) for row in connection.execute(wanted)]
    plans = [next(same) for _, same in groupby(moves, key=lambda plan: plan.part)]
    present = [plan for plan in plans if plan.part == part]
    if not present:
        return []
    if plans[-1].part != part:  # a version that is looked at, though it is not the current one
        plans.append(Plan(present[0].part, present[0].rows, plans[-1].at))
    return plans


def changed_states(connection: Connection, plan: Plan, previous: Plan | None) -> Iterator[State]:
    """What a plan says otherwise than the one before it, or what the first one says."""
    wanted: Any = states_of(plan)
    if previous is not None:
        wanted = wanted.except_(states_of(previous))
    cursor = connection.execute(wanted).cursor
    return map(State._make, cursor.fetchall() if cursor is not None else ())


def states_of(plan: Plan) -> Select[Any]:
    """All that a plan says of its fairs."""
    fairs = CONTENT["fairs"].c
    return select(*(fairs[name] for name in State._fields)).where(fairs.part == plan.part)


def ids(connection: Connection, plan: Plan) -> set[str]:
    """The fairs of a plan."""
    fairs = CONTENT["fairs"].c
    return set(connection.scalars(select(fairs.fair_id).where(fairs.part == plan.part)))
