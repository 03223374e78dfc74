"""
How fast people are on a way: by car, on foot, by ferry.

Speeds are those of a free road: nothing here knows of traffic, lights or the search for a place
to park. On foot slopes count as in Tobler (1993), stairs as in Weidmann (1993).
"""

import re
from math import exp, radians, tan

from geodata.signs.access import Tags
from geodata.signs.profile import WALK_KMH

SLOWEST_KMH, FASTEST_KMH = 5.0, 130.0
MOST_DIGITS = 5  # of a ferry's minutes
KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852
POSTED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|knots|km/h|kmh|kph)?", re.IGNORECASE)
HOURS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
ISO = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?")
INCLINE = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d{1,6})?)\s*(%|°)\s*")
STEEPEST = 0.45
# Weidmann walks 1.34 m/s on the flat, 0.610 up stairs and 0.694 down (along their ground plan).
STEPS_UP_KMH, STEPS_DOWN_KMH = WALK_KMH * 0.610 / 1.34, WALK_KMH * 0.694 / 1.34
STEPS_KMH = (STEPS_UP_KMH + STEPS_DOWN_KMH) / 2
Both = tuple[float, float]
"""A speed along a way and one against it, km/h."""


def driving_kmh(tags: Tags, usual: float) -> Both:
    """Driving speeds: the posted limit of each direction or of both, else the usual speed."""
    both = posted_kmh(tags.get("maxspeed", "")) or usual
    ahead, back = tags.get("maxspeed:forward"), tags.get("maxspeed:backward")
    return (
        both if ahead is None else posted_kmh(ahead) or both,
        both if back is None else posted_kmh(back) or both,
    )


def posted_kmh(text: str) -> float | None:
    """A posted limit; None where it is none."""
    found = POSTED.match(text.strip())
    if found is None:
        return None
    unit = (found[2] or "").lower()
    factor = {"mph": KMH_PER_MPH, "knots": KMH_PER_KNOT}.get(unit, 1.0)
    return min(max(float(found[1]) * factor, SLOWEST_KMH), FASTEST_KMH)


def walking_kmh(tags: Tags, kind: str) -> Both:
    """Walking speeds: slower up than down, slower on stairs."""
    stated = tags.get("incline")
    if kind == "steps":
        return on_steps(stated or "")
    slope = slope_of(stated) if stated else 0.0
    return WALK_KMH * pace(slope), WALK_KMH * pace(-slope)


def on_steps(incline: str) -> Both:
    """Walking speeds on stairs, of which it may be said which way they lead up."""
    slope = slope_of(incline)
    if incline == "up" or slope > 0:
        return STEPS_UP_KMH, STEPS_DOWN_KMH
    if incline == "down" or slope < 0:
        return STEPS_DOWN_KMH, STEPS_UP_KMH
    return STEPS_KMH, STEPS_KMH


def slope_of(text: str) -> float:
    """Rise over run along a way; 0 where no number is stated."""
    found = INCLINE.fullmatch(text)
    if found is None:
        return 0.0
    number = float(found[1])
    if found[2] == "°":
        number = 100 * tan(radians(min(max(number, -89.0), 89.0)))
    return min(max(number / 100, -STEEPEST), STEEPEST)


def pace(slope: float) -> float:
    """The part of the walking speed on the flat that is left on a slope (Tobler)."""
    return exp(-3.5 * (abs(slope + 0.05) - 0.05))


def duration_min(text: str) -> float | None:
    """A duration in minutes: ``20``, ``00:20``, ``01:05:30`` or ``PT1H20M``; None if it is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return float(text) or None
    found = HOURS.fullmatch(text)
    if found:
        parts = [int(part) for part in text.split(":")]
        hours, minutes, seconds = parts if len(parts) == 3 else (*parts, 0)
        return (hours * 60 + minutes + seconds / 60) or None
    found = ISO.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes + seconds / 60) or None
