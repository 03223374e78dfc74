"""Numbers, days and ways as people say them, in the language of the page."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date, format_decimal, lazy_gettext

from geodata.campaign import Campaign
from geodata.coverage import CoverageQuery
from geodata.roads.highways import Profile
from geodata.travel import Method
from service.language import gettext, language, ngettext
from service.query import ON_FOOT

METHODS = {
    Method.STRAIGHT.value: lazy_gettext("Straight line"),
    Method.ESTIMATED.value: lazy_gettext("Road, estimated"),
    Method.ROADS.value: lazy_gettext("Road, by car"),
    ON_FOOT: lazy_gettext("Road, on foot"),
}
GROUPS = {
    "all": lazy_gettext("Everybody"),
    "working_age": lazy_gettext("Working age, 15 to 59"),
    "rural": lazy_gettext("Rural people"),
    "age_60_plus": lazy_gettext("Aged 60 and over"),
}
MEASURES = {
    "coverage": lazy_gettext("Coverage"),
    "gap": lazy_gettext("People not covered"),
    "fairs": lazy_gettext("Fairs per 100,000 people"),
}
TABLES = {
    "districts": lazy_gettext("districts"),
    "demand": lazy_gettext("population points"),
    "fairs": lazy_gettext("fairs"),
    "employers": lazy_gettext("employers"),
    "openings": lazy_gettext("openings"),
    "basemap": lazy_gettext("base map"),
}
STATUSES = {
    "planned": lazy_gettext("Planned"),
    "published": lazy_gettext("Published"),
    "cancelled": lazy_gettext("Cancelled"),
}
UNITS = {"km": lazy_gettext("km"), "min": lazy_gettext("min")}
LONG_MIN = 90
LISTED = 6


def methods(campaign: Campaign) -> dict[str, object]:
    """The ways to travel that a campaign knows: those on roads where it has a network."""
    by_road = (Method.ROADS.value, ON_FOOT)
    return {k: name for k, name in METHODS.items() if campaign.networks or k not in by_road}


def travel_choice(travel: str | None, profile: str | None) -> str:
    """The choice in a form that stands for a method and a profile."""
    if travel == Method.ROADS.value and profile == Profile.WALK.value:
        return ON_FOOT
    return travel or Method.STRAIGHT.value


def listed(names: Sequence[tuple[str, float]]) -> str:
    """The first few of some names with their persons, and how many more there are."""
    first = [
        gettext("%(name)s (%(n)s)", name=name, n=short(number)) for name, number in names[:LISTED]
    ]
    text = gettext(", ").join(first)
    more = len(names) - LISTED
    return text + ngettext(" and %(num)s more", " and %(num)s more", more) if more > 0 else text


def exact(number: float | None) -> str:
    """A number to the last person."""
    return gettext("unknown") if number is None else str(format_decimal(round(number)))


def people(number: float) -> str:
    """Persons as one says them: 37.4 million, 417,000; 3,737.5 万."""
    if language() == "zh":
        if number >= 1e8:
            return f"{number / 1e8:,.2f} 亿"
        return f"{number / 1e4:,.1f} 万" if number >= 1e4 else f"{number:,.0f}"
    if number >= 1e6:
        return gettext("%(n)s million", n=f"{number / 1e6:,.1f}")
    return f"{round(number, -3):,.0f}" if number >= 1e4 else f"{number:,.0f}"


def short(number: float) -> str:
    """Persons in the few letters of a table's cell: 1.56 M, 417 k; 156.4 万."""
    if language() == "zh":
        return f"{number / 1e4:,.1f} 万" if number >= 1e4 else f"{number:,.0f}"
    if number >= 1e6:
        return f"{number / 1e6:,.2f} M"
    return f"{number / 1e3:,.0f} k" if number >= 1e4 else f"{number:,.0f}"


def rounded(number: float) -> str:
    """A round number of persons, as a class of the map begins with: 50 k; 5 万."""
    return f"{number / 1e4:g} 万" if language() == "zh" else f"{number / 1e3:g} k"


def percent(part: float) -> str:
    """A round share, as a class of the map begins with."""
    return f"{100 * part:.0f} %"


def share(part: float | None) -> str:
    """A share in per cent with one decimal; never rounded up to all, or down to none."""
    if part is None:
        return "–"
    percent = 100 * part
    if 99.95 <= percent < 100:
        return "> 99.9 %"
    return "< 0.1 %" if 0 < percent < 0.05 else f"{percent:.1f} %"


def decimal(number: float | None, digits: int = 2) -> str:
    """A figure with a fixed number of decimals, a dash where there is none."""
    return "–" if number is None else f"{number:,.{digits}f}"


def way(metres: float) -> str:
    """A distance: 850 m, 4.2 km, 31 km."""
    if metres < 995:
        return gettext("%(n)s m", n=int(round(metres, -1 if metres >= 100 else 0)))
    km = metres / 1000
    return gettext("%(n)s km", n=f"{km:.1f}" if km < 9.95 else f"{km:,.0f}")


def spent(minutes: float) -> str:
    """A travel time: 12 min, 2 h 5 min; never none at all."""
    whole = max(1, round(minutes))
    if whole < LONG_MIN:
        return gettext("%(n)s min", n=whole)
    return gettext("%(h)s h %(m)s min", h=whole // 60, m=whole % 60)


def cost(amount: float | None, unit: str) -> str:
    """A cost in metres (``m``) or minutes (``min``), a dash where nobody can travel."""
    if amount is None:
        return "–"
    return way(amount) if unit == "m" else spent(amount)


def day(when: date, today: date) -> str:
    """A calendar day; its year where that is not this one."""
    style = "short" if when.year == today.year else "long"
    return str(format_date(when, DAY_FORMATS[style, language()]))


def weekday(when: date, today: date) -> str:
    """A day with what it is called: today, tomorrow, Saturday."""
    away = (when - today).days
    near = {0: gettext("today"), 1: gettext("tomorrow")}
    return near.get(away) or str(format_date(when, "EEEE"))


DAY_FORMATS = {
    ("short", "en"): "d MMMM",
    ("short", "zh"): "M月d日",
    ("long", "en"): "d MMMM y",
    ("long", "zh"): "y年M月d日",
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
    n = f"{query.threshold.value:g}"
    if query.travel is Method.STRAIGHT:
        return gettext("within %(n)s km, as the crow flies,", n=n)
    if query.by_road:
        return within_by_road(query, n)
    speed = f"{query.speed_kmh:g}"
    if query.threshold.unit == "min":
        return gettext(
            "within an estimated %(n)s minutes by road (at %(speed)s km/h)", n=n, speed=speed
        )
    return gettext("within an estimated %(n)s km of road", n=n)


def within_by_road(query: CoverageQuery, n: str) -> str:
    """The threshold on the roads, in a sentence."""
    walks = query.profile is Profile.WALK
    if query.threshold.unit == "km":
        if walks:
            return gettext("within a walk of %(n)s km", n=n)
        return gettext("within %(n)s km of road", n=n)
    if walks:
        return gettext("within a walk of %(n)s minutes", n=n)
    return gettext("within %(n)s minutes by road", n=n)


def hours(start: str, end: str) -> str:
    """When a fair is open, as far as it is known."""
    if start and end:
        return f"{start}–{end}"
    if start:
        return gettext("from %(time)s", time=start)
    return gettext("until %(time)s", time=end) if end else gettext("hours not stated")


def openings(headcount: int, employers: int) -> str:
    """What is on offer, in one line."""
    if not headcount:
        return gettext("No openings listed")
    posts = ngettext("%(num)s opening", "%(num)s openings", headcount)
    places = ngettext("%(num)s employer", "%(num)s employers", employers)
    return gettext("%(posts)s at %(places)s", posts=posts, places=places)
