"""The state of the planner's page, as its address has it."""

from dataclasses import dataclass
from typing import Any

from geodata.access.by_road import require_networks
from geodata.access.travel import DEFAULT_SPEED_KMH
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import NO_CHANGES, Changes
from geodata.campaign.regions import region_of_district
from geodata.errors import QueryRefused
from geodata.measures.measure import COVERAGE, MEASURES, Measure
from geodata.measures.query import CoverageQuery
from geodata.signs.profile import Profile
from service.arguments import Arguments
from service.planner.ranking import Order
from service.queries import changes_of, coverage_query, own_district
from service.travel import stated_movement
from service.words.language import DEFAULT, LANGUAGES

MOST_NEXT, MOST_MORE = 30, 200


@dataclass(frozen=True, slots=True)
class Planned:
    """
    What the page is to say of further places.

    Parameters
    ----------
    more
        How many it guesses at once; 0 for none.
    job
        The job that calculates a plan, None without one.
    """

    more: int = 0
    job: str | None = None

    @classmethod
    def of(cls, args: Arguments) -> "Planned":
        """
        What an address asks for.

        Raises
        ------
        QueryRefused
            For a number that cannot be used.
        """
        return cls(args.whole("next", 0, least=0, most=MOST_NEXT), args.text("job"))

    @property
    def is_asked_for(self) -> bool:
        """Whether anything is."""
        return bool(self.more or self.job)


NOTHING_MORE = Planned()


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the page's address says."""

    query: CoverageQuery
    measure: Measure
    order: Order
    district: str | None
    changes: Changes = NO_CHANGES
    plan: Planned = NOTHING_MORE

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign) -> "State":
        """
        The state that an address asks for.

        Raises
        ------
        QueryRefused
            If anything in it cannot be used.
        """
        args.choice("lang", tuple(LANGUAGES), DEFAULT)
        measure = MEASURES[args.choice("measure", tuple(MEASURES), COVERAGE.name)]
        named, adcode = args.text("district"), None
        if named is not None:
            adcode = own_district(named, campaign)
        query = coverage_query(args, campaign)
        if adcode is not None and query.region not in (None, region_of_district(campaign, adcode)):
            raise QueryRefused("district", named, "lies in another region than the one chosen")
        require_networks(campaign, query.travel.method)
        order = Order.of(args.text("sort") or measure.name)
        return cls(query, measure, order, adcode, changes_of(args), Planned.of(args))

    def to_dict(self) -> dict[str, Any]:
        """The parameters of the address, those at their default left out."""
        order = ("-" if self.order.turned else "") + self.order.column
        return self.asked() | {
            "measure": None if self.measure == COVERAGE else self.measure.name,
            "sort": None if order == self.measure.name else order,
            "district": self.district,
            "next": self.plan.more or None,
            "job": self.plan.job,
        }

    def asked(self) -> dict[str, Any]:
        """What is asked and of which what-if, as parameters of the page, the API and the map."""
        return query_parameters(self.query) | self.changes.texts()


def query_parameters(query: CoverageQuery) -> dict[str, Any]:
    """A query as parameters of the page, the API and the map's data alike."""
    travel = query.travel
    return {
        "travel": travel.method.value,
        f"threshold_{query.threshold.unit}": f"{query.threshold.value:g}",
        "group": None if query.group == "all" else query.group,
        "region": query.region,
        "from": query.date_from,
        "to": query.date_to,
        "speed_kmh": None if travel.speed_kmh == DEFAULT_SPEED_KMH else f"{travel.speed_kmh:g}",
        "profile": Profile.WALK.value if travel.road_profile is Profile.WALK else None,
        **stated_movement(travel.movement),
    }
