"""What the panel's form asks for, and the request that it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS
from geodata.districts.names import short_en, short_zh
from geodata.errors import QueryRefused
from geodata.optimum.problem import Model
from geodata.siting.campaign_request import COVERING
from geodata.siting.report import GUESS
from geodata.siting.sites import FAIR, Sites, sites
from service.api.siting_members import MOST_VISITORS
from service.arguments import Arguments
from service.planner.state import MOST_MORE, State
from service.planner.trial_form import place_of
from service.queries import own_district, query_parameters
from service.siting.goals import GOALS, USUAL_MORE

NUMBERS = ("threshold_km", "threshold_min", "speed_kmh", "walk_kmh")
# Of a name that many places have.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Cap:
    """
    How many fairs a district is to have.

    Parameters
    ----------
    district
        Its adcode.
    least, most
        None for any number.
    """

    district: str
    least: int | None = None
    most: int | None = None

    @classmethod
    def of_result(cls, result: Mapping[str, Any]) -> "Cap | None":
        """The first that a plan was asked for with; None without one."""
        for district, bounds in (result.get("per_district") or {}).items():
            return cls(district, bounds["least"] or None, bounds["most"])
        return None

    @property
    def is_bound(self) -> bool:
        """Whether it bounds anything."""
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What the form asks for.

    Parameters
    ----------
    more
        The most places to add.
    budget
        What they may cost, in place of a number; None for any cost.
    capacities
        Whether they seat no more than they can.
    expected
        Visitors of each; None where that is not known.
    goal
        A model, or a guess; "" where nothing has been asked for.
    cap
        How many fairs a district is to have; None for any number everywhere.
    explain
        Whether all reasons are wanted.
    """

    more: int = USUAL_MORE
    budget: float | None = None
    capacities: bool = False
    expected: int | None = None
    goal: str = ""
    cap: Cap | None = None
    explain: bool = False

    @classmethod
    def of_result(cls, result: Mapping[str, Any]) -> "Wanted":
        """What a plan was asked for with; of a guess the best plan is asked for next."""
        return cls(
            result["more"] or USUAL_MORE,
            result.get("budget"),
            bool(result.get("capacities")),
            result.get("expected"),
            Model.MCLP.value if result["status"] == GUESS else result["model"],
            Cap.of_result(result),
            "without" in (result.get("reasons") or {}),
        )

    @property
    def typed_budget(self) -> str:
        """The budget as one types it; "" without one."""
        return "" if self.budget is None else f"{self.budget:.15g}"

    @property
    def limits(self) -> bool:
        """Whether money or seats count, of which a quick guess knows nothing."""
        return self.budget is not None or self.capacities


@dataclass(frozen=True, slots=True)
class PlanForm:
    """
    What is asked for.

    Parameters
    ----------
    wanted
        What the form holds.
    why_not
        The name, id or degrees of a place about which it is asked why it is not in the plan.
    cancelled
        The fair whose place is to be given up.
    """

    wanted: Wanted
    why_not: str | None = None
    cancelled: str | None = None

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign) -> "PlanForm":
        """
        What a form sent.

        Raises
        ------
        QueryRefused
            For what cannot be used.
        """
        return cls(read_form(args, campaign), args.text("why_not"), args.text("cancelled"))

    @property
    def is_guess(self) -> bool:
        """Whether a guess will do: it knows no rules, and has no reasons."""
        wanted = self.wanted
        asks = wanted.explain or wanted.cap or self.why_not or self.cancelled
        return wanted.goal == GUESS and not wanted.limits and not asks

    def body(self, campaign: Campaign, state: State) -> dict[str, Any]:
        """The request as the API has it."""
        wanted = self.wanted
        model = Model.MCLP if wanted.goal == GUESS else Model(wanted.goal)
        told = {k: str(v) for k, v in query_parameters(state.query).items() if v is not None}
        if model not in COVERING:
            told = {name: each for name, each in told.items() if not name.startswith("threshold")}
        numbers = {name: float(told.pop(name)) for name in NUMBERS if name in told}
        asked = {
            "more": wanted.more if wanted.budget is None else None,
            "budget": wanted.budget,
            "capacities": wanted.capacities or None,
            "expected": wanted.expected,
        }
        body: dict[str, Any] = {"model": model.value, **asked, **told, **numbers}
        if self.is_guess:
            return body
        if wanted.cap:
            bounds = {"least": wanted.cap.least or 0, "most": wanted.cap.most}
            body["per_district"] = {wanted.cap.district: bounds}
        if self.cancelled:
            body["must_go"] = [self.cancelled]
        if self.why_not:
            body["why_not"] = candidate_ids(campaign, state, self.why_not)
        return body | {"explain": wanted.explain}


def read_form(args: Arguments, campaign: Campaign) -> Wanted:
    """
    What a form asks for.

    Raises
    ------
    QueryRefused
        If a number cannot be used.
    """
    expected = None
    if args.text("expected") is not None:
        expected = args.whole("expected", 0, least=0, most=MOST_VISITORS)
    return Wanted(
        args.whole("more", USUAL_MORE, least=1, most=MOST_MORE),
        args.number("budget"),
        args.choice("capacities", ("1",), "") == "1",
        expected,
        args.choice("goal", tuple(GOALS), next(iter(GOALS))),
        cap_of(args, campaign),
        args.text("explain") is not None,
    )


def cap_of(args: Arguments, campaign: Campaign) -> Cap | None:
    """
    How many fairs a district is to have; None for any number.

    Raises
    ------
    QueryRefused
        For numbers that cannot be used, or that are for no district.
    """
    district = args.text("cap")
    least, most = (
        None if args.text(name) is None else args.whole(name, 0, least=0, most=MOST_MORE)
        for name in ("cap_least", "cap_most")
    )
    if least is not None and most is not None and least > most:
        raise QueryRefused("cap_least", least, "must not be above the most")
    if district is None:
        given = least if most is None else most
        if given is not None:
            raise QueryRefused("cap", None, "choose the district that is to have so many fairs")
        return None
    cap = Cap(own_district(district, campaign), least, most)
    return cap if cap.is_bound else None


def candidate_ids(campaign: Campaign, state: State, text: str) -> list[str]:
    """
    The ids of the candidates that a name means: the whole name first, else its beginning.

    Any other known place that it means, or its degrees, is asked about as ``lon,lat``.

    Raises
    ------
    QueryRefused
        If there is no such place, or more than one.
    """
    found = sites(campaign, state.query.fairs(campaign), region=state.query.region)
    wanted = text.strip().casefold()
    for fits in (str.__eq__, str.startswith):
        ids = [each for each, name in names_of(found) if fits(name.casefold(), wanted)]
        if ids:
            return list(dict.fromkeys(ids))[:MOST_NAMED]
    return [",".join(f"{each:.{DIGITS}f}" for each in place_of(text, campaign, "why_not"))]


def names_of(found: Sites) -> Iterator[tuple[str, str]]:
    """Each candidate's id with each of its names."""
    table = found.table[found.table["kind"] != FAIR]
    for venue_id, zh, en in zip(table.index, table["name_zh"], table["name_en"], strict=True):
        for name in (str(venue_id), zh, en, short_zh(zh), short_en(en)):
            yield str(venue_id), name
