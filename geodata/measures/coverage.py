"""
Coverage: how many people live within a threshold of a fair, district by district.

The one calculation behind every face. Where the uncovered live is ``geodata.gaps``; how far each
fair reaches, ``geodata.reach``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.access.by_road import RoadCosts, fairs_known, require_networks, road_costs
from geodata.access.detour import demand_borrows
from geodata.access.straight import nearest_costs, within
from geodata.access.travel import Method
from geodata.base.arrays import Floats
from geodata.base.quantile import weighted_quantile
from geodata.campaign.attribution import ROADS
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.measures.query import CoverageQuery, Threshold
from geodata.roads.profile import WALK_KMH
from geodata.roads.snapping import FARTHEST_WALK_M

MOST_SHARE = 0.9
EDGE = 1e-9  # an edge belongs to the reach it bounds
KEPT = 16
FIGURES = (
    "persons", "persons_covered", "persons_gap", "coverage", "fairs", "fairs_per_100k",
    "mean_cost", "p90_cost", "persons_unreachable", "persons_no_road",
)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Coverage:
    """
    The answer to one query.

    Parameters
    ----------
    definition
        What the numbers mean, ready for JSON: ``travel, threshold_km, threshold_min`` (one of the
        two None), ``speed_kmh`` (None on the straight line), ``from, to, group, denominator,
        persons, fairs_counted`` (wherever they are held), ``cost_unit`` (``m`` or ``min``, as the
        threshold), ``campaign_version, illustrative`` (tables made up for demonstration),
        ``persons_borrowing_factor`` (in districts without a detour factor of their own; None on
        the straight line and by road). By road also ``profile``, ``walk_kmh`` and
        ``farthest_walk_m`` (to a road and from it), ``mean_walk_m`` to the road,
        ``fairs_no_road`` (counted, though no road is known near them), ``networks`` with the
        ``name, digest, source_date`` of each, ``networks_missing`` and ``attribution``.
    districts
        Indexed by ``adcode`` in the campaign's order: ``name_zh, name_en``; ``persons`` of the
        group, ``persons_covered, persons_gap``; ``coverage``, covered ÷ persons, NaN where nobody
        lives; ``fairs`` counting and held there, ``fairs_per_100k`` persons of the group, those
        without a road that is known among them;
        ``mean_cost`` over the persons who can reach a fair, ``p90_cost``, the least cost within
        which at least 90 % of them live, both NaN where nobody can; ``persons_unreachable``;
        ``persons_no_road``, who live where no road is known: they are counted apart, in no other
        figure.
    total
        The same figures over all districts; None for NaN.
    outside
        Demand in no district, counted apart: ``points`` and ``persons``.
    covered
        Whether each demand point is covered, shape (n,).
    """

    definition: dict[str, Any]
    districts: pd.DataFrame
    total: dict[str, Any]
    outside: dict[str, Any]
    covered: npt.NDArray[np.bool_] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The answer ready for JSON: unknown is None, whole numbers of persons are integers."""
        rows = self.districts.reset_index().to_dict(orient="records")
        return {
            "definition": self.definition,
            "total": self.total,
            "districts": [{str(k): plain(v) for k, v in row.items()} for row in rows],
            "outside": self.outside,
        }


def plain(value: Any) -> Any:
    """A figure as JSON has it: None for NaN, an integer where it is whole."""
    if not isinstance(value, float | int | np.generic):
        return value
    number = float(value)
    if np.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def persons_of(campaign: Campaign, group: str) -> Floats:
    """
    The persons of one group at every demand point.

    Raises
    ------
    QueryRefused
        If the campaign's demand has no such group.
    """
    groups = campaign.demand.persons
    if group in groups:
        return groups[group]
    if not groups and group == "all":
        return np.zeros(len(campaign.demand))
    raise QueryRefused(
        "group",
        group,
        "the campaign has no such group; it has: %(groups)s",
        groups=", ".join(groups) or "all",
    )


def coverage(campaign: Campaign, query: CoverageQuery) -> Coverage:
    """
    Who lives within the threshold of a counting fair.

    Parameters
    ----------
    campaign
        Planned and published fairs count, cancelled ones never.
    query
        Method, threshold, group and window.

    Raises
    ------
    QueryRefused
        If the campaign has no such group, or no roads for a query that goes by them.
    """
    persons_of(campaign, query.group)
    require_networks(campaign, query.travel)
    return campaign.cache.get("coverage", query, lambda: calculated(campaign, query), most=KEPT)


def calculated(campaign: Campaign, query: CoverageQuery) -> Coverage:
    """The coverage of a query, from the costs up."""
    window = query.window(campaign)
    persons = persons_of(campaign, query.group)
    if query.by_road:
        covered = on_roads(campaign, query, window).cost <= query.threshold_cost * (1 + EDGE)
    else:
        covered = within(campaign, window, query.limit_m(campaign))
    districts = by_district(campaign, query, persons, covered)
    outside = campaign.demand.district_at < 0
    table = pd.concat([campaign.districts[["name_zh", "name_en"]], districts.iloc[:-1]], axis=1)
    total = {str(name): plain(value) for name, value in districts.iloc[-1].items()}
    return Coverage(
        definition=definition(campaign, query, window, total["persons"]),
        districts=pd.DataFrame(table),
        total=total,
        outside={"points": int(outside.sum()), "persons": plain(persons[outside].sum())},
        covered=covered,
    )


def by_district(
    campaign: Campaign, query: CoverageQuery, persons: Floats, covered: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """The figures of every district, indexed by adcode, and of all together in a last row."""
    count, at = len(campaign.districts), campaign.demand.district_at

    def sums(values: Floats) -> Floats:
        per_district = np.bincount(at + 1, values, count + 1)[1:]
        return np.append(per_district, per_district.sum())

    window = query.window(campaign)
    cost, reachable = costs_in_unit(campaign, query, window)
    no_road = np.zeros(count + 1)
    if query.by_road:
        known = on_roads(campaign, query, window).known
        no_road, persons = sums(persons * ~known), persons * known
    people, met = sums(persons), sums(persons * covered)
    everybody = people + no_road  # a fair is there for them, too
    fairs_at = campaign.districts.index.get_indexer(
        campaign.fairs["adcode"].iloc[window.fairs(campaign)]
    )
    fairs = np.bincount(fairs_at[fairs_at >= 0], minlength=count).astype(float)
    fairs = np.append(fairs, fairs.sum())
    able = sums(persons * reachable)
    spent = sums(np.where(reachable, cost, 0) * persons)
    return pd.DataFrame(
        {
            "persons": people,
            "persons_covered": met,
            "persons_gap": people - met,
            "coverage": share(met, people),
            "fairs": fairs.astype(int),
            "fairs_per_100k": share(fairs * 1e5, everybody),
            "mean_cost": share(spent, able),
            "p90_cost": nine_tenths(campaign, cost, np.where(reachable, persons, 0.0)),
            "persons_unreachable": people - able,
            "persons_no_road": no_road,
        },
        index=pd.Index([*campaign.districts.index, ""], name="adcode"),
    )


def costs_in_unit(
    campaign: Campaign, query: CoverageQuery, window: Window
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The cost at every demand point in the threshold's unit, and where there is one."""
    if query.by_road:
        cost = on_roads(campaign, query, window).cost
        return cost, np.isfinite(cost)
    costs = nearest_costs(campaign, window, query.travel, query.speed_kmh)
    cost = costs.metres if query.threshold.unit == "km" or costs.minutes is None else costs.minutes
    return cost, np.isfinite(cost)


def on_roads(campaign: Campaign, query: CoverageQuery, window: Window) -> RoadCosts:
    """The costs by road of a query, whatever its threshold."""
    unit = "min" if query.threshold.unit == "min" else "m"
    return road_costs(campaign, window.fairs(campaign), query.profile, unit)


def nine_tenths(campaign: Campaign, cost: Floats, persons: Floats) -> Floats:
    """The least cost within which 90 % of a district's persons live; of all in a last place."""
    count, at = len(campaign.districts), campaign.demand.district_at
    inside = np.flatnonzero((at >= 0) & (persons > 0))
    cost, persons, at = cost[inside], persons[inside], at[inside]
    each = weighted_quantile(cost, persons, at, count, MOST_SHARE)
    return np.append(each, weighted_quantile(cost, persons, np.zeros_like(at), 1, MOST_SHARE))


def share(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is nothing."""
    result: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return result


def definition(
    campaign: Campaign, query: CoverageQuery, window: Window, persons: float
) -> dict[str, Any]:
    """What the numbers of a coverage mean, ready for JSON."""
    estimated = query.travel is Method.ESTIMATED
    first, _, last = window.key
    borrowing = None
    if estimated:
        borrows = demand_borrows(campaign) & (campaign.demand.district_at >= 0)
        borrowing = plain(persons_of(campaign, query.group)[borrows].sum())
    return {
        "travel": query.travel.value,
        **threshold_of(query.threshold),
        "speed_kmh": query.speed_kmh if estimated else None,
        "from": first or None,
        "to": last or None,
        "group": query.group,
        "denominator": "persons_near_a_road" if query.by_road else "persons_in_districts",
        "persons": persons,
        "fairs_counted": len(window.fairs(campaign)),
        "cost_unit": "m" if query.threshold.unit == "km" else "min",
        "campaign_version": campaign.version,
        "illustrative": list(campaign.illustrative),
        "persons_borrowing_factor": borrowing,
        **(roads_of(campaign, query, window) if query.by_road else {}),
    }


def roads_of(campaign: Campaign, query: CoverageQuery, window: Window) -> dict[str, Any]:
    """What the numbers by road rest on."""
    costs = on_roads(campaign, query, window)
    near = costs.known & (campaign.demand.district_at >= 0)
    persons = persons_of(campaign, query.group)[near]
    walked = float((persons * costs.walk_m[near]).sum())
    opened = campaign.networks
    return {
        "profile": query.profile.value,
        "walk_kmh": WALK_KMH,
        "farthest_walk_m": FARTHEST_WALK_M,
        "fairs_no_road": int((~fairs_known(campaign, query.profile)[window.fairs(campaign)]).sum()),
        "mean_walk_m": plain(walked / persons.sum()) if persons.sum() else None,
        "networks": [
            {"name": s.name, "digest": s.digest, "source_date": s.source_date or None}
            for s in campaign.road_sources
            if s.name in opened
        ],
        "attribution": ROADS.text["en"],
        "networks_missing": [s.name for s in campaign.road_sources if s.name not in opened],
    }


def threshold_of(threshold: Threshold) -> Mapping[str, float | None]:
    """The threshold under the contract's two names, one of them None."""
    return {
        f"threshold_{unit}": plain(threshold.value) if unit == threshold.unit else None
        for unit in ("km", "min")
    }
