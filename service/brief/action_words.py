"""The list of actions in words, and the reasons for each."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS, Change, Kind
from geodata.campaign.fair import Fair, fair_of
from geodata.campaign.sessions import Session, shift_to
from geodata.measures.comparison import Comparison
from service.brief.actions import Act, Action
from service.brief.brief import Column, Grid, Section
from service.brief.brief import Kind as Filling
from service.planner.changes import place_name, session_name, town_name
from service.siting.plan_words import district_name
from service.words import differences, wording
from service.words.language import gettext, lazy_gettext, ngettext
from service.words.plan_notes import offers

MOST_LISTED, MOST_REASONS, MOST_NAMED = 20, 10, 3
HALF = 0.5  # persons: fewer are none
LONGEST_NAME = 60
ASKED = ("capacity", "cost")
ACTS: Mapping[Act, object] = {
    Act.OPEN: lazy_gettext("Open"),
    Act.MOVE: lazy_gettext("Move"),
    Act.CLOSE: lazy_gettext("Call off"),
    Act.RE_DATE: lazy_gettext("Re-date"),
}


def action_section(campaign: Campaign, found: Sequence[Action]) -> Section:
    """The list of actions, and what they bring together."""
    rows = [row_of(campaign, number, each) for number, each in enumerate(found, start=1)]
    booths = any(row[5] for row in rows)
    columns = [
        Column(gettext("No."), Filling.NUMBER),
        Column(gettext("Action"), Filling.SHORT),
        Column(gettext("Fair")),
        Column(gettext("Place"), Filling.WIDE),
        Column(gettext("Date")),
        *([Column(gettext("Booths"), Filling.NUMBER)] if booths else []),
        Column(gettext("More people covered"), Filling.NUMBER),
    ]
    kept = [row if booths else [*row[:5], *row[6:]] for row in rows]
    return Section(
        gettext("What is to be done"),
        grid=Grid(columns, kept[:MOST_LISTED]),
        below=[*omissions(len(rows) - MOST_LISTED), method()],
    )


def method() -> str:
    """What the people of an action are."""
    return gettext(
        "People are counted in this order, each action after those above it; together they make "
        "the difference to the plan."
    )


def omissions(more: int) -> list[str]:
    """How many actions have no room on paper."""
    if more < 1:
        return []
    told = ngettext(
        "%(num)s more action stands in the workbook (XLSX).",
        "%(num)s more actions stand in the workbook (XLSX).",
        more,
    )
    return [told]


def row_of(campaign: Campaign, number: int, action: Action) -> list[str]:
    """One action in the cells of its row."""
    fair = fair_in(campaign, action)
    booths = "" if fair is None or fair.booths is None else wording.exact(fair.booths)
    return [
        str(number),
        str(ACTS[action.act]),
        shorten(fair_name(fair, action)),
        place_text(campaign, action),
        days_text(fair, action),
        booths,
        differences.persons(action.compared.total["persons_covered"]),
    ]


def fair_in(campaign: Campaign, action: Action) -> Fair | None:
    """The fair of an action as the plan has it; a new one as it is made."""
    return fair_of(campaign.plan, action.fair_id) or fair_of(campaign, action.fair_id)


def fair_name(fair: Fair | None, action: Action) -> str:
    """What a fair is called, with the session where one alone is meant."""
    named = "" if fair is None else fair.name
    if action.act is Act.OPEN:
        return gettext("New fair %(name)s", name=named)
    session = action.changes[0].session
    if session:
        return gettext("%(fair)s, %(session)s", fair=named, session=session_name(session))
    return named


def shorten(name: str) -> str:
    """A name that leaves room for the others."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def place_text(campaign: Campaign, action: Action) -> str:
    """Where a fair is held, and where it goes."""
    change = action.changes[-1]
    fair = fair_in(campaign, action)
    if change.kind is Kind.CLOSE or action.act is Act.RE_DATE:
        return "" if fair is None else present_place(campaign, fair)
    adcode = adcode_of(campaign, change)
    there = candidate_text(campaign, change) or town_name(campaign, change, adcode)
    there = there or place_name(campaign, change, adcode)
    if change.kind is Kind.ADD or fair is None:
        return there
    here = district_name(campaign, fair.adcode or None)
    return gettext("%(here)s → %(there)s", here=here, there=there)


def candidate_text(campaign: Campaign, change: Change) -> str:
    """The candidate at which a change puts its fair, with its seats and cost; "" where none is."""
    rows = campaign.candidates
    at = (rows["lon"].round(DIGITS) == change.lon) & (rows["lat"].round(DIGITS) == change.lat)
    if not at.any():
        return ""
    row = rows[at].iloc[0]
    district = district_name(campaign, str(row["adcode"]) or None)
    named = gettext("%(venue)s (%(district)s)", venue=shorten(row["name"]), district=district)
    numbers = {name: None if pd.isna(row[name]) else float(row[name]) for name in ASKED}
    return gettext(", ").join(filter(None, [named, offers(numbers)]))


def present_place(campaign: Campaign, fair: Fair) -> str:
    """Where a fair of the plan is held."""
    district = district_name(campaign, fair.adcode or None)
    if not fair.venue:
        return district
    told = {"venue": shorten(fair.venue), "district": district}
    return gettext("%(venue)s (%(district)s)", **told)


def adcode_of(campaign: Campaign, change: Change) -> str:
    """The district in which a change puts its fair."""
    trial = campaign.trial
    if trial is None:
        return ""
    bearer = trial.names[trial.changes.each.index(change)]
    return str(campaign.fairs.loc[bearer, "adcode"])


def days_text(fair: Fair | None, action: Action) -> str:
    """When a fair is held, and when instead."""
    change = action.changes[-1]
    if change.kind is Kind.ADD and not change.day:
        return gettext("any day")
    if action.act is Act.OPEN or fair is None:
        return span_of([change.day]) if change.day else ""
    session = action.changes[0].session
    times = [Session(session[:10])] if session else fair.times
    old = span_of([each.date for each in times])
    if not change.day:
        return old
    now = [change.day]
    if change.kind is Kind.REDATE:
        now = [each.date for each in shift_to(tuple(times), date.fromisoformat(change.day))]
    return gettext("%(here)s → %(there)s", here=old, there=span_of(now))


def span_of(days: Sequence[str]) -> str:
    """Days in words, from the first to the last."""
    first, last = (date.fromisoformat(day) for day in (days[0], days[-1]))
    return wording.full_day(first) if first == last else wording.span(first, last)


def reasons(campaign: Campaign, found: Sequence[Action]) -> list[str]:
    """For each action who gains by it and who loses, and where they live."""
    return [
        gettext(
            "%(number)s. %(action)s %(fair)s: %(effect)s",
            number=number,
            action=ACTS[each.act],
            fair=shorten(fair_name(fair_in(campaign, each), each)),
            effect=effect(campaign, each.compared),
        )
        for number, each in enumerate(found[:MOST_REASONS], start=1)
    ]


def effect(campaign: Campaign, compared: Comparison) -> str:
    """Whom a step brings what, in a sentence or two."""
    parts = []
    gained, lost = (compared.total[name] or 0.0 for name in ("gained", "lost"))
    if gained >= HALF:
        where = places(campaign, compared, "gained")
        n = wording.exact(gained)
        parts.append(gettext("%(n)s people gain, most in %(districts)s.", n=n, districts=where))
    if lost >= HALF:
        where = places(campaign, compared, "lost")
        n = wording.exact(lost)
        parts.append(gettext("%(n)s people lose, most in %(districts)s.", n=n, districts=where))
    return " ".join(parts) or gettext("nobody gains or loses a fair within reach.")


def places(campaign: Campaign, compared: Comparison, figure: str) -> str:
    """The districts of which most people gain or lose, with how many."""
    column = compared.districts[figure].sort_values(ascending=False, kind="stable")
    most = column[column >= HALF].head(MOST_NAMED)
    named = [
        gettext("%(district)s (%(n)s)", district=district_name(campaign, str(code)),
                n=wording.exact(persons))
        for code, persons in most.items()
    ]  # fmt: skip
    return gettext(", ").join(named)
