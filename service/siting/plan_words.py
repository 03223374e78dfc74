"""A plan in the reader's language: how good it is, which places it adds, and whom they gain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.districts.names import short_en, short_zh
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import OUT_OF_REACH, Model, Status
from geodata.siting.calendar import PERMIT, notes
from geodata.siting.next_places import NextPlaces
from geodata.siting.report import GUESS, venue
from geodata.siting.sites import CANDIDATE, FAIR, OWN, SEAT, TOWN, Days, Source
from service.siting.gain_words import GainsTold, told_of_gains
from service.siting.reach_words import all_reached, reached_line, reached_lines
from service.siting.reason_words import Reasons, ReasonsTold
from service.words import wording
from service.words.labels import METHODS
from service.words.language import gettext, lazy_gettext, names
from service.words.plan_notes import of_large_fairs, offers, permits_of, sentence

NO_REASONS = ReasonsTold()
SAID_OTHERWISE = ("the time was over", OUT_OF_REACH)
KINDS: Mapping[str, object] = {
    FAIR: lazy_gettext("place of a fair"),
    OWN: lazy_gettext("candidate"),
    CANDIDATE: lazy_gettext("candidate"),
    SEAT: lazy_gettext("district centre"),
    TOWN: lazy_gettext("town"),
}
SOURCES: Mapping[str, object] = {
    Source.TABLE.value: lazy_gettext("Candidates are the imported venues."),
    Source.PLACES.value: lazy_gettext(
        "Candidates are district centres and towns; no venues have been imported."
    ),
    Source.REQUEST.value: "",
}
VERDICTS: Mapping[str, object] = {
    Status.OPTIMAL.value: lazy_gettext("Proven: no plan is better."),
    Status.FEASIBLE.value: lazy_gettext("The best plan found in time; it is not proven."),
    Status.INFEASIBLE.value: lazy_gettext("No plan keeps all the rules."),
    Status.STOPPED.value: lazy_gettext("No plan was found in time."),
    GUESS: lazy_gettext("A quick guess; the best plan may reach more people."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a plan, as its table and the map have it."""

    number: int
    venue_id: str
    name: str
    kind: str
    district: str
    lon: float
    lat: float
    persons: float | None
    offers: str = ""
    warnings: Sequence[str] = ()

    @property
    def line(self) -> str:
        """What the map says of it."""
        named = gettext("%(name)s (%(district)s)", name=self.name, district=self.district)
        if self.persons is None:
            return named
        people = wording.people(self.persons)
        return gettext("%(place)s: %(n)s more people", place=named, n=people)


@dataclass(frozen=True, slots=True)
class Told:
    """
    A plan or a guess, in words.

    Parameters
    ----------
    status
        As of the answer, or `GUESS`.
    verdict
        How good it is.
    basis
        What it was calculated for.
    lines
        What it brings, and what else is to be said.
    gains
        Whether the places' persons are those whom they gain; else whose nearest place they are.
    changes
        Who gains and who loses; None without a plan.
    reasons
        Why it is so, as far as that was asked for.
    permits
        Which of the places need a permit, and by when it is to be asked for.
    """

    status: str
    verdict: str
    basis: str
    lines: Sequence[str]
    places: Sequence[Place]
    gains: bool = True
    changes: GainsTold | None = None
    reasons: ReasonsTold = NO_REASONS
    permits: Sequence[str] = ()

    @property
    def total(self) -> float:
        """The persons of all places."""
        return sum(each.persons or 0.0 for each in self.places)


def told_of_guess(
    campaign: Campaign, query: CoverageQuery, found: NextPlaces, more: int, today: date
) -> Told:
    """A quick guess."""
    taken, (first, _, last) = found.guess, query.window(campaign).key

    def warned(at: int) -> list[dict[str, Any]]:
        said = notes(found.sites.offer(at), Days(first, last), expected=None, today=today)
        return [each.to_dict() for each in said]

    told = [
        venue(found.sites, int(at)) | {"persons_gained": float(gained), "warnings": warned(int(at))}
        for at, gained in zip(taken.venue_at, taken.gained, strict=True)
    ]
    persons = float(query.persons(campaign)[lives_in(campaign, query.region)].sum())
    lines = [reached_line(taken.reached_before, float(taken.gained.sum()), persons)]
    if len(told) < more:
        lines.append(all_reached(len(told)))
    return Told(
        GUESS,
        str(VERDICTS[GUESS]),
        basis_of_guess(query, found),
        lines,
        places(campaign, told),
        permits=permits_of(told),
    )


def basis_of_guess(query: CoverageQuery, found: NextPlaces) -> str:
    """Whom a quick guess counts, and between what it chooses."""
    counted = gettext(
        "Counted are %(people)s who come to live %(within)s of a fair.",
        people=wording.whose(query.group, query.region),
        within=wording.within(query),
    )
    return f"{counted} {SOURCES[found.sites.source.value]}"


def told_of_result(campaign: Campaign, result: Mapping[str, Any], today: date) -> Told:
    """A plan that a job has calculated."""
    status, chosen = result["status"], [each for each in result["chosen"] if not each["kept"]]
    gains = any(each["persons_gained"] is not None for each in chosen)
    lines = [*measures(result, chosen, gains=gains), *further(result, today)]
    basis = gettext(
        "Calculated for %(people)s, %(travel)s, %(n)s candidates; fairs stay at %(kept)s places.",
        people=wording.whose(result["group"], result["region"]),
        travel=told_travel(result),
        n=wording.exact(result["candidates"]),
        kept=wording.exact(len(result["chosen"]) - len(chosen)),
    )
    basis += " " + str(SOURCES[result.get("candidates_from", Source.REQUEST.value)])
    figure = "persons_gained" if gains else "persons_nearest"
    changes = None
    if result.get("gains"):
        changes = told_of_gains(campaign, result["gains"], result["cost_unit"])
    return Told(
        status,
        verdict(result),
        basis,
        lines,
        places(campaign, chosen, figure),
        gains=gains,
        changes=changes,
        reasons=Reasons(campaign, result).in_words(),
        permits=permits_of(chosen),
    )


def further(result: Mapping[str, Any], today: date) -> Iterator[str]:
    """What else is to be said of a plan; what its verdict or its figures say is not said again."""
    lost = result["persons_unreachable"]
    if lost:
        yield gettext("%(n)s live too far from every place there is.", n=wording.people(lost))
    for each in result["sentences"]:
        if not each["text"].startswith(SAID_OTHERWISE):
            yield sentence(each)
    yield from of_large_fairs(result.get("permits", ()), today)


def verdict(result: Mapping[str, Any]) -> str:
    """How good a plan is."""
    told, gap = str(VERDICTS[result["status"]]), result["gap"]
    if result["status"] == Status.FEASIBLE and gap is not None:
        return told + " " + gettext("None can be more than %(gap)s better.", gap=wording.share(gap))
    return told


def told_travel(result: Mapping[str, Any]) -> str:
    """How people travel, and how far."""
    method = str(METHODS[result["travel"]])
    for unit, text in (("km", "%(n)s km"), ("min", "%(n)s min")):
        if result[f"threshold_{unit}"] is not None:
            limit = gettext(text, n=wording.general(result[f"threshold_{unit}"]))
            return gettext("%(method)s up to %(limit)s", method=method, limit=limit)
    return method


def measures(
    result: Mapping[str, Any], chosen: Sequence[Mapping[str, Any]], *, gains: bool
) -> list[str]:
    """What a plan brings, by its model."""
    if result["objective"] is None:
        return []
    reached, unit = result["persons_reached"], result["cost_unit"]
    if gains or result["threshold_km"] or result["threshold_min"]:
        gained = sum(each["persons_gained"] or 0 for each in chosen)
        if result.get("persons_before") is not None:
            gained = reached - result["persons_before"]
        return [*reached_lines(result, reached, gained)]
    objective = result["objective"]
    match result["model"]:
        case Model.P_MEDIAN:
            mean = objective / reached if reached else None
            return [gettext("On average %(cost)s to the nearest.", cost=wording.cost(mean, unit))]
        case Model.P_CENTER:
            return [
                gettext("Nobody goes farther than %(cost)s.", cost=wording.cost(objective, unit))
            ]
        case Model.KOLM_POLLAK:
            told = gettext(
                "Shared out as it is, the trips weigh as much as %(cost)s for everybody would.",
                cost=wording.cost(objective, unit),
            )
            return [told]
    return []


def places(
    campaign: Campaign, chosen: Sequence[Mapping[str, Any]], figure: str = "persons_gained"
) -> list[Place]:
    """The places of a plan, numbered as they stand."""
    return [
        Place(
            number=number,
            venue_id=each["venue_id"],
            name=str(each[f"name_{names()}"]),
            kind=str(KINDS[each["kind"]]),
            district=district_name(campaign, each["adcode"]),
            lon=each["lon"],
            lat=each["lat"],
            persons=each[figure],
            offers=offers(each),
            warnings=[sentence(e) for e in each.get("warnings", ()) if e["about"] != PERMIT],
        )
        for number, each in enumerate(chosen, start=1)
    ]


def district_name(campaign: Campaign, adcode: str | None) -> str:
    """A district's short name, also one that the campaign has no more."""
    if adcode is None or adcode not in campaign.districts.index:
        return gettext("outside all districts")
    row = campaign.districts.loc[adcode]
    return short_zh(row["name_zh"]) if names() == "zh" else short_en(row["name_en"])
