"""An answer in the words of its campaign: which venues, whom they gain, and what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.access.pairs import Pairs
from geodata.access.trip import TripCosts
from geodata.base.arrays import Floats, Ints
from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign
from geodata.errors import CheckFailedError
from geodata.measures.definition import plain
from geodata.optimum.problem import Model, SitingAnswer, SitingProblem, Status
from geodata.siting.account import (
    permits_of_plan,
    persons_before,
    persons_seated,
    remarks,
    require_means,
    seats_gained,
    spending,
    warnings,
)
from geodata.siting.campaign_request import Siting
from geodata.siting.gains import Gains, gains
from geodata.siting.guess import guess
from geodata.siting.sites import Sites

WHOLE_PLANS = ("chosen", "nested", "text", "details")
GUESS = "guess"
# Sums of the same persons in another order may differ by so much of themselves.
SUM_TOLERANCE = 1e-9


def report(
    siting: Siting,
    problem: SitingProblem,
    answer: SitingAnswer,
    reasons: Mapping[str, Any] | None = None,
    *,
    today: date | None = None,
) -> dict[str, Any]:
    """
    An answer ready for JSON.

    Parameters
    ----------
    reasons
        Why it is as it is, as an `Explainer` tells it; the venues that they name are told, too.
    today
        From which on permits can be asked for.

    Raises
    ------
    CheckFailedError
        If coverage does not find for the plan what the solver promises, or it costs or seats more
        than it may.
    """
    costs = costs_of_plan(siting, answer)
    require_agreement(siting, answer, costs)
    require_means(siting, answer)
    named = [reasons, *siting.request.must_go]
    told = {
        "chosen": venue_records(siting, problem, answer, today),
        "permits": [each.to_dict() for each in permits_of_plan(siting, answer, today)],
        "sentences": [
            {"text": each.text, "details": {k: plain_detail(v) for k, v in each.details}}
            for each in (*answer.sentences, *remarks(siting, answer))
        ],
        "gains": None if costs is None else gains_of(siting, costs).to_dict(),
        "reasons": reasons,
        "venues": [venue(siting.asked, at) for at in mentions(siting.asked, named)],
    }
    return definition(siting) | figures(siting, problem, answer) | told


def figures(siting: Siting, problem: SitingProblem, answer: SitingAnswer) -> dict[str, Any]:
    """What a plan reaches and spends, for JSON."""
    return {
        "status": answer.status.value,
        "objective": figure(answer.objective),
        "bound": figure(answer.bound),
        "gap": answer.gap,
        "kappa": answer.kappa,
        "persons": plain(answer.persons),
        "persons_reached": plain(answer.persons_reached),
        "persons_twice": figure(answer.persons_twice),
        "persons_unreachable": plain(answer.persons_unreachable),
        "persons_no_road": plain(siting.persons_no_road),
        "persons_before": figure(persons_before(siting, problem)),
        "spent": figure(spending(siting, answer)),
    }


def mentions(sites: Sites, reasons: object) -> list[int]:
    """The positions of venues that reasons name beside those of the plan itself."""
    known = sites.at
    return sorted({known[each] for each in set(names_in(reasons)) if each in known})


def names_in(reasons: object) -> Iterator[str]:
    """The ids that reasons name, but for whole plans."""
    if isinstance(reasons, Mapping):
        for name, each in reasons.items():
            if name not in WHOLE_PLANS:
                yield from names_in(each)
    elif isinstance(reasons, str):
        yield reasons
    elif isinstance(reasons, Sequence):
        for each in reasons:
            yield from names_in(each)


def guess_report(siting: Siting, *, today: date | None = None) -> dict[str, Any]:
    """As `report`, of a quick guess: what is kept, and then what gains most people each time."""
    problem = siting.problem()
    count = (problem.p or 0) - int(siting.kept.sum())
    taken = guess(problem.pairs, problem.persons, siting.kept, siting.gone, count)
    reached = taken.reached_before + float(taken.gained.sum())
    answer = SitingAnswer(
        Status.FEASIBLE,
        objective=reached,
        bound=taken.reachable,
        chosen=np.union1d(np.flatnonzero(siting.kept), taken.venue_at),
        persons=float(problem.persons.sum()),
        persons_reached=reached,
        persons_unreachable=float(problem.persons.sum()) - taken.reachable,
    )
    return report(siting, problem, answer, today=today) | {"status": GUESS}


def definition(siting: Siting) -> dict[str, Any]:
    """What the figures rest on."""
    asked, query = siting.request, siting.request.query
    first, _, last = query.window(siting.campaign).key
    demands, venues = siting.size
    return {
        "model": asked.model.value,
        "travel": query.travel.method.value,
        "profile": query.travel.road_profile,
        "traffic": query.travel.traffic.name if query.travel.by_road else None,
        "walk_kmh": query.travel.walk_kmh if query.travel.by_road else None,
        "threshold_km": query.threshold.value if is_limited(siting, "km") else None,
        "threshold_min": query.threshold.value if is_limited(siting, "min") else None,
        "cost_unit": query.travel.unit,
        "group": query.group,
        "seekers": asked.seekers,
        "region": query.region,
        "from": first,
        "to": last,
        "p": asked.p,
        "more": asked.more,
        "budget": asked.budget,
        "must_go": [venue_id_of(siting.sites, each) for each in asked.must_go],
        "per_district": {code: bounds._asdict() for code, bounds in asked.per_district.items()},
        "capacities": siting.is_seated,
        "expected": asked.expected,
        "candidates_from": siting.sites.source.value,
        "places": demands,
        "candidates": venues,
        "campaign_version": siting.campaign.version,
    }


def venue_id_of(sites: Sites, named: str) -> str:
    """The id of the venue that a fair is held at, or its own."""
    known = sites.at
    return str(sites.table.index[known[named]])


def is_limited(siting: Siting, unit: str) -> bool:
    """Whether a threshold in that unit holds."""
    return siting.request.limited and siting.request.query.threshold.unit == unit


def venue_records(
    siting: Siting, problem: SitingProblem, answer: SitingAnswer, today: date | None
) -> Sequence[Mapping[str, Any]]:
    """The venues of a plan: those kept, then the others by the persons whom they gain."""
    order, gained = in_order(siting, problem, answer)
    apart = problem.model is Model.P_DISPERSION
    nearest = None if apart else persons_nearest(problem.pairs, problem.persons, answer.chosen)
    seated = persons_seated(siting, answer)
    return [
        venue(siting.sites, int(at))
        | {
            "kept": bool(siting.kept[at]),
            "persons_gained": None if np.isnan(gain) else plain(gain),
            "persons_nearest": None if nearest is None else plain(nearest[at]),
            "persons_seated": None if seated is None else plain(round(float(seated[at]), 6)),
            "warnings": [] if siting.kept[at] else warnings(siting, int(at), today),
        }
        for at, gain in zip(order, gained, strict=True)
    ]


def venue(sites: Sites, at: int) -> dict[str, Any]:
    """One venue."""
    row = sites.table.iloc[at]
    return {
        "venue_id": str(sites.table.index[at]),
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "kind": row["kind"],
        "adcode": row["adcode"] or None,
        "lon": float(row["lon"]),
        "lat": float(row["lat"]),
        "capacity": None if np.isnan(row["capacity"]) else plain(float(row["capacity"])),
        "cost": None if np.isnan(row["cost"]) else plain(float(row["cost"])),
        "free_from": row["free_from"] or None,
        "free_to": row["free_to"] or None,
    }


def in_order(siting: Siting, problem: SitingProblem, answer: SitingAnswer) -> tuple[Ints, Floats]:
    """The venues of a plan in the order in which they are told, and whom each new one gains."""
    chosen = answer.chosen
    kept = chosen[siting.kept[chosen]]
    if problem.model is Model.P_DISPERSION or not siting.request.limited:
        order = np.concatenate([kept, np.setdiff1d(chosen, kept)])
        return order, np.full(len(order), np.nan)
    if siting.is_seated:
        new, found = np.setdiff1d(chosen, kept), seats_gained(siting, problem, answer)
        new = new[np.argsort(-found[new], kind="stable")]
        told = np.concatenate([np.full(len(kept), np.nan), found[new]])
        return np.concatenate([kept, new]), told
    others = np.ones(problem.pairs.venues, dtype=bool)
    others[chosen] = False
    taken = guess(problem.pairs, problem.persons, siting.kept, others, len(chosen))
    rest = np.setdiff1d(chosen, np.concatenate([kept, taken.venue_at]))
    gained = [np.full(len(kept), np.nan), taken.gained, np.zeros(len(rest))]
    return np.concatenate([kept, taken.venue_at, rest]), np.concatenate(gained)


def persons_nearest(pairs: Pairs, persons: Floats, chosen: Ints) -> Floats:
    """Of how many persons each venue is the nearest of a plan, shape (venues,)."""
    mine = pairs[np.isin(pairs.venue_at, chosen)]
    order = np.lexsort((mine.venue_at, mine.cost, mine.demand_at))
    first = order[np.diff(mine.demand_at[order], prepend=-1) != 0]
    at = mine.venue_at[first]
    return np.bincount(at, persons[mine.demand_at[first]], pairs.venues).astype(float)


def costs_of_plan(siting: Siting, answer: SitingAnswer) -> TripCosts | None:
    """The trips to a plan's venues as coverage has them, which knows nothing of pairs."""
    if not answer.has_plan:
        return None
    every = np.arange(len(answer.chosen))
    return trip_costs(plan_after(siting, answer.chosen), every, siting.request.query.travel)


def gains_of(siting: Siting, costs: TripCosts) -> Gains:
    """Who gains and who loses by a plan to which these are the trips."""
    apart = siting.request.model is Model.P_DISPERSION
    return gains(siting.campaign, siting.request.query, costs, np.inf if apart else siting.limit)


def require_agreement(siting: Siting, answer: SitingAnswer, costs: TripCosts | None) -> None:
    """
    Hold a plan against what coverage finds.

    Raises
    ------
    CheckFailedError
        If other people are reached.
    """
    asked = siting.request
    if costs is None or not asked.limited or asked.model is Model.P_DISPERSION:
        return
    found = float(siting.persons[costs.covered_by(asked.query.limit)].sum())
    more = found - answer.persons_reached
    if more > 0 and siting.is_seated:
        return  # not all who live near find a seat
    if abs(more) > SUM_TOLERANCE * max(1.0, found):
        raise CheckFailedError(
            f"the plan reaches {found:g} persons where {answer.persons_reached:g} were promised"
        )


def plan_after(siting: Siting, chosen: Ints) -> Campaign:
    """The campaign with the venues of a plan in the place of its fairs."""
    table = siting.sites.table.iloc[chosen][["lon", "lat"]]
    fairs = pd.DataFrame(table.assign(status="planned"))
    return replace(siting.campaign, fairs=fairs, cache=Cache())


def figure(value: float | None) -> float | None:
    """A figure that may be none."""
    return None if value is None else plain(value)


def plain_detail(value: object) -> object:
    """A detail of a sentence as JSON has it."""
    return value if isinstance(value, int | float | str) or value is None else str(value)
