"""What the numbers of a file mean, word by word, in the reader's language."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from geodata.campaign.campaign import Campaign
from geodata.measures.query import CoverageQuery
from service.planner.headline import headline
from service.queries import ON_FOOT
from service.web.records import day_of
from service.words import labels, wording
from service.words.credits import sources
from service.words.illustration import illustrated
from service.words.language import gettext

Note: TypeAlias = tuple[str, str]
Answer: TypeAlias = Mapping[str, Any]


def meaning(
    campaign: Campaign, query: CoverageQuery, answer: Answer, today: date
) -> Iterator[Note]:
    """
    What was asked, what was counted, what it stands on, and when it was made.

    Parameters
    ----------
    answer
        As the API gives it.
    """
    definition, total = answer["definition"], answer["total"]
    yield gettext("In short"), headline(query, answer)
    yield from asked(query, definition)
    yield from counted(definition, total)
    outside = answer["outside"]
    if outside["points"]:
        told = gettext("%(n)s people, counted apart", n=wording.exact(outside["persons"]))
        yield gettext("Outside all districts"), told
    yield from origins(campaign, definition)
    yield gettext("Created on"), wording.full_day(today)


def asked(query: CoverageQuery, definition: Answer) -> Iterator[Note]:
    """Whose coverage, how they travel, how far, and on which days."""
    region = query.region
    yield gettext("Region"), gettext("All districts") if region is None else wording.region(region)
    yield gettext("People"), wording.group_name(query.group)
    yield gettext("Travel"), travel_of(query)
    unit = labels.UNITS[query.threshold.unit]
    limit = f"{wording.general(query.threshold.value)} {unit}"
    yield (
        gettext("Limit"),
        gettext("%(limit)s; who lives exactly that far away counts as covered", limit=limit),
    )
    if definition["from"]:
        first, last = (date.fromisoformat(definition[end]) for end in ("from", "to"))
        yield gettext("First day"), wording.full_day(first)
        yield gettext("Last day"), wording.full_day(last)


def travel_of(query: CoverageQuery) -> str:
    """How people travel, and what such a way leaves out."""
    travel = query.travel
    choice = wording.travel_choice(travel.method.value, travel.road_profile)
    named = str(labels.METHODS[choice])
    if choice == ON_FOOT:
        return named
    if travel.by_road:
        return gettext("%(method)s, without traffic, over bridges and by ferries", method=named)
    if travel.estimated:
        return gettext(
            "%(method)s, at %(speed)s km/h: straight distance × a measured detour factor",
            method=named,
            speed=wording.general(travel.speed_kmh),
        )
    return gettext("%(method)s, across rivers and hills; a real way is longer", method=named)


def counted(definition: Answer, total: Answer) -> Iterator[Note]:
    """What the shares are shares of, and of whom nothing is known."""
    yield (
        gettext("Fairs counted"),
        gettext(
            "%(n)s; planned and published fairs count wherever they are held, cancelled ones never",
            n=wording.exact(definition["fairs_counted"]),
        ),
    )
    yield (
        gettext("Coverage"),
        gettext("people covered ÷ all people of this group who live in these districts"),
    )
    if "networks" not in definition:
        return
    yield (
        gettext("Unknown, no road data"),
        gettext(
            "%(n)s people live farther than %(cap)s from any known road: neither covered nor not",
            n=wording.exact(total["persons_no_road"]),
            cap=wording.distance(definition["farthest_walk_m"]),
        ),
    )
    yield (
        gettext("Coverage where roads are known"),
        gettext("people covered ÷ people covered and not covered"),
    )


def origins(campaign: Campaign, definition: Answer) -> Iterator[Note]:
    """Whose data the numbers stand on, as of when, and what of it is made up."""
    for network in definition.get("networks", ()):
        day = network["source_date"]
        dated = wording.full_day(date.fromisoformat(day)) if day else gettext("of unknown date")
        yield gettext("Road data"), f"{network['name']}, {dated}"
    for text in sources(campaign):
        yield gettext("Source"), text
    told = illustrated(campaign)
    if told:
        yield gettext("Illustrative data"), told
    imported = [each.imported_at for each in campaign.provenance.values()]
    if imported:
        yield gettext("Data as of"), wording.full_day(max(map(day_of, imported)))
    yield gettext("Campaign version"), str(definition["campaign_version"])
