"""Why a plan is as it is, and what blocks an impossible one, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS
from geodata.decide.sentences import AT_MOST, NUMBER
from geodata.optimum.problem import Model, Status
from geodata.siting.sites import POINT
from service.siting.entry_words import EntryWords
from service.siting.gain_words import short
from service.words import wording
from service.words.language import gettext, names

Told = Mapping[str, Any]
WIDTH, HEIGHT = 300.0, 96.0
PARTS: Mapping[str, object] = {
    "why_not": lazy_gettext("Why not here?"),
    "without": lazy_gettext("Why these places"),
    "others": lazy_gettext("Other good plans"),
    "more": lazy_gettext("What each place more is worth"),
}
OF_PERSONS = (Model.MCLP.value, Model.MCLP_BACKUP.value)


@dataclass(frozen=True, slots=True)
class Lost:
    """A place of the plan: what is lost without it, by what it is replaced, what is lost then."""

    name: str
    loss: str
    replacement: str
    replaced: str


@dataclass(frozen=True, slots=True)
class Step:
    """So many places more: what they come to, what the last one adds, what nesting loses."""

    more: int
    value: str
    gain: str
    price: str


@dataclass(frozen=True, slots=True)
class ReasonsTold:
    """
    All reasons, in words.

    Parameters
    ----------
    blocked, ways_out
        The rules that clash, and what would help.
    why_not
        Of each venue that was asked about.
    without
        What each place is worth.
    others
        Plans that are as good, or nearly.
    steps, curve
        What 0 to 30 more come to, and the same as points of a line in 300 by 96.
    cut_off
        What there was no time for, or not for all of it.
    """

    blocked: Sequence[str] = ()
    ways_out: Sequence[str] = ()
    why_not: Sequence[str] = ()
    without: Sequence[Lost] = ()
    others: Sequence[str] = ()
    steps: Sequence[Step] = ()
    curve: str = ""
    cut_off: str = ""


class Reasons:
    """The reasons of one result."""

    def __init__(self, campaign: Campaign, result: Told) -> None:
        self.result, self.told = result, result.get("reasons") or {}
        here = campaign.districts
        self.districts = {row["name_zh"]: short(row) for _, row in here.iterrows()}
        self.places = {
            each["venue_id"]: str(each[f"name_{names()}"])
            for each in (*result["chosen"], *result.get("venues", ()))
        }
        for each in result.get("venues", ()):
            if each["kind"] == POINT:
                self.places[each["venue_id"]] = point_name(each, short(here.loc[each["adcode"]]))

    def in_words(self) -> ReasonsTold:
        """All of them."""
        told, steps = self.told, self.told.get("more", ())
        entries = EntryWords(self.result, self.place_list, self.worth, self.sentence)
        return ReasonsTold(
            blocked=[self.sentence(each) for each in told.get("blocked_by", ())],
            ways_out=[self.way_out(each) for each in told.get("ways_out", ())],
            why_not=[entries.text(each) for each in told.get("why_not", ())],
            without=[self.loss(each) for each in told.get("without", ())],
            others=[self.other(each) for each in told.get("others", ())],
            steps=[*self.steps(steps)],
            curve=curve([each["objective"] for each in steps if each["objective"] is not None]),
            cut_off=gettext("; ").join(str(PARTS[each]) for each in told.get("cut_off", ())),
        )

    def name(self, venue_id: str) -> str:
        """A place as the reader calls it."""
        return self.places.get(venue_id, venue_id)

    def sentence(self, said: Told) -> str:
        """A sentence with its district as the reader calls it."""
        details = dict(said["details"])
        if "district" in details:
            details["district"] = self.districts.get(details["district"], details["district"])
        told = self.number(said["text"], details) or gettext(said["text"], **details)
        return f"{told[:1].upper()}{told[1:]}"

    def number(self, text: str, details: Told) -> str:
        """How many places are added where that was asked for, as the page asks; "" of the rest."""
        more = self.result.get("more")
        if more is None:
            return ""
        if text == AT_MOST:
            return gettext("%(count)s to add at most", count=more)
        if text == NUMBER:
            count = more + details["count"] - details["asked"]
            return gettext("%(count)s to add in place of %(asked)s", count=count, asked=more)
        return ""

    def way_out(self, way: Told) -> str:
        """What helps, which places it is about, and how many it then reaches."""
        told = self.sentence(way["change"])
        if way["venues"]:
            places = self.place_list(way["venues"])
            told = gettext("%(change)s (%(places)s)", change=told, places=places)
        if way["persons_reached"]:
            n = wording.people(way["persons_reached"])
            return gettext("%(change)s: %(n)s people are reached then", change=told, n=n)
        return told

    def place_list(self, ids: Sequence[str], most: int = 6) -> str:
        """Some places by name, the first of many."""
        shown = [self.name(each) for each in ids[:most]]
        told = gettext(", ").join(shown)
        if len(ids) > most:
            return gettext("%(places)s and %(n)s more", places=told, n=len(ids) - most)
        return told

    def worth(self, amount: float | None) -> str:
        """A part of the objective, in its unit."""
        if amount is None:
            return "–"
        if self.result["model"] in OF_PERSONS:
            return gettext("%(n)s people", n=wording.exact(round(amount)))
        if self.result["model"] == Model.P_MEDIAN.value:
            reached = self.result["persons_reached"]
            amount = amount / reached if reached else 0.0
        return wording.cost(amount, self.result["cost_unit"]) if amount else gettext("nothing")

    def figure(self, amount: float | None) -> str:
        """The same in a table, whose column says what it is of."""
        if amount is not None and self.result["model"] in OF_PERSONS:
            return wording.exact(round(amount))
        return self.worth(amount)

    def loss(self, each: Told) -> Lost:
        """What a place is worth."""
        other, stopped = each["replacement"], each.get("status") == Status.STOPPED.value
        without = gettext("not found in time") if stopped else gettext("none")
        return Lost(
            self.name(each["venue_id"]),
            self.figure(each["loss"]),
            without if other is None else self.name(other),
            self.figure(each["loss_replaced"]),
        )

    def other(self, each: Told) -> str:
        """Another plan."""
        told = {
            "added": self.place_list(each["added"]) or "–",
            "dropped": self.place_list(each["dropped"]),
        }
        if each["is_tie"]:
            return gettext("%(added)s in place of %(dropped)s: just as good", **told)
        loss = self.worth(each["loss"])
        return gettext("%(added)s in place of %(dropped)s: loses %(loss)s", loss=loss, **told)

    def steps(self, steps: Sequence[Told]) -> Iterator[Step]:
        """What each place more adds."""
        before: float | None = None
        for each in steps:
            value = each["objective"]
            gain = None if None in (before, value) else abs(value - (before or 0.0))
            price = each["price_of_nesting"]
            yield Step(each["more"], self.figure(value), self.figure(gain), self.figure(price))
            before = value


def point_name(point: Told, district: str) -> str:
    """A place without a name, as it is asked for."""
    degrees = {axis: f"{point[axis]:.{DIGITS}f}" for axis in ("lon", "lat")}
    return gettext("%(lon)s, %(lat)s (%(district)s)", **degrees, district=district)


def curve(values: Sequence[float]) -> str:
    """Values as the points of a line, from the left to the right; "" where there is no line."""
    least, most = min(values, default=0.0), max(values, default=0.0)
    if len(values) < 2 or most <= least:
        return ""
    wide, high = WIDTH / (len(values) - 1), HEIGHT / (most - least)
    points = ((at * wide, HEIGHT - (value - least) * high) for at, value in enumerate(values))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
