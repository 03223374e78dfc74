"""A state that is held for comparison: as an address has it, and as the plan that it asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS, NO_CHANGES, Changes
from geodata.errors import NotFoundError, QueryRefused, StoreDamagedError, StoreError
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery
from service.arguments import LONGEST, UNREADABLE, Arguments, excerpt
from service.queries import changes_of, coverage_query, query_parameters, trial_campaign
from service.web.context import asked_campaign, services

AGAINST = "against"
LONGEST_HELD = 8_000
QUERY = (
    "travel", "profile", "threshold_km", "threshold_min", "group", "region", "from", "to",
    "speed_kmh", "traffic", "walk_kmh",
)  # fmt: skip
STATE = (*QUERY, *KINDS, "version", "scenario")
"""The parameters that a held state may have."""
LONGEST_LINK = 12_000


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """
    One of two states that are compared.

    Parameters
    ----------
    campaign, query
        What is asked, and of which plan or what-if.
    changes
        How it differs from its plan.
    version
        The version that was named; None for the present plan, whichever it is.
    scenario
        The name of the scenario that the changes are those of; "" without one.
    """

    campaign: Campaign
    query: CoverageQuery
    changes: Changes = NO_CHANGES
    version: int | None = None
    scenario: str = ""

    @property
    def question(self) -> tuple[Campaign, CoverageQuery]:
        """As `geodata.measures.comparison` has it."""
        return self.campaign, self.query

    def to_dict(self) -> dict[str, Any]:
        """The parameters that ask for it by themselves, a scenario by what it changes."""
        return {**query_parameters(self.query), "version": self.version, **self.changes.texts()}

    @property
    def text(self) -> str:
        """As ``against=`` has it."""
        told = self.to_dict()
        if self.scenario:
            told |= {**dict.fromkeys((*KINDS, "version")), "scenario": self.scenario}
        return state_text(told)


def state_text(state: Mapping[str, Any]) -> str:
    """A state's parameters as one text, those that are not given left out."""
    given = {name: value for name, value in state.items() if value not in (None, "")}
    return urlencode(given, doseq=True)


def against_of(args: Arguments) -> str | None:
    """
    The text of the held state as it was given, None where none is held.

    Raises
    ------
    QueryRefused
        If it is repeated, empty or too long, or no text.
    """
    given = args.values.get(AGAINST, ())
    if not given or (args.forgiving and not any(given)):
        return None
    if len(given) > 1:
        raise QueryRefused(AGAINST, excerpt(given[-1]), "is given more than once")
    return readable(AGAINST, given[0], LONGEST_HELD)


def readable(name: str, text: str, longest: int) -> str:
    """A long text that can be read."""
    if not text.strip():
        raise QueryRefused(name, excerpt(text), "is empty; give a value or leave it out")
    if len(text) > longest:
        raise QueryRefused(name, excerpt(text), "is too long")
    if UNREADABLE.search(text):
        raise QueryRefused(name, excerpt(text), "holds characters that cannot be read")
    return text


def held_side(text: str) -> Side:
    """
    The state that an address holds.

    Raises
    ------
    QueryRefused
        If it cannot be shown: ``against`` is the parameter, the reason that of what is wrong in it.
    """
    try:
        side = side_of(Arguments(parts_of(text)))
        coverage(*side.question)  # kept for the comparison, or refused here
    except QueryRefused as error:
        reason, details = error.reason, error.details
        raise QueryRefused(AGAINST, error.value, reason, **details) from None
    return side


def parts_of(text: str) -> Mapping[str, Sequence[str]]:
    """The parameters in the text of a held state."""
    try:
        given = parse_qs(text, keep_blank_values=True, max_num_fields=100, errors="replace")
    except ValueError:
        raise QueryRefused(AGAINST, excerpt(text), "is too long") from None
    for name in given:
        if name not in STATE:
            known = ", ".join(STATE)
            reason = "is no parameter here; there are: %(known)s"
            raise QueryRefused(AGAINST, excerpt(name), reason, known=known)
    return given


def side_of(args: Arguments) -> Side:
    """
    The state that parameters ask for.

    Raises
    ------
    QueryRefused
        If anything in them cannot be used.
    """
    name = args.text("scenario")
    if name is not None:
        return scenario_side(args, name)
    plan, changes = asked_campaign(args), changes_of(args)
    query = coverage_query(args, plan)
    version = None if args.text("version") is None else plan.version
    return Side(trial_campaign(plan, changes, query, today()), query, changes, version)


def scenario_side(args: Arguments, name: str) -> Side:
    """The state that a scenario of the store's makes, under the settings that stand beside it."""
    for other in (*KINDS, "version"):
        if args.values.get(other):
            raise QueryRefused(other, None, "says nothing beside a scenario, which has its own")
    try:
        found = services().snapshots.scenario(name)
        plan = services().snapshots.version(found.version)
    except NotFoundError:
        raise QueryRefused("scenario", name, "there is no such scenario") from None
    except StoreDamagedError:
        raise QueryRefused("scenario", name, "is damaged and cannot be read") from None
    query = coverage_query(args, plan)
    made = trial_campaign(plan, found.changes, query, today())
    return Side(made, query, found.changes, found.version, found.name)


def today() -> date:
    """The day of this request."""
    return services().settings.now().date()


def link_text(text: str, present: Mapping[str, Any]) -> str:
    """
    What ``against=`` is for what was typed: the address of a page, or the name of a scenario.

    Parameters
    ----------
    present
        The state of the page, under whose settings a scenario is compared.

    Raises
    ------
    QueryRefused
        If it is neither.
    """
    text = readable("with_link", text, LONGEST_LINK).strip()
    asked = "" if is_stored(text) else query_in(text)
    if asked:
        given = parse_qs(asked, errors="replace")
        return held_side(state_text({name: given[name] for name in STATE if name in given})).text
    if len(text) > LONGEST:
        raise QueryRefused("with_link", excerpt(text), "is too long")
    settings = {name: present.get(name) for name in QUERY}
    return held_side(state_text(settings | {"scenario": text})).text


def is_stored(name: str) -> bool:
    """Whether a scenario is called so: a name may have the signs of an address."""
    try:
        services().snapshots.scenario(name)
    except (NotFoundError, StoreError):
        return False
    return True


def query_in(text: str) -> str:
    """The parameters in what was typed, as an address or alone; "" where it is neither."""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as http://[
        return ""
    return parts.query or (text if "=" in text else "")
