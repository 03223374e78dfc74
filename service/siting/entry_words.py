"""Why a place is not in a plan, and what would have to change for it to enter, in words."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.optimum.problem import Model, Status
from geodata.siting.sites import POINT
from service.siting.gain_words import short
from service.words import wording
from service.words.language import gettext, language

SMALL = 1e-6
MANY = 0.1
"""The part of a district's people from which on it is said that their roads are not known."""
Told = Mapping[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class EntryWords:
    """
    The words for the entries of one result.

    Parameters
    ----------
    result
        Whose they are.
    listed
        Some places by name.
    worth
        A part of the objective, in its unit.
    sentence
        A rule.
    """

    result: Told
    listed: Callable[[Sequence[str]], str]
    worth: Callable[[float | None], str]
    sentence: Callable[[Told], str]

    def text(self, each: Told) -> str:
        """What the best plan with a place loses, in whose place it stands, what would change it."""
        place = self.listed([each["venue_id"]])
        if each["status"] == Status.STOPPED.value:
            return gettext(
                "%(place)s: the time was over before a plan with it was found.", place=place
            )
        if each["objective"] is None:
            return self.rule_text(each, place)
        if not each["added"] and not each["dropped"]:
            return gettext("%(place)s is in the plan.", place=place)
        return ("" if language() == "zh" else " ").join(
            [self.exchange(each), self.verdict(each), *self.needs(each), *self.remarks(each)]
        )

    def rule_text(self, each: Told, place: str) -> str:
        """Which rules allow no plan with it."""
        rules = gettext(", ").join(self.sentence(rule) for rule in each["barred_by"])
        if rules:
            return gettext("%(place)s: no plan with it keeps these rules: %(rules)s.",
                           place=place, rules=rules)  # fmt: skip
        return gettext("%(place)s: no plan with it keeps all the rules.", place=place)

    def exchange(self, each: Told) -> str:
        """In whose place it stands, with what comes along."""
        asked = each["venue_id"]
        places = self.listed([asked, *(other for other in each["added"] if other != asked)])
        if not each["dropped"]:
            return gettext("%(place)s would come beside the plan.", place=places)
        others = self.listed(each["dropped"])
        return gettext("%(place)s would take the place of %(others)s.", place=places, others=others)

    def verdict(self, each: Told) -> str:
        """Whether the plan would then be worse, as good or better."""
        if each["gain"] is not None:
            return gettext(
                "The plan would be better by %(gain)s: it is better than any candidate.",
                gain=self.worth(each["gain"]),
            )
        if each["is_tie"]:
            return gettext("The plan would be just as good.")
        if self.result["model"] == Model.LSCP.value:
            return gettext("The plan would need %(n)s more places.", n=f"{each['loss']:g}")
        return gettext("The plan would lose %(loss)s.", loss=self.worth(each["loss"]))

    def needs(self, each: Told) -> Iterator[str]:
        """What alone would make it draw level; each was found by solving again."""
        needs = each["needs"]
        if needs["persons"] is not None and self.result["model"] == Model.LSCP.value:
            yield gettext(
                "It would draw level if it also reached %(n)s people whom a plan with it and no "
                "more places leaves out.",
                n=wording.exact(math.ceil(needs["persons"] - SMALL)),
            )
        elif needs["persons"] is not None:
            yield gettext(
                "It would draw level with %(n)s more people near it whom no other place of that "
                "plan reaches.",
                n=wording.exact(math.ceil(needs["persons"] - SMALL)),
            )
        if needs["trip"] is not None:
            less = wording.cost(needs["trip"], self.result["cost_unit"])
            yield gettext(
                "It would draw level if every trip to it were about %(less)s shorter.", less=less
            )
        if needs["venue_cost"] is not None:
            yield gettext(
                "It would draw level at a cost of %(cost)s yuan.",
                cost=wording.general(math.floor(100 * needs["venue_cost"] + SMALL) / 100),
            )

    def remarks(self, each: Told) -> Iterator[str]:
        """On what the answer rests."""
        if each["status"] == Status.FEASIBLE.value:
            yield gettext("The time was over before that was proven.")
        venues = {venue["venue_id"]: venue for venue in self.result["venues"]}
        asked = venues.get(each["venue_id"], {})
        yield from self.no_road(asked.get("adcode"))
        if asked.get("kind") != POINT:
            return
        if self.result.get("budget") is not None:
            yield gettext("What it costs is not known; this counts no cost.")
        if self.result.get("capacities"):
            yield gettext("Its seats are not known; this counts room for everybody.")

    def no_road(self, adcode: str | None) -> Iterator[str]:
        """That many there count for no place, for nobody knows their roads."""
        rows = (self.result["gains"] or {}).get("districts", ())
        for row in rows:
            unknown = row["persons_no_road"]
            if row["adcode"] == adcode and unknown and unknown >= MANY * row["persons"]:
                yield gettext(
                    "In %(district)s %(part)s of these people have no road data: "
                    "they count for no place.",
                    district=short(row),
                    part=wording.share(unknown / row["persons"]),
                )
