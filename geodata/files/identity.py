"""What makes a row the same row at the next import."""

import hashlib
from collections.abc import Sequence

import pandas as pd

from geodata.campaign.schema import AXES
from geodata.files.validator import Validator

IDENTITY_DIGITS = 6


def complete_ids(validator: Validator, frame: pd.DataFrame) -> None:
    """Give an id to every row without one, and refuse an id that is there twice."""
    column, identity = validator.table.id_column, validator.table.identity
    if column is None or identity is None:
        return
    ids = frame[column].tolist()
    taken = set(filter(None, ids))
    refuse_duplicates(validator, frame[column])
    if all(ids):
        return
    contents = digests(frame, identity.columns)
    for at, stated in enumerate(ids):
        if not stated:
            ids[at] = free_id(f"{identity.prefix}-{contents[at]}", taken)
            taken.add(ids[at])
    frame[column] = pd.array(ids, dtype="str")


def refuse_duplicates(validator: Validator, ids: pd.Series) -> None:
    """Refuse what stands in an earlier row of a column of ids already; "" may stand often."""
    first: dict[str, int] = {}
    for row, value in zip(ids.index.tolist(), ids.tolist(), strict=True):
        before = first.setdefault(value, row) if value else row
        if before != row:
            validator.refuse_row(row, str(ids.name), value, f"is also the id of row {before}")


def digests(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """What some columns hold, in 16 hexadecimal digits for each row."""
    values = [
        frame[name].round(IDENTITY_DIGITS).tolist() if name in AXES else frame[name]
        for name in columns
    ]
    return [
        hashlib.sha256("\x1f".join(map(str, row)).encode()).hexdigest()[:16]
        for row in zip(*values, strict=True)
    ]


def free_id(wanted: str, taken: set[str]) -> str:
    """The id, or the first of ``id-2``, ``id-3``... that is not taken."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free
