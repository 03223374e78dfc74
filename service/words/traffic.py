"""What slows cars, as people say it."""

from geodata.roads.traffic import PEAK, Traffic
from geodata.signs.profile import WALK_KMH
from service.words import numbers
from service.words.language import gettext


def traffic_name(traffic: Traffic) -> str:
    """What traffic is called within a line; that of the operator by its own name."""
    return gettext("peak hour") if traffic.name == PEAK else traffic.name


def full_name(traffic: Traffic) -> str:
    """The same where what is made up must say so."""
    name = traffic_name(traffic)
    return gettext("%(traffic)s, illustrative", traffic=name) if traffic.illustrative else name


def traffic_choice(traffic: Traffic) -> str:
    """What it is called in a list to choose from."""
    if traffic.is_free:
        return gettext("None")
    name = full_name(traffic)
    return name[:1].upper() + name[1:] if traffic.name == PEAK else name


def method_by_car(traffic: Traffic) -> str:
    """The method where people drive."""
    if traffic.is_free:
        return gettext("By car, no traffic")
    return gettext("By car, traffic: %(traffic)s", traffic=traffic_name(traffic))


def by_car(traffic: Traffic) -> str:
    """By car, within a line."""
    if traffic.is_free:
        return gettext("by car, no traffic")
    return gettext("by car, traffic: %(traffic)s", traffic=traffic_name(traffic))


def driving_time(traffic: Traffic) -> str:
    """What the minutes of who drives are, in a few words."""
    if traffic.is_free:
        return gettext("Driving time without traffic")
    return gettext("Driving time, traffic: %(traffic)s", traffic=full_name(traffic))


def within_by_car(n: str, traffic: Traffic) -> str:
    """A threshold in minutes by car, within a sentence."""
    if traffic.is_free:
        return gettext("within %(n)s min (by car, no traffic)", n=n)
    name = full_name(traffic)
    return gettext("within %(n)s min (by car, traffic: %(traffic)s)", n=n, traffic=name)


def within_on_foot(n: str, walk_kmh: float) -> str:
    """A threshold in minutes on foot, within a sentence; a speed that is not the usual one."""
    if walk_kmh == WALK_KMH:
        return gettext("within %(n)s min (on foot)", n=n)
    speed = numbers.general(walk_kmh)
    return gettext("within %(n)s min (on foot at %(speed)s km/h)", n=n, speed=speed)


def source_of(traffic: Traffic) -> str:
    """What traffic does to minutes, and where that comes from."""
    told = gettext(
        "%(traffic)s: minutes on each class of road × a factor", traffic=full_name(traffic)
    )
    if traffic.illustrative:
        return gettext("%(told)s, chosen for demonstration without any measurement", told=told)
    return gettext("%(told)s (%(source)s)", told=told, source=traffic.source)
