"""Numbers, days and ways as people say them, in the language of the page."""

from datetime import date

from flask_babel import format_date, format_decimal, lazy_gettext

from geodata.coverage import CoverageQuery
from geodata.travel import Method
from service.language import gettext, language, ngettext

METHODS = {
    Method.STRAIGHT.value: lazy_gettext("Straight line"),
    Method.ESTIMATED.value: lazy_gettext("Road, estimated"),
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
    speed = f"{query.speed_kmh:g}"
    if query.threshold.unit == "min":
        return gettext(
            "within an estimated %(n)s minutes by road (at %(speed)s km/h)", n=n, speed=speed
        )
    return gettext("within an estimated %(n)s km of road", n=n)


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
