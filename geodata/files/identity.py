"""What makes a row the same row at the next import."""

import hashlib

import pandas as pd

from geodata.campaign.schema import Table
from geodata.files.validator import Judge

PREFIX = {
    "fair_id": "f", "employer_id": "e", "demand_id": "d", "service_id": "s", "policy_id": "p",
}  # fmt: skip
IDENTITY_DIGITS = 6


def name_rows(found: Judge, frame: pd.DataFrame) -> None:
    """Give an id to every row without one, and refuse an id that is there twice."""
    column = found.table.id_column
    if column is None:
        return
    ids = frame[column].tolist()
    stated = [at for at, name in enumerate(ids) if name]
    first: dict[str, int] = {}
    for at in stated:
        before = first.setdefault(ids[at], at)
        if before != at:
            found.refuse(at, column, ids[at], f"is also the id of row {found.rows[before]}")
    if len(stated) == len(ids):
        return
    made = identities(frame, found.table)
    taken = set(first)
    for at, name in enumerate(ids):
        if not name:
            ids[at] = free_name(f"{PREFIX[column]}-{made[at]}", taken)
            taken.add(ids[at])
    frame[column] = pd.array(ids, dtype="str")


def identities(frame: pd.DataFrame, table: Table) -> list[str]:
    """What makes each row the same row at the next import, in 16 hexadecimal digits."""
    columns = [
        frame[name].round(IDENTITY_DIGITS).tolist() if name in ("lon", "lat") else frame[name]
        for name in table.identity
    ]
    return [
        hashlib.sha256("\x1f".join(map(str, row)).encode()).hexdigest()[:16]
        for row in zip(*columns, strict=True)
    ]


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the first of ``name-2``, ``name-3``... that is not taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
