"""The state of the planner's page, as its address has it."""

from dataclasses import dataclass
from typing import Any

from geodata.access.by_road import require_networks
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import NO_CHANGES, Changes
from geodata.campaign.regions import region_of_district
from geodata.errors import QueryRefused
from geodata.measures.measure import COVERAGE, MEASURES, Measure
from geodata.measures.query import CoverageQuery
from service.arguments import Arguments
from service.comparison.compared import VIEWS, Compared
from service.comparison.states import AGAINST, Side, against_of
from service.planner.ranking import Order, columns_beside
from service.queries import changes_of, coverage_query, own_district, query_parameters
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
    """
    Everything that the page's address says.

    Parameters
    ----------
    version
        The version that is asked about; None for the present plan, whichever it is.
    against, view
        The state that is held for comparison, as its text, and how the map shows the two; "" where
        the address does not say.
    """

    query: CoverageQuery
    measure: Measure
    order: Order
    district: str | None
    changes: Changes = NO_CHANGES
    plan: Planned = NOTHING_MORE
    version: int | None = None
    against: str | None = None
    view: str = ""

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign) -> "State":
        """
        The state that an address asks for.

        Parameters
        ----------
        campaign
            The plan that it asks about: `service.web.context.asked_campaign`.

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
        return cls(
            query,
            measure,
            order_of(args, measure),
            adcode,
            changes_of(args),
            Planned.of(args),
            None if args.text("version") is None else campaign.version,
            against_of(args),
            args.choice("view", VIEWS, ""),
        )

    def to_dict(self) -> dict[str, Any]:
        """The parameters of the address, those at their default left out."""
        order = ("-" if self.order.turned else "") + self.order.column
        return self.parameters() | {
            "measure": None if self.measure == COVERAGE else self.measure.name,
            "sort": None if order == self.measure.name else order,
            "district": self.district,
            AGAINST: self.against,
            "view": self.view or None if self.against else None,
            "next": self.plan.more or None,
            "job": self.plan.job,
        }

    def parameters(self) -> dict[str, Any]:
        """What is asked and of which what-if, as parameters of the page, the API and the map."""
        version = {"version": self.version}
        return query_parameters(self.query) | version | self.changes.texts()

    def comparison(self, campaign: Campaign) -> Compared | None:
        """
        What comes of comparing it with the state that is held; None without one.

        Parameters
        ----------
        campaign
            Its plan with its changes made.

        Raises
        ------
        QueryRefused
            If the state that is held cannot be shown.
        """
        return Compared.of(self.against, self.side(campaign))

    def side(self, campaign: Campaign) -> Side:
        """It, as one side of a comparison."""
        return Side(campaign, self.query, self.changes, self.version)


def order_of(args: Arguments, measure: Measure) -> Order:
    """
    How the table is ranked: by default by what the map shows.

    Raises
    ------
    QueryRefused
        If it is to be ranked by what it does not hold.
    """
    order = Order.of(args.text("sort") or measure.name)
    named = MEASURES.get(order.column)
    if named is not None and named.is_counted_apart and named is not measure:
        choices = ", ".join(columns_beside(measure))
        raise QueryRefused(
            "sort", args.text("sort"), "must be one of: %(choices)s", choices=choices
        )
    return order
