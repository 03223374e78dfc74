"""What the numbers of a page and of its files mean, word by word, in the reader's language."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from geodata.campaign.campaign import Campaign
from geodata.measures.query import CoverageQuery
from geodata.signs.profile import Profile
from service.planner.changes import told_changes
from service.planner.headline import headline
from service.web.records import day_of
from service.words import labels, wording
from service.words.credits import sources
from service.words.illustration import illustration_note
from service.words.language import gettext
from service.words.traffic import source_of

Note: TypeAlias = tuple[str, str]
Answer: TypeAlias = Mapping[str, Any]


def meaning(campaign: Campaign, query: CoverageQuery, answer: Answer) -> Iterator[Note]:
    """
    What was asked, what was counted, and what it stands on.

    Parameters
    ----------
    answer
        As the API gives it.
    """
    definition, total = answer["definition"], answer["total"]
    for told in told_changes(campaign):
        yield gettext("What if"), told
    yield from question_notes(query, definition)
    yield from count_notes(definition, total)
    yield from costs(definition, total)
    if "wait_days" in total:
        yield gettext("Days until the next fair"), waiting(query, definition)
    outside = answer["outside"]
    if outside["points"]:
        told = gettext("%(n)s people, counted apart", n=wording.exact(outside["persons"]))
        yield gettext("Outside all districts"), told
    yield from origins(campaign, definition)


def in_a_file(
    campaign: Campaign, query: CoverageQuery, answer: Answer, today: date
) -> Iterator[Note]:
    """The same with what leads the page, and with the day on which the file is made."""
    yield gettext("In short"), headline(query, answer)
    yield from meaning(campaign, query, answer)
    yield gettext("Created on"), wording.full_day(today)


def question_notes(query: CoverageQuery, definition: Answer) -> Iterator[Note]:
    """Whose coverage, how they travel, how far, and on which days."""
    region = gettext("All districts")
    if query.region is not None:
        region = gettext(
            "%(name)s; its people may go to any fair, wherever it is held",
            name=wording.region(query.region),
        )
    yield gettext("Region"), region
    group = wording.group_name(query.group)
    yield gettext("People"), gettext("%(group)s; groups overlap, and are never added", group=group)
    yield from travel(query, definition)
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


def travel(query: CoverageQuery, definition: Answer) -> Iterator[Note]:
    """How people travel, and what such a way leaves out."""
    yield gettext("Travel"), travel_of(query)
    traffic = query.travel.told_traffic
    if traffic is not None and not traffic.is_free:
        yield gettext("Traffic"), source_of(traffic)
    if query.travel.by_road:
        told = gettext(
            "the nearest road at most %(cap)s away, on foot at %(speed)s km/h: %(walk)s on average",
            cap=wording.distance(definition["farthest_walk_m"]),
            speed=wording.general(definition["walk_kmh"]),
            walk=wording.distance(definition["mean_walk_m"] or 0),
        )
        yield gettext("To the road and from it"), told
    if query.travel.estimated:
        told = gettext(
            "that of the district where people live; for %(n)s people that of a similar district",
            n=wording.exact(definition["persons_borrowing_factor"]),
        )
        yield gettext("Detour factor"), told


def travel_of(query: CoverageQuery) -> str:
    """The method, and what is taken for a way."""
    travel = query.travel
    named = wording.method_name(travel)
    if travel.road_profile is Profile.WALK:
        return gettext("%(method)s, by roads and paths that are known", method=named)
    if travel.by_road:
        return gettext(
            "%(method)s: the quickest way, over bridges and by ferries, one-way streets respected",
            method=named,
        )
    if travel.estimated:
        return gettext(
            "%(method)s, at %(speed)s km/h: straight distance × a measured detour factor",
            method=named,
            speed=wording.general(travel.speed_kmh),
        )
    return gettext(
        "%(method)s, the shortest on the WGS-84 ellipsoid, across rivers and hills; a real way is "
        "longer",
        method=named,
    )


def count_notes(definition: Answer, total: Answer) -> Iterator[Note]:
    """What the shares are shares of, and of whom nothing is known."""
    told = gettext(
        "%(n)s; planned and published fairs count wherever they are held, cancelled ones never",
        n=wording.exact(definition["fairs_counted"]),
    )
    yield gettext("Fairs counted"), told
    persons = {name: wording.exact(total[name]) for name in ("persons_covered", "persons")}
    told = gettext(
        "people, not places: %(persons_covered)s covered ÷ all %(persons)s of this group who live "
        "in these districts = %(share)s",
        **persons,
        share=wording.share(total["coverage"]),
    )
    yield gettext("Coverage"), told
    if "networks" in definition:
        yield from unknown(definition, total)


def unknown(definition: Answer, total: Answer) -> Iterator[Note]:
    """Of how many people no road is known, and the share without them."""
    told = gettext(
        "%(n)s people live farther than %(cap)s from any known road: neither covered nor not",
        n=wording.exact(total["persons_no_road"]),
        cap=wording.distance(definition["farthest_walk_m"]),
    )
    yield gettext("Unknown, no road data"), told
    told = gettext(
        "people covered ÷ people covered and not covered = %(share)s",
        share=wording.share(total["coverage_known"]),
    )
    yield gettext("Coverage where roads are known"), told


def costs(definition: Answer, total: Answer) -> Iterator[Note]:
    """How far the nearest fair is, and for whom there is none."""
    mean, most = (
        wording.cost(total[name], definition["cost_unit"]) for name in ("mean_cost", "p90_cost")
    )
    yield gettext("Average to the nearest fair"), mean
    yield gettext("9 of 10 people live within"), most
    if total["persons_unreachable"]:
        told = gettext(
            "%(n)s people; they are among those not covered, and not in the average",
            n=wording.exact(total["persons_unreachable"]),
        )
        yield gettext("No way to any fair"), told


def waiting(query: CoverageQuery, definition: Answer) -> str:
    """Whose days until the next fair are meant, and from which day they are counted."""
    if not definition["from"]:
        return gettext("no fair is held on these days")
    first = date.fromisoformat(definition["from"])
    return gettext(
        "counted from %(day)s until half of the people have had a fair %(within)s; people of whom "
        "nothing is known are left out; none where fewer than half have one on these days",
        day=wording.full_day(first),
        within=wording.within(query),
    )


def model_words(shares: Mapping[str, str]) -> str:
    """How a model has placed people, from the share of each rule in words."""
    if "ground" in shares:
        return gettext(
            "a model from the 2020 census: %(rural)s are spread evenly over the countryside, "
            "%(ground)s by built-up land and streets, %(settlements)s around known settlements, "
            "%(seat)s around the centre of the district",
            **shares,
        )
    return gettext(
        "a model from the 2020 census: %(rural)s are spread evenly over the countryside, "
        "%(settlements)s around known settlements, %(seat)s around the centre of the district",
        **shares,
    )


def origins(campaign: Campaign, definition: Answer) -> Iterator[Note]:
    """Whose data the numbers stand on, as of when, and what of it is made up."""
    for network in definition.get("networks", ()):
        day = network["source_date"]
        dated = wording.full_day(date.fromisoformat(day)) if day else gettext("of unknown date")
        yield gettext("Road data"), f"{network['name']}, {dated}"
    demand = campaign.provenance.get("demand")
    if demand and demand.placed_by:
        shares = {name: wording.share(part) for name, part in demand.placed_by.items()}
        yield gettext("Where people live"), model_words(shares)
    for text in sources(campaign):
        yield gettext("Source"), text
    told = illustration_note(campaign)
    if told:
        yield gettext("Illustrative data"), told
    imported = [each.imported_at for each in campaign.provenance.values()]
    if imported:
        yield gettext("Data as of"), wording.full_day(max(map(day_of, imported)))
    yield gettext("Campaign version"), str(definition["campaign_version"])
