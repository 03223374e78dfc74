"""A request for a plan of a campaign, and the problem that it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from geodata.access.by_road import demand_known, require_networks
from geodata.access.pairs import Pairs
from geodata.access.travel import Method
from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign, Demand
from geodata.campaign.regions import lives_in
from geodata.errors import QueryRefused, RequestRefused
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import Model, Quota, SitingProblem
from geodata.siting.means import budget_refusals, payable, seats, seats_count, seats_refusals
from geodata.siting.points import refusals, sites_at
from geodata.siting.seekers import seekers_without
from geodata.siting.sites import OwnSite, Sites, between, sites

COVERING = (Model.LSCP, Model.MCLP, Model.MCLP_BACKUP)
"""The models that ask who lives within a threshold, and nothing else of a trip."""
NUMBERED = tuple(each for each in Model if each is not Model.LSCP)


class Bounds(NamedTuple):
    """Least and most venues of a district, both included."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class SitingRequest:
    """
    What plan is asked for.

    Parameters
    ----------
    query
        Travel, threshold, group, region, and the days whose fairs are there already.
    limited
        Whether a trip beyond the threshold is none. Without, whoever can go anywhere goes.
    p, budget
        As of `SitingProblem`: the most venues, those kept included; the most that they cost.
    keep
        Ids of fairs or venues that every plan has. None keeps all fairs but those that may go.
    may_go, must_go
        Ids of those that a plan may leave out, and of those that none has.
    candidates
        Ids of those venues alone that may be added; None for all.
    own
        Candidates that are brought along, in place of those of the campaign.
    per_district
        Bounds by adcode.
    more
        In place of p: the most venues beside those kept.
    seekers
        An occupation: its seekers for whom no opening is near are counted in place of the group.
    explain
        Whether all reasons are wanted.
    why_not
        Ids of those about which it is asked why they are not in the plan, and places, candidates
        or not, as ``106.55000,29.56000``.
    expected
        Visitors of each new fair; None where that is not known.
    seats
        Whether venues seat only so many; None: where candidates are brought along with seats.
    """

    model: Model
    query: CoverageQuery
    limited: bool = True
    p: int | None = None
    budget: float | None = None
    keep: tuple[str, ...] | None = None
    may_go: tuple[str, ...] = ()
    must_go: tuple[str, ...] = ()
    candidates: tuple[str, ...] | None = None
    own: tuple[OwnSite, ...] | None = None
    per_district: Mapping[str, Bounds] = field(default_factory=dict)
    more: int | None = None
    seekers: str | None = None
    explain: bool = False
    why_not: tuple[str, ...] = ()
    expected: int | None = None
    seats: bool | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Siting:
    """
    A request held against its campaign.

    Parameters
    ----------
    sites
        The venues to choose from.
    persons
        Those who are to be served, at each demand point, shape (n,): of the group, in the region,
        near a road that is known.
    persons_no_road
        Those of the group in the region of whom no road is known; they are in no figure.
    kept, gone
        Which venues every plan has, and which none has, shape (venues,).
    asked
        The venues, and behind them the places that are asked about.
    """

    campaign: Campaign
    request: SitingRequest
    sites: Sites
    persons: Floats
    persons_no_road: float
    kept: Flags
    gone: Flags
    asked: Sites

    @classmethod
    def of(cls, campaign: Campaign, request: SitingRequest) -> "Siting":
        """
        A request, with all that it names found.

        Raises
        ------
        RequestRefused
            With everything that contradicts the campaign or itself.
        """
        query = request.query
        require_networks(campaign, query.travel.method)
        everybody = query.persons(campaign)
        if request.seekers is not None:
            everybody = seekers_without(campaign, query, request.seekers)
        found = sites(campaign, query.fairs(campaign), region=query.region, own=request.own)
        if problems := [*unknown(request, found, campaign)]:
            raise RequestRefused(problems)
        kept, gone = kept_and_gone(request, found)
        if problems := [*contradictions(request, found, kept, gone)]:
            raise RequestRefused(problems)
        inside = lives_in(campaign, query.region)
        profile = query.travel.road_profile
        known = demand_known(campaign, profile) if profile else np.ones(len(inside), dtype=bool)
        persons = np.where(inside & known, everybody, 0.0)
        no_road = float(everybody[inside & ~known].sum())
        asked = sites_at(campaign, request.why_not, found)
        return cls(campaign, request, found, persons, no_road, kept, gone, asked)

    @property
    def size(self) -> tuple[int, int]:
        """How many places with people, and venues, the plan is for."""
        return int(np.count_nonzero(self.persons)), int((~self.gone).sum())

    @property
    def is_seated(self) -> bool:
        """Whether the venues' seats count."""
        return seats_count(self.request.model, self.sites, asked=self.request.seats)

    @property
    def limit(self) -> float:
        """The most that a trip may cost, in the unit of the travel; ``inf`` without a threshold."""
        return self.request.query.limit if self.request.limited else np.inf

    def pairs(self) -> Pairs:
        """The trips of those who are to be served; between the venues for p-dispersion."""
        if self.request.model is Model.P_DISPERSION:
            return between(self.sites)
        return self.pairs_within(self.limit)

    def pairs_within(self, limit: float) -> Pairs:
        """Their trips within another limit, in the unit of the travel."""
        return self.pairs_to(self.sites.venues, limit)

    def pairs_to(self, venues: Venues, limit: float) -> Pairs:
        """Their trips to any places."""
        served = with_people(self.campaign, self.persons > 0)
        return trip_pairs(served, venues, self.request.query.travel, limit)

    def problem(self) -> SitingProblem:
        """The problem to be solved."""
        asked, budget = self.request, self.request.budget
        cost = None if budget is None else payable(self.sites, self.kept, budget)
        pairs = self.pairs()
        apart = asked.model is Model.P_DISPERSION
        served = np.ones(pairs.demands) if apart else self.persons[self.persons > 0]
        return SitingProblem(
            asked.model,
            pairs,
            served,
            p=asked.p if asked.more is None else asked.more + int(self.kept.sum()),
            budget=budget,
            threshold=self.limit if asked.limited else None,
            keep=np.flatnonzero(self.kept),
            must_go=np.flatnonzero(self.gone),
            venue_cost=cost,
            capacity=seats(self.sites, float(self.persons.sum())) if self.is_seated else None,
            quotas=tuple(quotas(asked, self.sites, self.campaign)),
            assignment=self.is_seated,
        )


def with_people(campaign: Campaign, chosen: Flags) -> Campaign:
    """A campaign with some of its people alone."""
    whole = campaign.demand
    persons = {group: each[chosen] for group, each in whole.persons.items()}
    demand = Demand(whole.lon[chosen], whole.lat[chosen], whole.district_at[chosen], persons)
    return replace(campaign, demand=demand, cache=Cache())


def kept_and_gone(request: SitingRequest, found: Sites) -> tuple[Flags, Flags]:
    """Which venues every plan has, and which none has."""
    kept, gone = found.held, np.zeros(len(found), dtype=bool)
    if request.keep is not None:
        kept = np.zeros(len(found), dtype=bool)
        kept[places(request.keep, found)] = True
    kept[places((*request.may_go, *request.must_go), found)] = False
    gone[places(request.must_go, found)] = True
    if request.candidates is not None:
        named = np.zeros(len(found), dtype=bool)
        named[places(request.candidates, found)] = True
        gone |= ~(named | kept | found.held)
    return kept, gone


def places(ids: Iterable[str], found: Sites) -> Ints:
    """Where some ids stand; those that are unknown are passed over."""
    return np.array([found.at[each] for each in ids if each in found.at], dtype=np.intp)


def unknown(request: SitingRequest, found: Sites, campaign: Campaign) -> Iterable[QueryRefused]:
    """What a request names and the campaign does not have."""
    named = {
        "keep": request.keep or (),
        "may_go": request.may_go,
        "must_go": request.must_go,
        "candidates": request.candidates or (),
    }
    for parameter, ids in named.items():
        for each in ids:
            if each not in found.at:
                yield QueryRefused(parameter, each, "is no fair or candidate of this request")
    yield from refusals(campaign, request.query, request.why_not, found.at)
    for each in found.doubtful:
        yield QueryRefused(
            "candidates", each, "is also the id of a fair elsewhere; give the candidate another id"
        )
    for adcode in request.per_district:
        if adcode not in campaign.districts.index:
            yield QueryRefused("per_district", adcode, "is no district of this campaign")


def contradictions(
    request: SitingRequest, found: Sites, kept: Flags, gone: Flags
) -> Iterable[QueryRefused]:
    """What of a request cannot be had together."""
    lists: dict[str, Sequence[str]] = {
        "may_go": request.may_go, "must_go": request.must_go, "keep": request.keep or (),
    }  # fmt: skip
    taken: dict[int, str] = {}
    for parameter, ids in lists.items():
        for each in ids:
            if (other := taken.setdefault(found.at[each], parameter)) != parameter:
                yield QueryRefused(
                    parameter,
                    each,
                    "stands in %(other)s, too, or is at the same place",
                    other=other,
                )
    if request.p is not None and request.more is not None:
        yield QueryRefused("more", request.more, "counts what p counts too; give one of them")
    if not (~gone).any():
        yield QueryRefused("candidates", None, "there is no place left to choose")
    yield from budget_refusals(request.budget, found, kept, gone)
    yield from seats_refusals(request.model, found, gone, asked=request.seats)


def quotas(request: SitingRequest, found: Sites, campaign: Campaign) -> Iterable[Quota]:
    """Least and most of each district that was named."""
    held_in = found.table["adcode"].to_numpy(dtype=object)
    for adcode, bounds in request.per_district.items():
        name = str(campaign.districts.at[adcode, "name_zh"])
        yield Quota(np.flatnonzero(held_in == adcode), bounds.least, bounds.most, name)


def dispersed_otherwise(request: SitingRequest) -> Iterable[QueryRefused]:
    """What p-dispersion does not count, so that who asks for it would be misled."""
    if request.model is not Model.P_DISPERSION:
        return
    method, threshold = request.query.travel.method, request.query.threshold
    if method is not Method.STRAIGHT:
        yield QueryRefused(
            "travel", method.value, "p-dispersion spreads venues by straight lines alone"
        )
    if request.limited:
        parameter = f"threshold_{threshold.unit}"
        yield QueryRefused(parameter, threshold.value, "has no meaning for p-dispersion")
