"""Requests about a campaign: its people, its fairs, and the trips between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from geodata.access.by_road import demand_known
from geodata.access.pairs import Pairs
from geodata.access.travel import Method
from geodata.access.trip_pairs import trip_pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import distances_m
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.decide.problem import Model, Quota, SitingProblem
from geodata.decide.sites import Sites
from geodata.errors import QueryRefused
from geodata.measures.query import CoverageQuery

# Without a threshold everybody is paired with every venue; above so many the memory is not there.
MOST_PAIRS = 40_000_000


@dataclass(frozen=True, eq=False, slots=True)
class CampaignRequest:
    """
    What is asked for a campaign.

    Parameters
    ----------
    model
        What makes one plan better than another.
    query
        Travel, group, region and days; the threshold if ``within`` says so.
    within
        Whether the query's threshold counts. Without it every trip that is possible is one.
    p, more
        Venues of the plan, those kept included, or beside them.
    replace
        Whether no fair is kept but those that ``keep`` names.
    keep, may_go, must_go
        Ids. Fairs of the campaign are kept unless they may go or must.
    per_district
        Least and most by adcode; None for no most.
    assignment
        Whether the answer tells who goes where.
    aversion, kappa
        As in `SitingProblem`.
    """

    model: Model
    query: CoverageQuery
    within: bool = True
    p: int | None = None
    more: int | None = None
    replace: bool = False
    keep: tuple[str, ...] = ()
    may_go: tuple[str, ...] = ()
    must_go: tuple[str, ...] = ()
    per_district: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    assignment: bool = False
    aversion: float = 1.0
    kappa: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class CampaignProblem:
    """
    A request about a campaign, ready to be solved.

    Parameters
    ----------
    problem
        In metres or minutes.
    sites
        The venues, in the order of the problem's positions.
    point_at
        Which of the campaign's demand points each of the problem's is, shape (demands,).
    persons_no_road
        Those who live where no road is known: shown apart, and in nobody's count.
    """

    problem: SitingProblem
    sites: Sites
    point_at: Ints
    persons_no_road: float


def campaign_problem(campaign: Campaign, request: CampaignRequest) -> CampaignProblem:
    """
    The problem that a request about a campaign is.

    Raises
    ------
    QueryRefused
        For an id, a group, a region or a way to travel that the campaign has not, or one that
        asks for more pairs than there is memory for.
    """
    query = request.query
    fairs = query.fairs(campaign)
    sites = Sites.of(campaign, fairs, query.region)
    keep, gone = _settled(sites, request)
    persons = query.persons(campaign)
    known = _known(campaign, request)
    here = lives_in(campaign, query.region) & (persons > 0)
    points = np.flatnonzero(here & known)
    problem = SitingProblem(
        request.model,
        _pairs(campaign, request, sites, points),
        _persons(request, persons, points, sites),
        p=_number(request, len(keep)),
        keep=keep,
        must_go=gone,
        quotas=_quotas(campaign, sites, request.per_district),
        aversion=request.aversion,
        kappa=request.kappa,
        assignment=request.assignment,
    )
    return CampaignProblem(problem, sites, points, float(persons[here & ~known].sum()))


def _persons(request: CampaignRequest, persons: Floats, points: Ints, sites: Sites) -> Floats:
    return np.zeros(len(sites)) if request.model is Model.P_DISPERSION else persons[points]


def _number(request: CampaignRequest, kept: int) -> int | None:
    if request.more is None:
        return request.p
    if request.p is not None:
        raise QueryRefused("more", request.more, "counts what p counts too; give one of them")
    return kept + request.more


def _known(campaign: Campaign, request: CampaignRequest) -> Flags:
    """At which demand points it is known how one travels."""
    travel = request.query.travel
    if travel.method is Method.ROADS:
        return demand_known(campaign, travel.profile)
    return np.ones(len(campaign.demand), dtype=bool)


def _settled(sites: Sites, request: CampaignRequest) -> tuple[Ints, Ints]:
    """Positions of what is kept, and of what must go."""
    named = {
        name: _positions(name, ids, sites)
        for name, ids in (
            ("keep", request.keep),
            ("may_go", request.may_go),
            ("must_go", request.must_go),
        )
    }
    usual = np.empty(0, dtype=np.intp) if request.replace else np.arange(sites.fairs)
    loose = np.union1d(named["may_go"], named["must_go"])
    kept = np.union1d(np.setdiff1d(usual, loose), named["keep"])
    return kept.astype(np.intp), named["must_go"]


def _positions(parameter: str, ids: Iterable[str], sites: Sites) -> Ints:
    at = {name: place for place, name in enumerate(sites.ids)}
    for name in ids:
        if name not in at:
            raise QueryRefused(parameter, name, "is no fair that counts, and no candidate")
    return np.array(sorted({at[name] for name in ids}), dtype=np.intp)


def _quotas(
    campaign: Campaign, sites: Sites, asked: Mapping[str, tuple[int, int | None]]
) -> tuple[Quota, ...]:
    quotas = []
    for adcode, (least, most) in asked.items():
        if adcode not in campaign.districts.index:
            raise QueryRefused("per_district", adcode, "the campaign has no such district")
        name = campaign.gazetteer.names(adcode)[0]
        quotas.append(Quota(sites.held_in(adcode), least, most, name))
    return tuple(quotas)


def _pairs(campaign: Campaign, request: CampaignRequest, sites: Sites, points: Ints) -> Pairs:
    """The trips that count, from the points alone."""
    travel, limit = request.query.travel, request.query.limit if request.within else np.inf
    if request.model is Model.P_DISPERSION:
        return _between(sites, travel.method)
    if not request.within and len(points) * len(sites) > MOST_PAIRS:
        raise QueryRefused(
            "threshold_km",
            None,
            "is needed: %(pairs)s trips are more than there is memory for (%(most)s)",
            pairs=f"{len(points) * len(sites):,}",
            most=f"{MOST_PAIRS:,}",
        )
    every = trip_pairs(campaign, sites.venues, travel, limit)
    place = np.full(len(campaign.demand), -1, dtype=np.int32)
    place[points] = np.arange(len(points), dtype=np.int32)
    held = every[place[every.demand_at] >= 0]
    return Pairs(place[held.demand_at], held.venue_at, held.cost, len(points), len(sites))


def _between(sites: Sites, method: Method) -> Pairs:
    """Straight distances between all venues, in metres."""
    if method is not Method.STRAIGHT:
        raise QueryRefused(
            "travel", method.value, "p-dispersion of a campaign goes by straight lines"
        )
    venues = sites.venues
    one, other = np.triu_indices(len(sites), 1)
    metres = distances_m(venues.lon[one], venues.lat[one], venues.lon[other], venues.lat[other])
    return Pairs.of(one, other, metres, size=(len(sites), len(sites)))
