"""What has become of each fair from one stored plan to the next, so that calendars can follow."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import Connection

from geodata.campaign.history import Lives, Past, Plan, State
from geodata.errors import StoreDamagedError
from geodata.store.content import read_cells
from geodata.store.ledger import Ledger

MOST_PLANS = 50
UNKNOWN = "the history of the fairs cannot be told"


def past(connection: Connection, ledger: Ledger, version: int) -> Past:
    """
    The past of the fairs of one version: how they differ from all that was current besides.

    Plans follow one another as they became current, so that going back is a change like any
    other. Of more than ``MOST_PLANS`` the oldest are not looked at: they count as one change of
    every fair each, so that no sequence ever goes down.

    Raises
    ------
    StoreDamagedError
        If a plan that must be looked at is damaged.
    """
    plans, skipped = plans_before(ledger, version)
    lives = Lives()
    before: list[State] | None = None
    for plan in plans:
        states = states_of(connection, ledger, plan)
        lives.take(plan, changed_states(states, before), skipped)
        if lives.present() > plan.rows:
            lives.lose(lives.begun.keys() - {state.fair_id for state in states}, plan.at)
        before = states
    return lives.past()


def plans_before(ledger: Ledger, version: int) -> tuple[list[Plan], int]:
    """
    The plans to look at, last that of this version, and how many changes came before them.

    A plan is a table of fairs as it became current, the same one again too. Those before the
    history began anew are not looked at: each move counts as a change.
    """
    part = ledger.versions[version].parts.get("fairs")
    begun = max((at for at, move in enumerate(ledger.moves) if move.anew), default=0)
    became_current = (plan_of(ledger, move.version, move.at) for move in ledger.moves[begun:])
    moves = [plan for plan in became_current if plan is not None]
    plans = [next(same) for _, same in groupby(moves, key=lambda plan: plan.part)]
    present = [plan for plan in plans if plan.part == part]
    if not present:
        return [], 0
    if plans[-1].part != part:  # a version that is looked at, though it is not the current one
        plans.append(replace(present[0], at=plans[-1].at))
    skipped = max(0, len(plans) - MOST_PLANS)
    return plans[skipped:], skipped + begun


def plan_of(ledger: Ledger, version: int, at: str) -> Plan | None:
    """The plan of a version that became current then; None if it has no fairs."""
    if version not in ledger.versions:
        raise StoreDamagedError(f"{UNKNOWN}: {ledger.faults.get(version, f'{version} is gone')}")
    part = ledger.composition(version).get("fairs")
    return Plan(part.id, part.source.rows, at, version) if part is not None else None


def states_of(connection: Connection, ledger: Ledger, plan: Plan) -> list[State]:
    """All that a plan says of its fairs."""
    try:
        cells = read_cells(connection, ledger.parts[plan.part], plan.version)
    except StoreDamagedError as error:
        raise StoreDamagedError(f"{UNKNOWN}: {error}") from error
    return [State(*row) for row in zip(*(cells[name] for name in State._fields), strict=True)]


def changed_states(states: list[State], before: list[State] | None) -> Sequence[State]:
    """What a plan says otherwise than the one before it, or what the first one says."""
    return states if before is None else sorted(set(states).difference(before))


def has_past(connection: Connection, ledger: Ledger, version: int) -> bool:
    """Whether the history of a version's fairs can be told."""
    if not ledger.sealed:
        return False
    try:
        past(connection, ledger, version)
    except StoreDamagedError:
        return False
    return True
