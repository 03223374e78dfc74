"""Numbers, days and ways as people say them, in the language of the page."""

from collections.abc import Sequence
from datetime import date

from geodata.access.travel import Method, Travel
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import region_name
from geodata.measures.query import CoverageQuery
from geodata.signs.profile import Profile
from service.travel import ON_FOOT
from service.words import numbers
from service.words.labels import GROUPS, METHODS
from service.words.language import gettext, language, names, ngettext
from service.words.traffic import method_by_car, within_by_car, within_on_foot

LONG_MIN, LISTED = 90, 6


def methods(campaign: Campaign, *, traffic_apart: bool = False) -> dict[str, object]:
    """
    The ways to travel that a campaign knows: those on roads where it has a network.

    Parameters
    ----------
    traffic_apart
        Whether a field of its own says what slows cars.
    """
    by_road = (Method.ROADS.value, ON_FOOT)
    known: dict[str, object] = dict(METHODS)
    if traffic_apart:
        known[Method.ROADS.value] = gettext("By car")
    return {k: name for k, name in known.items() if campaign.networks or k not in by_road}


def method_name(travel: Travel) -> str:
    """How people travel, as in a list of methods."""
    if travel.told_traffic is not None:
        return method_by_car(travel.told_traffic)
    return str(METHODS[travel_choice(travel.method.value, travel.road_profile)])


def travel_choice(travel: str | None, profile: str | None) -> str:
    """The choice in a form that stands for a method and a profile."""
    if travel == Method.ROADS.value and profile == Profile.WALK.value:
        return ON_FOOT
    return travel or Method.STRAIGHT.value


def region(code: str) -> str:
    """A region as it is called; a code of which no name is known, as a code."""
    return region_name(code, names())


def first_names(named: Sequence[str]) -> str:
    """The first few of some districts' names, and how many others there are."""
    text = gettext(", ").join(named[:LISTED])
    more = len(named) - LISTED
    if more < 1:
        return text
    rest = ngettext(" and %(num)s other", " and %(num)s others", more, total=len(named))
    return text + rest


def exact(number: float | None) -> str:
    """A number to the last person."""
    return gettext("unknown") if number is None else numbers.decimal_number(number)


def people(number: float) -> str:
    """Persons as one says them: 37.4 million, 417,000; 3737.5万; 37,4 juta."""
    if number < 1e4:
        return numbers.decimal_number(number)
    if language() == "zh":
        large = number >= 1e8
        return f"{number / 1e8:.2f}亿" if large else f"{number / 1e4:.1f}万"
    if language() == "id":
        if number >= 999_500:
            return numbers.compact(max(number, 1e6), 1, long=True)
        return numbers.compact(round(number, -3), 0, long=True)
    if number >= 1e6:
        return gettext("%(n)s million", n=numbers.decimal_number(number / 1e6, 1))
    return numbers.decimal_number(round(number, -3))


def people_beside(part: float, whole: float) -> str:
    """Persons beside more of them: 37.4 of 53.0 million says the unit once."""
    if language() == "zh" or min(part, whole) < 1e6:
        return people(part)
    return numbers.decimal_number(part / 1e6, 1)


def short(number: float) -> str:
    """Persons in the few letters of a table's cell: 1.56 M, 417 k; 156.4万; 1,56 jt."""
    if number < 1e4:
        return numbers.decimal_number(number)
    if language() == "zh":
        return f"{number / 1e4:.1f}万"
    if language() == "id":
        return (
            numbers.compact(max(number, 1e6), 2)
            if number >= 999_500
            else numbers.compact(round(number, -3), 0)
        )
    return f"{number / 1e6:,.2f} M" if number >= 1e6 else f"{number / 1e3:,.0f} k"


def round_persons(number: float) -> str:
    """A round number of persons, as a class of the map begins with: 50 k; 5万; 50 rb."""
    if number < 1e3:
        return numbers.general(number)
    if language() == "id":
        return numbers.compact(number, 0)
    return f"{number / 1e4:g}万" if language() == "zh" else f"{number / 1e3:g} k"


def percent(part: float) -> str:
    """A round share, as a class of the map begins with."""
    return numbers.percentage(part, 0)


def share(part: float | None) -> str:
    """A share in per cent with one decimal; never rounded up to all, or down to none."""
    if part is None:
        return "–"
    if 0.9995 <= part < 1:
        return f"> {numbers.percentage(0.999, 1)}"
    return f"< {numbers.percentage(0.001, 1)}" if 0 < part < 0.0005 else numbers.percentage(part, 1)


def decimal(number: float | None, digits: int = 2) -> str:
    """A figure with a fixed number of decimals, a dash where there is none."""
    return "–" if number is None else numbers.decimal_number(number, digits)


def general(number: float) -> str:
    """A figure with the decimals that it has: 30, 12.5; 12,5."""
    return numbers.general(number)


def distance(metres: float) -> str:
    """A distance: 850 m, 4.2 km, 31 km."""
    if metres < 995:
        return gettext("%(n)s m", n=int(round(metres, -1 if metres >= 100 else 0)))
    km = metres / 1000
    return gettext("%(n)s km", n=numbers.decimal_number(km, 1 if km < 9.95 else 0))


def travel_time(minutes: float) -> str:
    """A travel time: 12 min, 2 h 5 min; never none at all."""
    whole = max(1, round(minutes))
    if whole < LONG_MIN:
        return gettext("%(n)s min", n=whole)
    return gettext("%(h)s h %(m)s min", h=whole // 60, m=whole % 60)


def cost(amount: float | None, unit: str) -> str:
    """A cost in metres (``m``) or minutes (``min``), a dash where nobody can travel."""
    if amount is None:
        return "–"
    return distance(amount) if unit == "m" else travel_time(amount)


def day(when: date, today: date) -> str:
    """A calendar day; its year where that is not this one."""
    style = "short" if when.year == today.year else "long"
    return numbers.day(when, DAY_FORMATS[style, language()])


def full_day(when: date) -> str:
    """A calendar day with its year."""
    return numbers.day(when, DAY_FORMATS["long", language()])


def weekday(when: date, today: date) -> str:
    """A day with what it is called: today, tomorrow, Saturday."""
    away = (when - today).days
    near = {0: gettext("today"), 1: gettext("tomorrow")}
    return near.get(away) or numbers.day(when, "EEEE")


def named_day(when: date, today: date) -> str:
    """A day and what it is called, as a line begins: Tomorrow 13 March; 3月13日 星期六."""
    named = gettext("%(weekday)s %(day)s", day=day(when, today), weekday=weekday(when, today))
    return named[:1].upper() + named[1:]


DAY_FORMATS = {
    ("short", "en"): "d MMMM",
    ("short", "zh"): "M月d日",
    ("short", "id"): "d MMMM",
    ("long", "en"): "d MMMM y",
    ("long", "zh"): "y年M月d日",
    ("long", "id"): "d MMMM y",
}


def group_name(group: str) -> str:
    """A group in a list; the user's own under its own name."""
    return str(GROUPS.get(group, group))


def group_people(group: str) -> str:
    """The people of a group, in a sentence."""
    known = {
        "all": gettext("people"),
        "working_age": gettext("people of working age (15 to 59)"),
        "rural": gettext("rural people"),
        "age_60_plus": gettext("people aged 60 and over"),
    }
    return known.get(group) or gettext("people of the group “%(group)s”", group=group)


def within(query: CoverageQuery) -> str:
    """The threshold and the method, in a sentence."""
    n, in_km = general(query.threshold.value), query.threshold.unit == "km"
    if query.travel.by_road:
        return within_by_road(query, n)
    if not query.travel.estimated:
        return gettext("within %(n)s km (straight line)", n=n)
    if in_km:
        return gettext("within %(n)s km (estimated road)", n=n)
    speed = general(query.travel.speed_kmh)
    return gettext("within %(n)s min (estimated, at %(speed)s km/h)", n=n, speed=speed)


def within_by_road(query: CoverageQuery, n: str) -> str:
    """The threshold on the roads, in a sentence."""
    travel, in_km = query.travel, query.threshold.unit == "km"
    walks = travel.profile is Profile.WALK
    if walks and in_km:
        return gettext("within %(n)s km (on foot)", n=n)
    if walks:
        return within_on_foot(n, travel.walk_kmh)
    if in_km:
        return gettext("within %(n)s km (by car)", n=n)
    return within_by_car(n, travel.traffic)


def span(first: date, last: date) -> str:
    """Days from one to another, each with its year where they differ: 5 Dec 2026 – 22 Jan 2027."""
    years = ["long", "long"]
    if first.year == last.year:  # Chinese begins with the year, the others end with it
        years[1 if language() == "zh" else 0] = "short"
    start, end = (
        numbers.day(day, SPAN_FORMATS[style, language()])
        for day, style in zip((first, last), years, strict=True)
    )
    return gettext("%(first)s – %(last)s", first=start, last=end)


SPAN_FORMATS = {
    ("short", "en"): "d MMM",
    ("short", "zh"): "M月d日",
    ("short", "id"): "d MMM",
    ("long", "en"): "d MMM y",
    ("long", "zh"): "y年M月d日",
    ("long", "id"): "d MMM y",
}


def whose(group: str, region_code: str | None) -> str:
    """The people of a group, those of one region where one is chosen."""
    everybody = group_people(group)
    if region_code is None:
        return everybody
    return gettext("%(people)s in %(region)s", people=everybody, region=region(region_code))


def hours(start: str, end: str) -> str:
    """When a fair is open, as far as it is known."""
    if start and end:
        return f"{numbers.clock(start)}–{numbers.clock(end)}"
    if start:
        return gettext("from %(time)s", time=numbers.clock(start))
    if end:
        return gettext("until %(time)s", time=numbers.clock(end))
    return gettext("hours not stated")


def bound(fact: str, sign: str, number: float) -> str:
    """What a number must be: Age in years: 16 or more."""
    n = numbers.decimal_number(number, 0 if number.is_integer() else 2)
    match sign:
        case ">=":
            return gettext("%(fact)s: %(n)s or more", fact=fact, n=n)
        case "<=":
            return gettext("%(fact)s: %(n)s or less", fact=fact, n=n)
        case ">":
            return gettext("%(fact)s: more than %(n)s", fact=fact, n=n)
        case "<":
            return gettext("%(fact)s: less than %(n)s", fact=fact, n=n)
    return gettext("%(fact)s: exactly %(n)s", fact=fact, n=n)


def wage(least: float | None, most: float | None) -> str:
    """What a month is paid with; "" where nothing is stated."""
    low, high = (numbers.decimal_number(each) if each else "" for each in (least, most))
    if low == high:
        return gettext("%(n)s yuan a month", n=low) if low else ""
    if not high:
        return gettext("%(n)s yuan a month or more", n=low)
    if not low:
        return gettext("up to %(n)s yuan a month", n=high)
    return gettext("%(low)s to %(high)s yuan a month", low=low, high=high)


def openings(headcount: int, employers: int, looked_for: str = "") -> str:
    """What is on offer, in one line; where something was looked for, that much of it."""
    if not headcount:
        return gettext("No openings listed")
    posts = ngettext("%(num)s opening", "%(num)s openings", headcount)
    places = ngettext("%(num)s employer", "%(num)s employers", employers)
    if looked_for:
        told = {"posts": posts, "what": looked_for, "places": places}
        return gettext("%(posts)s for “%(what)s” at %(places)s", **told)
    return gettext("%(posts)s at %(places)s", posts=posts, places=places)
