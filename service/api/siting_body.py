"""A request for a plan, as the body of a request has it."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.access.by_road import require_networks, usual_method
from geodata.access.travel import Method, Travel
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused, RequestRefused
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import Model
from geodata.siting.campaign_request import COVERING, SitingRequest, dispersed_otherwise
from service.api.siting_members import (
    MOST_P,
    MOST_VISITORS,
    MOST_WHY_NOT,
    NOT_NEGATIVE,
    TOO_MANY,
    Given,
    Problems,
    bounds_of,
    count,
    ids,
    is_number,
    is_texts,
    is_whole,
    own_sites,
)
from service.arguments import Arguments
from service.jobs.job import Json
from service.queries import threshold
from service.travel import (
    travel_method,
    travel_of,
    travel_profile,
    travel_speed,
    travel_traffic,
    walking_speed,
)

TEXTS = ("travel", "profile", "traffic", "group", "seekers", "region", "from", "to")
LIMITS = ("threshold_min", "threshold_km")
NUMBERS = (*LIMITS, "speed_kmh", "walk_kmh")
MEMBERS = (
    "model", *TEXTS, *NUMBERS, "p", "more", "budget", "keep", "may_go", "must_go", "candidates",
    "capacities", "expected", "per_district", "explain", "why_not",
)  # fmt: skip


@dataclass(slots=True)
class Body:
    """
    The members of a body while they are read.

    Parameters
    ----------
    given
        All but those that are null.
    problems
        What is wrong with them.
    """

    given: Given
    campaign: Campaign
    problems: Problems

    def model(self) -> Model | None:
        """What makes one plan better than another."""
        named = self.given.get("model")
        if named is None:
            self.problems.note("model", None, "is missing")
        elif named not in list(Model):
            words = ", ".join(Model)
            self.problems.note("model", named, "must be one of: %(choices)s", choices=words)
        else:
            return Model(str(named))
        return None

    def query(self, model: Model | None) -> CoverageQuery | None:
        """Travel, threshold, people and days."""
        args, tried = self.arguments(), self.problems.attempt
        region, group = tried(lambda: args.text("region")), args.text("group") or "all"
        usual = tried(lambda: usual_method(self.campaign, region)) or Method.STRAIGHT
        if model is Model.P_DISPERSION:
            usual = Method.STRAIGHT
        travel = self.travel(args, usual)
        limit = tried(lambda: threshold(args, travel.method if travel else usual))
        first, last = tried(lambda: args.day("from")), tried(lambda: args.day("to"))
        if travel is None:
            return None
        tried(lambda: require_networks(self.campaign, travel.method))
        usual_limit = CoverageQuery.default_threshold(travel.method)
        tried(lambda: CoverageQuery(travel, usual_limit, group).persons(self.campaign))
        return tried(
            lambda: CoverageQuery(travel, limit or usual_limit, group, first, last, region)
        )

    def travel(self, args: Arguments, usual: Method) -> Travel | None:
        """How people travel; everything that is wrong with it is noted."""
        tried, before = self.problems.attempt, len(self.problems.found)
        method = tried(lambda: travel_method(args, usual))
        if method is None:
            return None
        profile = tried(lambda: travel_profile(args, method))
        tried(lambda: travel_speed(args, method))
        tried(lambda: walking_speed(args, method))
        if profile is not None:
            tried(lambda: travel_traffic(args, method, profile, self.campaign.traffic))
        sound = len(self.problems.found) == before
        return travel_of(args, usual, self.campaign) if sound else None

    def arguments(self) -> Arguments:
        """The members that mean what they mean in a query, where they can be read."""
        values: dict[str, list[str]] = {}
        for name in (*TEXTS, *NUMBERS):
            value = self.given.get(name)
            if name in TEXTS and isinstance(value, str):
                values[name] = [value]
            elif name in NUMBERS and is_number(value):
                values[name] = [repr(value)]
            elif value is not None:
                wrong = "must be a text" if name in TEXTS else "must be a number"
                self.problems.note(name, value, wrong)
        args = Arguments(values)
        for name in list(values):
            try:
                args.text(name)
            except QueryRefused as error:
                self.problems.found.append(error)
                del values[name]
        return args

    def amounts(self, model: Model | None) -> tuple[int | None, float | None]:
        """How many venues, and what they may cost."""
        most, budget = self.given.get("p"), self.given.get("budget")
        more = self.given.get("more")
        if most is not None and not is_whole(most, 1, MOST_P):
            told = "must be a whole number from %(least)s to %(most)s"
            self.problems.note("p", most, told, least=1, most=MOST_P)
        if budget is not None and not (is_number(budget) and budget >= 0):
            self.problems.note("budget", budget, NOT_NEGATIVE)
        if most is None and more is not None:
            pass
        elif most is None and model is Model.P_DISPERSION:
            self.problems.note("p", None, "is missing; p-dispersion has exactly so many")
        elif most is None and budget is None and model not in (None, Model.LSCP):
            self.problems.note("p", None, "is missing; give p, or a budget")
        return count(most), float(budget) if is_number(budget) else None

    def more(self) -> int | None:
        """How many venues beside those kept."""
        more = self.given.get("more")
        if more is not None and not is_whole(more, 0, MOST_P):
            told = "must be a whole number from %(least)s to %(most)s"
            self.problems.note("more", more, told, least=0, most=MOST_P)
        return count(more)

    def why_not(self) -> tuple[str, ...]:
        """Whose absence is to be explained."""
        asked = ids(self.given, "why_not", self.problems) or ()
        if len(asked) > MOST_WHY_NOT:
            self.problems.note("why_not", len(asked), TOO_MANY, most=MOST_WHY_NOT)
        return asked

    def seekers(self) -> str | None:
        """Whose seekers are counted in place of a group; what is no text is noted already."""
        value = self.given.get("seekers")
        return value if isinstance(value, str) else None

    def explain(self) -> bool:
        """Whether all reasons are wanted."""
        wanted = self.given.get("explain", False)
        if not isinstance(wanted, bool):
            self.problems.note("explain", wanted, "must be true or false")
        return wanted is True

    def visitors(self) -> tuple[int | None, bool | None]:
        """How many come to each new fair, and whether the venues' seats count."""
        expected, seats = self.given.get("expected"), self.given.get("capacities")
        if expected is not None and not is_whole(expected, 0, MOST_VISITORS):
            told = "must be a whole number from %(least)s to %(most)s"
            self.problems.note("expected", expected, told, least=0, most=MOST_VISITORS)
        if seats is not None and not isinstance(seats, bool):
            self.problems.note("capacities", seats, "must be true or false")
        return count(expected), seats if isinstance(seats, bool) else None


def siting_request(body: Json, campaign: Campaign) -> SitingRequest:
    """
    The plan that a body asks for.

    Raises
    ------
    RequestRefused
        With everything in it that cannot be used.
    """
    if not isinstance(body, Mapping):
        raise RequestRefused([QueryRefused("body", None, "must be an object of JSON")])
    problems = Problems()
    problems.note_unknown("", body, MEMBERS)
    given = {name: value for name, value in body.items() if value is not None}
    read = Body(given, campaign, problems)
    model = read.model()
    query, amounts, (expected, seats) = read.query(model), read.amounts(model), read.visitors()
    keep, may_go, must_go = (ids(given, each, problems) for each in ("keep", "may_go", "must_go"))
    own, bounds = own_sites(given, problems), bounds_of(given, problems)
    more, explain, why_not = read.more(), read.explain(), read.why_not()
    named = is_texts(given.get("candidates"))
    candidates = ids(given, "candidates", problems) if named else None
    limited = model in COVERING or any(each in given for each in LIMITS)
    if model is None or query is None:
        raise RequestRefused(problems.found)
    asked = SitingRequest(
        model, query, limited, *amounts, keep, may_go or (), must_go or (), candidates, own, bounds,
        more, read.seekers(), explain, why_not, expected, seats,
    )  # fmt: skip
    problems.found.extend(dispersed_otherwise(asked))
    problems.require_none()
    return asked
