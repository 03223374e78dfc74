"""What the numbers of a coverage mean, in a form that travels with them."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from geodata.access.by_road import fairs_known
from geodata.access.detour import demand_borrows
from geodata.access.trip import TripCosts
from geodata.campaign.attribution import ROADS, districts_as_of
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import change_text
from geodata.measures.basis import Basis
from geodata.roads.snapping import FARTHEST_WALK_M

UNITS = ("km", "min")
SAID_OF_DRIVES = ("traffic", "traffic_source")


@dataclass(frozen=True, slots=True)
class UsedNetwork:
    """A road network that numbers rest on; the day of its extract, None where it does not say."""

    name: str
    digest: str
    source_date: str | None


@dataclass(frozen=True, slots=True)
class RoadDefinition:
    """
    What numbers by road rest on.

    Parameters
    ----------
    profile
        How the roads are used.
    traffic, traffic_source
        What slows cars, by its name, and where that comes from; None, and left unsaid, on foot, and
        the source for free roads.
    walk_kmh, farthest_walk_m
        Of the walks to a road and from it.
    fairs_no_road
        Counted, though no road is known near them.
    mean_walk_m
        To the road, over the persons who live near one; None without any.
    networks
        Those that could be opened.
    attribution
        Whose roads they are.
    networks_missing
        Names of those that could not be opened.
    """

    profile: str
    walk_kmh: float
    farthest_walk_m: float
    fairs_no_road: int
    mean_walk_m: float | None
    networks: tuple[UsedNetwork, ...]
    attribution: str
    networks_missing: tuple[str, ...]
    traffic: str | None
    traffic_source: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """
    What the numbers of a coverage mean.

    Parameters
    ----------
    travel
        The method.
    threshold_km, threshold_min
        One of the two is None.
    speed_kmh
        Mean speed on the road; None for methods that need none.
    from_, to
        First and last day whose fairs count, ISO text; None in a campaign without fairs.
    group
        Whose persons.
    region
        The city whose districts and people are counted, by its code; None for all.
    denominator, persons
        Which persons are all of them, and how many they are.
    fairs_counted
        Wherever they are held.
    cost_unit
        ``m`` or ``min``, as the threshold.
    campaign_version
        Of the store.
    districts_as_of
        As of which day the districts are, ISO text; None for imported ones: it is not known.
    illustrative
        The tables that are made up for demonstration.
    persons_borrowing_factor
        Persons in districts without a detour factor of their own; None where there is no factor.
    roads
        By road only.
    changes
        Of a what-if only: how it differs from the plan of that version, as addresses have it.
    costs
        The file that the costs come from, in place of a method; None where they are worked out.
    """

    travel: str
    threshold_km: float | None
    threshold_min: float | None
    speed_kmh: float | None
    from_: str | None
    to: str | None
    group: str
    region: str | None
    denominator: str
    persons: float | None
    fairs_counted: int
    cost_unit: str
    campaign_version: int
    districts_as_of: str | None
    illustrative: tuple[str, ...]
    persons_borrowing_factor: float | None
    roads: RoadDefinition | None = None
    changes: tuple[str, ...] = ()
    costs: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON, flat: what is said of roads follows the rest, and what is changed."""
        told = {name.rstrip("_"): value for name, value in asdict(self).items()}
        changes, costs = told.pop("changes"), told.pop("costs")
        roads = told.pop("roads") or {}
        unsaid = [name for name in SAID_OF_DRIVES if roads.get(name) is None]
        roads = {name: value for name, value in roads.items() if name not in unsaid}
        what_if = {"changes": changes} if changes else {}
        what_if |= {"costs": costs} if costs else {}
        return {name: as_list(value) for name, value in (told | roads | what_if).items()}


def as_list(value: Any) -> Any:
    """A tuple as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def plain(figure: float) -> float | None:
    """A figure as JSON has it: None for NaN, an integer where it is whole."""
    number = float(figure)
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def definition_of(campaign: Campaign, basis: Basis, costs: TripCosts, counted: float) -> Definition:
    """
    What the numbers of a coverage mean.

    Parameters
    ----------
    costs
        Of the trips to the fairs that count.
    counted
        All persons that are counted.
    """
    query = basis.query
    travel, threshold = query.travel, query.threshold
    first, _, last = basis.window.key
    km, minutes = (plain(threshold.value) if threshold.unit == u else None for u in UNITS)
    return Definition(
        travel=travel.method.value,
        threshold_km=km,
        threshold_min=minutes,
        speed_kmh=travel.estimate_kmh,
        from_=first or None,
        to=last or None,
        group=query.group,
        region=query.region,
        denominator="persons_in_districts",
        persons=plain(counted),
        fairs_counted=len(basis.fairs),
        cost_unit=costs.unit,
        campaign_version=campaign.version,
        districts_as_of=districts_as_of(campaign.provenance),
        illustrative=campaign.illustrative,
        persons_borrowing_factor=borrowing_persons(campaign, basis) if travel.estimated else None,
        roads=road_definition(campaign, basis, costs) if travel.by_road else None,
        costs=travel.stated.source if travel.stated else None,
        changes=tuple(map(change_text, campaign.trial.changes)) if campaign.trial else (),
    )


def borrowing_persons(campaign: Campaign, basis: Basis) -> float | None:
    """How many persons live in districts without a detour factor of their own."""
    borrows = demand_borrows(campaign) & (basis.districts.at >= 0)
    return plain(basis.persons[borrows].sum())


def road_definition(campaign: Campaign, basis: Basis, costs: TripCosts) -> RoadDefinition:
    """What the numbers by road rest on."""
    near = costs.known & (basis.districts.at >= 0)
    persons = basis.persons[near]
    walked = float((persons * costs.walk_m[near]).sum())
    opened, travel = campaign.networks, basis.query.travel
    profile, traffic = travel.profile, travel.told_traffic
    return RoadDefinition(
        profile=profile.value,
        walk_kmh=travel.walk_kmh,
        farthest_walk_m=FARTHEST_WALK_M,
        fairs_no_road=int((~fairs_known(campaign, profile)[basis.fairs]).sum()),
        mean_walk_m=plain(walked / persons.sum()) if persons.sum() else None,
        networks=tuple(
            UsedNetwork(each.name, each.digest, each.source_date or None)
            for each in campaign.road_sources
            if each.name in opened
        ),
        attribution=ROADS.text["en"],
        networks_missing=tuple(
            each.name for each in campaign.road_sources if each.name not in opened
        ),
        traffic=None if traffic is None else traffic.name,
        traffic_source=None if traffic is None else traffic.told_source,
    )
