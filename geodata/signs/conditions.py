"""
What holds at some times only: nothing is closed for it, but it is counted and told.

Key:conditional of the OpenStreetMap wiki. Conditions on the weight or the kind of a vehicle are
those of trucks, and are passed over.
"""

import re

from geodata.signs.access import Tags

SIDED = ("access", "vehicle", "motor_vehicle", "motorcar", "foot", "maxspeed")
ONEWAY = ("oneway", "oneway:vehicle", "oneway:motor_vehicle", "oneway:motorcar", "oneway:foot")
KEYS = tuple(
    f"{key}:conditional"
    for key in (
        *(f"{key}{side}" for key in SIDED for side in ("", ":forward", ":backward")),
        *ONEWAY,
    )
)
TIME = re.compile(
    r"\d{1,2}:\d{2}|\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|sunrise|sunset|dawn|dusk"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
TRUCKS = re.compile(r"weight|axle|length|height|width|trailer|hgv|goods|wet|snow", re.IGNORECASE)


def is_timed(tags: Tags) -> bool:
    """Whether one of the tags holds at some times only."""
    return any(by_time(tags.get(key, "")) for key in KEYS if key in tags)


def by_time(stated: str) -> bool:
    """Whether a conditional value depends on the time: ``no @ (Mo-Fr 07:00-09:00)``."""
    return any(
        TIME.search(condition) is not None and TRUCKS.search(condition) is None
        for condition in stated.split("@")[1:]
    )
