"""What a plan spends and seats, counted anew from the campaign's own tables, and told."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from geodata.base.arrays import Floats
from geodata.errors import CheckFailedError
from geodata.measures.definition import plain
from geodata.optimum.problem import Model, Sentence, SitingAnswer, SitingProblem, translatable
from geodata.optimum.rules import Rules, ways_of
from geodata.optimum.seats import Seating, seating_in
from geodata.siting.calendar import Permit, notes, permits
from geodata.siting.campaign_request import Siting
from geodata.siting.means import SEATED
from geodata.siting.sites import FAIR, Days, Source

ROUNDED = 1e-9
SAME = 1e-6
SPENT = translatable("the venues that are added cost %(spent)s of %(budget)s yuan")
SPENT_BESIDE = translatable(
    "the venues that are added cost %(spent)s of %(budget)s yuan; fairs that stay are paid for"
)
SEATS_UNKNOWN = translatable(
    "at %(count)s venues where fairs stay the seats are not known: they seat everybody near them"
)
SEATS_LEFT_OUT = translatable("the seats of the candidates are not counted")


def spending(siting: Siting, answer: SitingAnswer) -> float | None:
    """What the venues of a plan take from its budget, in yuan; None without a budget or a plan."""
    if siting.request.budget is None or not answer.has_plan:
        return None
    table = siting.sites.table.iloc[answer.chosen]
    stays = (table["kind"] == FAIR).to_numpy(dtype=bool) & siting.kept[answer.chosen]
    return float(table["cost"].to_numpy(float)[~stays].sum())


def require_means(siting: Siting, answer: SitingAnswer) -> None:
    """
    Hold a plan against what its venues cost and seat by the campaign's tables.

    Raises
    ------
    CheckFailedError
        If it costs more than the budget, what it costs is not known, or more people are said to
        find a seat than there are.
    """
    budget, total = siting.request.budget, spending(siting, answer)
    if budget is not None and total is not None:
        within = total <= budget + ROUNDED * max(1.0, budget)
        if not within:  # NaN is not within, either
            raise CheckFailedError(f"the plan costs {total:g}, and the budget is {budget:g}")
    if not siting.is_seated or not answer.has_plan:
        return
    room = siting.sites.capacity[answer.chosen]
    if answer.persons_reached > room.sum() * (1 + SAME):  # whose seats are not known has no end
        raise CheckFailedError(
            f"the plan seats {answer.persons_reached:g} persons, and has {room.sum():g} seats"
        )
    if (over := overfull(siting, answer)) is not None:
        raise CheckFailedError(f"{over} seats more persons than it has seats")


def overfull(siting: Siting, answer: SitingAnswer) -> str | None:
    """The first venue that seats more than it can, by who goes where; None if none does."""
    if answer.assignment is None:
        return None
    going = answer.assignment
    seated = np.bincount(going.venue_at, going.persons, len(siting.sites))
    over = np.flatnonzero(seated > siting.sites.capacity * (1 + SAME) + SAME)
    return str(siting.sites.table.index[over[0]]) if len(over) else None


def remarks(siting: Siting, answer: SitingAnswer) -> Iterator[Sentence]:
    """What is to be told of a plan's money and seats."""
    budget, total = siting.request.budget, spending(siting, answer)
    if budget is not None and total is not None:
        told = (("spent", plain(total)), ("budget", plain(budget)))
        stays = (siting.kept & siting.sites.held).any()
        yield Sentence(SPENT_BESIDE if stays else SPENT, told)
    known = np.isfinite(siting.sites.capacity)
    if siting.is_seated:
        unknown = int((~known & siting.kept).sum())
        if unknown:
            yield Sentence(SEATS_UNKNOWN, (("count", unknown),))
    elif siting.sites.source is Source.TABLE and siting.request.model in SEATED and known.any():
        yield Sentence(SEATS_LEFT_OUT)


def persons_seated(siting: Siting, answer: SitingAnswer) -> Floats | None:
    """How many find a seat at each venue, shape (venues,); None where seats do not count."""
    going = answer.assignment
    if going is None or not siting.is_seated:
        return None
    return np.bincount(going.venue_at, going.persons, len(siting.sites)).astype(float)


def seats_gained(siting: Siting, problem: SitingProblem, answer: SitingAnswer) -> Floats:
    """
    How many find a seat at each venue who live near none that is kept, shape (venues,).

    Only those are near one that is kept whom it seats for sure: its seats are not known.
    """
    going, kept = answer.assignment, siting.kept & np.isnan(siting.sites.capacity)
    if going is None:
        return np.zeros(len(siting.sites))
    near = np.zeros(problem.pairs.demands, dtype=bool)
    near[ways_of(problem, Rules(kept, ~kept)).demand_at] = True
    new = np.where(near[going.demand_at], 0.0, going.persons)
    found = np.bincount(going.venue_at, new, len(siting.sites)).astype(float)
    return np.round(found, 6)


def persons_before(siting: Siting, problem: SitingProblem) -> float | None:
    """Those whom the venues that are kept reach by themselves; None where nobody is near or far."""
    if not siting.request.limited or problem.model is Model.P_DISPERSION:
        return None
    ways = ways_of(problem, Rules(siting.kept, ~siting.kept))
    if problem.capacity is None or not len(ways):
        return float(problem.persons[np.unique(ways.demand_at)].sum())
    seating = Seating.of(ways, problem.persons, problem.capacity, gone=~siting.kept)
    found = seating_in(seating, siting.kept).seats
    return 0.0 if found is None else float(found.persons.sum())


def days_asked(siting: Siting) -> Days:
    """The days on which fairs are to be held."""
    first, _, last = siting.request.query.window(siting.campaign).key
    return Days(first, last)


def warnings(siting: Siting, at: int, today: date | None) -> list[dict[str, Any]]:
    """What the calendar says of a new fair at a venue, for JSON."""
    found = notes(
        siting.sites.offer(at), days_asked(siting), expected=siting.request.expected, today=today
    )
    return [each.to_dict() for each in found]


def permits_of_plan(siting: Siting, answer: SitingAnswer, today: date | None) -> list[Permit]:
    """The permits of the large fairs that stay, the most urgent first."""
    fairs = siting.request.query.fairs(siting.campaign)
    names = siting.campaign.fairs.index[fairs]
    places = np.array([siting.sites.at[str(each)] for each in names], dtype=np.intp)
    return permits(siting.campaign, fairs[np.isin(places, answer.chosen)], today)
