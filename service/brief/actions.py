"""What is to be done: one action after the other, and whom each brings what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from geodata.campaign.campaign import Campaign, Trial
from geodata.campaign.changes import DIGITS, Change, Changes, Kind
from geodata.campaign.fair import fair_of
from geodata.campaign.trial import apply
from geodata.measures.comparison import Comparison, comparison
from geodata.measures.query import CoverageQuery

Step = tuple[Change, ...]


class Act(StrEnum):
    """What is done with a fair."""

    OPEN = "open"
    MOVE = "move"
    CLOSE = "close"
    RE_DATE = "re-date"


ACTS = {
    Kind.ADD: Act.OPEN,
    Kind.MOVE: Act.MOVE,
    Kind.CLOSE: Act.CLOSE,
    Kind.REDATE: Act.RE_DATE,
}


@dataclass(frozen=True, slots=True)
class Action:
    """
    One action.

    Parameters
    ----------
    act
        What is done.
    changes
        The changes that it is made of: one, or two where a fair is closed and held again.
    fair_id
        The fair of the plan that it is done with; for a new one that which it makes.
    compared
        Everything before it without it, and with it.
    """

    act: Act
    changes: Step
    fair_id: str
    compared: Comparison


def actions(campaign: Campaign, query: CoverageQuery, today: date) -> Iterator[Action]:
    """
    The actions of a what-if in their order; none of a plan.

    What they bring adds up to what all of them bring, to the person.

    Parameters
    ----------
    today
        As `service.queries.trial_campaign` has it.
    """
    if campaign.trial is None:
        return
    plan, changes = campaign.plan, campaign.trial.changes
    bearers = dict(zip(changes, campaign.trial.names, strict=True))
    day, before = query.window(plan).from_ or today, plan
    for step in steps(plan, changes):
        after = further(before, step, day)
        compared = comparison((before, query), (after, query))
        fair_id = next((each.fair_id for each in step if each.fair_id), "")
        yield Action(act_of(step), step, fair_id or bearers[step[0]], compared)
        before = after


def further(before: Campaign, step: Step, day: date) -> Campaign:
    """A plan or a what-if with one step more; a what-if of the plan all the same."""
    after, past = apply(before, Changes(step), day), before.trial
    if past is None or after.trial is None:
        return after
    # Not made anew from the plan: the fiftieth step would make fifty changes.
    here = after.trial.standing
    standing = np.where(here >= 0, past.standing[here], -1)
    changes, names = Changes((*past.changes, *step)), (*past.names, *after.trial.names)
    return replace(after, trial=Trial(past.plan, changes, standing, names))


def act_of(step: Step) -> Act:
    """What a step does."""
    if len(step) > 1:
        return Act.RE_DATE
    return ACTS[step[0].kind]


def steps(plan: Campaign, changes: Changes) -> list[Step]:
    """The changes, those together that close a fair and hold it there on another day."""
    closed = [each for each in changes if each.kind is Kind.CLOSE]
    found: list[Step] = []
    for change in changes:
        if change.kind is not Kind.ADD:
            continue
        same = next((each for each in closed if is_there(plan, each, change)), None)
        if same is not None:
            closed.remove(same)
        found.append((change,) if same is None else (same, change))
    together = {each for step in found for each in step}
    return [*found, *((each,) for each in changes if each not in together)]


def is_there(plan: Campaign, closed: Change, added: Change) -> bool:
    """Whether a fair is added, on a day of its own, where another one is closed."""
    if not added.day:
        return False
    fair = fair_of(plan, closed.fair_id)
    if fair is None:
        return False
    # As exactly as changes tell a place.
    return all(
        round(one, DIGITS) == round(other, DIGITS)
        for one, other in ((fair.lon, added.lon), (fair.lat, added.lat))
    )
