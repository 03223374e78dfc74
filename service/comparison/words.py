"""What differs between two states, and what comes of it, in the reader's words."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from geodata.campaign.changes import Change, Kind
from geodata.measures.balance import LIMITS
from geodata.measures.comparison import Comparison, has_same_people
from geodata.measures.query import CoverageQuery
from service.comparison.states import Side
from service.words import differences, labels, wording
from service.words.language import gettext, ngettext

MOST_ROUNDED = 0.5


def told_states(held: Side, now: Side) -> list[str]:
    """What the present state has otherwise than the one that is held."""
    return [*told_plans(held, now), *told_changes(held, now), *told_settings(held, now)]


def in_sentences(found: Comparison, held: Side, now: Side) -> list[str]:
    """What is compared with what: what differs, which state is held, and what is not subtracted."""
    differs = gettext("; ").join(told_states(held, now))
    state = gettext(", ").join([plan_name(held), *filter(None, settings(held))])
    return [
        *([gettext("Different now: %(what)s.", what=differs)] if differs else []),
        gettext("Held: %(what)s", what=state),
        *denominators(found, held, now),
    ]


def in_place(now: object, held: object) -> str:
    """One thing in place of another."""
    return gettext("%(now)s in place of %(held)s", now=now, held=held)


def told_plans(held: Side, now: Side) -> Iterator[str]:
    """Of which plans the states are."""
    first, second = plan_name(held), plan_name(now)
    if held.campaign.version != now.campaign.version or held.scenario != now.scenario:
        yield in_place(second, first)


def plan_name(side: Side) -> str:
    """A plan as it is called: by its scenario, its number, or as the present one."""
    if side.scenario:
        return gettext("scenario “%(name)s”", name=side.scenario)
    if side.version is not None:
        return gettext("version %(n)s", n=side.version)
    return gettext("the present plan")


def told_changes(held: Side, now: Side) -> Iterator[str]:
    """The changes that one of the states has and the other has not."""
    made = [each for each in now.changes if each not in held.changes.each]
    left = [each for each in held.changes if each not in now.changes.each]
    for kind in Kind:
        if n := count(made, kind):
            yield {
                Kind.ADD: ngettext("%(num)s fair added", "%(num)s fairs added", n),
                Kind.MOVE: ngettext("%(num)s fair moved", "%(num)s fairs moved", n),
                Kind.CLOSE: ngettext("%(num)s fair closed", "%(num)s fairs closed", n),
                Kind.REDATE: ngettext(
                    "%(num)s fair on another day", "%(num)s fairs on other days", n
                ),
            }[kind]
    for kind in Kind:
        if n := count(left, kind):
            yield {
                Kind.ADD: ngettext("%(num)s added fair less", "%(num)s added fairs less", n),
                Kind.MOVE: ngettext(
                    "%(num)s moved fair back in its place",
                    "%(num)s moved fairs back in their places",
                    n,
                ),
                Kind.CLOSE: ngettext(
                    "%(num)s closed fair open again", "%(num)s closed fairs open again", n
                ),
                Kind.REDATE: ngettext(
                    "%(num)s fair on its day again", "%(num)s fairs on their days again", n
                ),
            }[kind]


def count(changes: Sequence[Change], kind: Kind) -> int:
    """How many changes are of a kind."""
    return sum(each.kind is kind for each in changes)


def told_settings(held: Side, now: Side) -> Iterator[str]:
    """What is counted otherwise."""
    for one, two in zip(settings(held), settings(now), strict=True):
        if one and two and one != two:
            yield in_place(two, one)


def settings(side: Side) -> list[str]:
    """How far, how, whose, where and when, each as it is called; "" for what is not asked."""
    query, travel = side.query, side.query.travel
    return [
        limit(query),
        wording.method_name(travel),
        speed(travel.speed_kmh) if travel.estimated else "",
        walk(travel.walk_kmh) if travel.by_road else "",
        wording.group_name(query.group),
        region_name(query.region),
        days(side),
    ]


def limit(query: CoverageQuery) -> str:
    """How far a fair may be: 30 min."""
    number, unit = wording.general(query.threshold.value), labels.UNITS[query.threshold.unit]
    return f"{number} {unit}"


def speed(kmh: float) -> str:
    """A mean speed on the road."""
    return gettext("%(n)s km/h", n=wording.general(kmh))


def walk(kmh: float) -> str:
    """A walking speed."""
    return gettext("%(n)s km/h on foot", n=wording.general(kmh))


def region_name(code: str | None) -> str:
    """Which districts are counted."""
    return gettext("All districts") if code is None else wording.region(code)


def days(side: Side) -> str:
    """Which days are asked for."""
    query = side.query
    if query.date_from is None and query.date_to is None:
        return gettext("all days")
    first, _, last = query.window(side.campaign).key
    if not (first and last):
        return gettext("all days")
    start, end = (date.fromisoformat(each) for each in (first, last))
    return wording.full_day(start) if start == end else wording.span(start, end)


def in_common(districts: int, points: str) -> str:
    """The difference over those districts that both states count."""
    return ngettext(
        "%(points)s in the %(num)s district that both states count.",
        "%(points)s in the %(num)s districts that both states count.",
        districts,
        points=points,
    )


def headline(found: Comparison, held: Side, now: Side) -> str:
    """The difference in a sentence; shares of other people stand side by side instead."""
    before, after = found.before.total.coverage, found.after.total.coverage
    people = wording.whose(now.query.group, now.query.region)
    if not found.basis.districts:
        return gettext("The two states count no district in common.")
    if not found.basis.same_people:
        return gettext(
            "%(after)s of %(people)s, %(before)s of %(others)s in the state that is held.",
            after=wording.share(after),
            people=people,
            before=wording.share(before),
            others=wording.whose(held.query.group, held.query.region),
        )
    told = differences.points(found.total["coverage"])
    if not found.basis.same_districts:
        return in_common(found.basis.districts, told)
    if unknown(found) >= MOST_ROUNDED:
        return gettext("%(points)s, of people of whom both states know.", points=told)
    return gettext(
        "%(points)s: %(after)s of %(people)s, %(before)s in the state that is held.",
        points=told,
        after=wording.share(after),
        people=people,
        before=wording.share(before),
    )


def unknown(found: Comparison) -> float:
    """The persons of whom one of the states alone knows."""
    return sum(found.total[name] or 0.0 for name in ("unknown_before", "unknown_after"))


def denominators(found: Comparison, held: Side, now: Side) -> Iterator[str]:
    """Where the states count other people or districts, and what is not subtracted for that."""
    if not found.basis.same_people:
        if held.query.group != now.query.group:
            yield gettext(
                "The states count different groups: shares are not subtracted, and nobody gains "
                "or loses."
            )
        if not has_same_people(held.campaign, now.campaign):
            yield gettext(
                "The states stand on different data of people: shares are not subtracted, and "
                "nobody gains or loses."
            )
    elif not found.basis.same_districts:
        yield gettext("The states count different districts; those of both alone are compared.")
    if unknown(found) >= MOST_ROUNDED:
        n = unknown(found)
        yield gettext(
            "Of %(n)s people only one of the states knows whether a fair is within reach. They "
            "neither gain nor lose.",
            n=wording.people(n),
        )


def classes() -> list[str]:
    """The seven classes of who gains and who loses, from the greatest loss on."""
    low, *limits = (points(each) for each in LIMITS)
    pairs = list(pairwise(limits))
    return [
        gettext("loses %(low)s points and more", low=limits[-1]),
        *(
            gettext("loses %(low)s to under %(high)s points", low=one, high=two)
            for one, two in reversed(pairs)
        ),
        gettext("loses under %(high)s points", high=limits[0]),
        gettext("within %(n)s points of before", n=low),
        gettext("gains under %(high)s points", high=limits[0]),
        *(
            gettext("gains %(low)s to under %(high)s points", low=one, high=two)
            for one, two in pairs
        ),
        gettext("gains %(low)s points and more", low=limits[-1]),
    ]


def points(share: float) -> str:
    """A share in points."""
    return wording.general(round(share * 100, 6))


def short_name(side: Side, other: Side) -> str:
    """What one of two states is called: by what it has otherwise than the other."""
    told = []
    if plan_name(side) != plan_name(other) or side.changes.each != other.changes.each:
        told.append(plan_name(side))
    if side.changes.each != other.changes.each and side.changes and not side.scenario:
        told.append(ngettext("%(num)s change", "%(num)s changes", len(side.changes)))
    pairs = zip(settings(side), settings(other), strict=True)
    told += [one for one, two in pairs if one and one != two]
    return gettext(", ").join(told) or plan_name(side)
