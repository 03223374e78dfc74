"""What stored cells may say, whatever their checksum: an older database may hold nonsense."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from geodata.base.arrays import Floats
from geodata.campaign.eligibility import SITUATIONS, ConditionsRefused, parse
from geodata.campaign.schema import WAGE_BOUNDS
from geodata.campaign.sessions import Session, cell_text, overlap, sessions_of
from geodata.campaign.vocabulary import GROUND_WORDS, STATUSES

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|", re.ASCII)
_ADCODE = re.compile(r"[1-9]\d{5}", re.ASCII)
_IDS = {
    "districts": "adcode",
    "fairs": "fair_id",
    "employers": "employer_id",
    "services": "service_id",
    "policies": "policy_id",
    "candidates": "venue_id",
}


class Nonsense(ValueError):
    """What makes no sense, such as ``date '2027-02-30'``."""


def require_sense(table: str, cells: Mapping[str, Sequence[Any]]) -> None:
    """
    Raise `Nonsense` with the first that makes none in a table.

    Parameters
    ----------
    cells
        By column, as the driver gives them.
    """
    for name, column in cells.items():
        if name in TEXTS:
            wrong = [text for text in sorted(set(column)) if not TEXTS[name](text)]
        elif name in BOUNDS:
            known = [cell for cell in column if cell is not None]
            wrong = outside(name, np.array(known, dtype=np.float64))
        else:
            continue
        if wrong:
            raise Nonsense(f"{name} {wrong[0]!r}")
    key = _IDS.get(table)
    if key is not None and len(set(cells[key])) < len(cells[key]):
        raise Nonsense(f"{key} that is there twice")


def outside(name: str, numbers: Floats) -> list[float]:
    """Those that a column of that name cannot hold; no number is one of them."""
    least, most = BOUNDS[name]
    with np.errstate(invalid="ignore"):
        bad = ~((numbers >= least) & (numbers <= most))
    found: list[float] = numbers[bad][:1].tolist()
    return found


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as ISO 8601 writes it."""
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_sessions(text: str) -> bool:
    """Whether a text is empty, or lists the sessions of a fair in order as it should."""
    held = sessions_of(text, Session("")) if text else ()
    if cell_text(held) != text or list(held) != sorted(held) or overlap(held):
        return False
    return all(
        is_day(each.date) and _TIME.fullmatch(each.start_time) and _TIME.fullmatch(each.end_time)
        for each in held
    )


def is_condition(text: str) -> bool:
    """Whether conditions of eligibility can all be used."""
    try:
        parse(text)
    except ConditionsRefused:
        return False
    return True


def _is_group(text: str) -> bool:
    return bool(text) and text.isprintable()


TEXTS: Mapping[str, Callable[[str], bool]] = {
    "adcode": lambda text: bool(_ADCODE.fullmatch(text)),
    "region": lambda text: not text or bool(_ADCODE.fullmatch(text)),
    "date": is_day,
    **dict.fromkeys(("free_from", "free_to"), lambda text: not text or is_day(text)),
    "start_time": lambda text: bool(_TIME.fullmatch(text)),
    "end_time": lambda text: bool(_TIME.fullmatch(text)),
    "sessions": is_sessions,
    "status": lambda text: text in STATUSES,
    "precision": lambda text: text in {"point", "district"},
    "group": _is_group,
    "kind": GROUND_WORDS.__contains__,
    "situations": lambda text: all(word in SITUATIONS for word in filter(None, text.split(";"))),
    "conditions": is_condition,
}
"""By column: whether a text can be what it holds."""

_MOST = 1e12  # no count of persons, booths or seekers comes near
_COUNTS = ("persons", "booths", "expected_seekers", "headcount")
BOUNDS: Mapping[str, tuple[float, float]] = {
    "lon": (-180, 180),
    "lat": (-90, 90),
    "seat_lon": (-180, 180),
    "seat_lat": (-90, 90),
    "illustrative": (0, 1),
    **dict.fromkeys(("wage_min", "wage_max"), WAGE_BOUNDS),
    **dict.fromkeys((*_COUNTS, "capacity", "cost"), (0, _MOST)),
}
"""By column: the least and the most."""
