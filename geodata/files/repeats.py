"""Rows that stand there more than once: the same row again, or further sessions of a fair."""

from collections.abc import Hashable, Iterator, Sequence

import pandas as pd

from geodata.campaign.schema import Kind
from geodata.campaign.sessions import Session, cell_text, sessions_of, sessions_text
from geodata.files.identity import digests
from geodata.files.timetable import merge
from geodata.files.validator import Validator

CANCELLED = "cancelled"
TIMES = (*Session._fields, "sessions")
LISTED = 5


def without_repeats(validator: Validator, frame: pd.DataFrame) -> pd.DataFrame:
    """
    The rows without those that are equal to another in every cell, and each fair in one row.

    Rows of fairs that state one id are its sessions, if all else agrees; rows without an id stay
    fairs of their own.
    """
    again = frame.duplicated().to_numpy(dtype=bool)
    if again.any():
        validator.notices.append(repeats_notice(frame, again.tolist()))
    kept = frame[~again]
    if not any(column.kind is Kind.SESSIONS for column in validator.table.columns):
        return kept
    refuse_contradictions(validator, kept)
    validator.notices += alike_notice(kept)
    return with_sessions(validator, kept)


def alike_notice(frame: pd.DataFrame) -> list[str]:
    """Which rows without an id have the name and the place of another: sessions of it, perhaps."""
    bare = frame[frame["fair_id"] == ""]
    groups = bare.groupby(["name", "venue", "lon", "lat"], sort=False)
    alike = [rows.index.tolist() for _, rows in groups if len(rows) > 1]
    if not alike:
        return []
    said = "; ".join(map(row_list, alike[:LISTED]))
    more = "; …" if len(alike) > LISTED else ""
    notice = (
        f"rows of one name and place are fairs of their own: rows {said}{more}; if they are "
        "sessions of one fair, give them the same fair_id (招聘会编号)"
    )
    return [notice]


def repeats_notice(frame: pd.DataFrame, again: Sequence[bool]) -> str:
    """Which rows were passed over."""
    rows: dict[tuple[Hashable, ...], list[int]] = {}
    for row, cells in zip(frame.index, keys_of(frame), strict=True):
        rows.setdefault(cells, []).append(int(row))
    groups = [same for same in rows.values() if len(same) > 1]
    said = "; ".join(map(row_list, groups[:LISTED]))
    more = "; …" if len(groups) > LISTED else ""
    return f"{sum(again):,} rows are the same as another and were taken once: rows {said}{more}"


def row_list(rows: Sequence[int]) -> str:
    """Some rows in words: 2, 3 and 4."""
    *first, last = [*map(str, rows[:LISTED]), *["others"] * (len(rows) > LISTED)]
    return f"{', '.join(first)} and {last}"


def keys_of(frame: pd.DataFrame) -> Iterator[tuple[Hashable, ...]]:
    """The cells of each row, so that equal rows are equal."""
    columns = (frame[name].astype(object).where(frame[name].notna(), None) for name in frame)
    return zip(*(column.tolist() for column in columns), strict=True)


def refuse_contradictions(validator: Validator, frame: pd.DataFrame) -> None:
    """Refuse rows without an id that say of one fair that it is cancelled and that it is not."""
    identity = validator.table.identity
    bare = frame[frame["fair_id"] == ""]
    if identity is None or CANCELLED not in set(bare["status"]):
        return
    first: dict[str, tuple[int, str]] = {}
    for key, row, status in zip(
        digests(bare, identity.columns), bare.index, bare["status"], strict=True
    ):
        before, other = first.setdefault(key, (int(row), status))
        if CANCELLED in (status, other) and status != other:
            reason = (
                f"the same fair is {other} in row {before}; which is right? keep one of the rows, "
                "or give each fair an id of its own"
            )
            validator.refuse_row(int(row), "status", status, reason)


def with_sessions(validator: Validator, frame: pd.DataFrame) -> pd.DataFrame:
    """Each fair of a stated id in its first row, with the sessions of all its rows."""
    stated = frame["fair_id"] != ""
    several = frame[stated & frame["fair_id"].duplicated(keep=False)]
    if several.empty:
        return frame
    frame, further = frame.copy(), []
    refused = {problem.row for problem in validator.problems}
    for _, rows in several.groupby("fair_id", sort=False):
        if refused.intersection(rows.index):
            continue  # what their cells are is not known
        further += rows.index[1:].tolist()
        if not differences(validator, rows):
            set_times(validator, frame, rows)
    if further:
        notice = f"{len(further):,} rows were read as further sessions of the fair with their id"
        validator.notices.append(notice)
    return frame.drop(index=further)


def differences(validator: Validator, rows: pd.DataFrame) -> bool:
    """Whether rows of one id differ in more than their times; every row that does is refused."""
    names = [str(name) for name in rows.columns if name not in TIMES]
    (row, *others), (cells, *more) = rows.index, list(keys_of(rows[names]))
    for other, found in zip(others, more, strict=True):
        pairs = enumerate(zip(cells, found, strict=True))
        unlike = next((n for n, (one, two) in pairs if one != two), None)
        if unlike is not None:
            reason = (
                f"differs from row {row}, which has the same fair_id; rows of one id are sessions "
                "of one fair and agree in all but their times; give another fair an id of its own"
            )
            validator.refuse_row(int(other), names[unlike], found[unlike], reason)
    return any(found != cells for found in more)


def set_times(validator: Validator, frame: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Give a fair's first row the sessions of all its rows."""
    cells = zip(*(rows[name] for name in TIMES), strict=True)
    held, both = merge([sessions_of(cell, Session(*first)) for *first, cell in cells])
    if both is not None:
        reason = f"two rows of one fair_id are at the same time, {sessions_text(both)}"
        validator.refuse_row(int(rows.index[1]), "date", both[1].date, reason)
        return
    frame.loc[rows.index[0], list(TIMES)] = [*held[0], cell_text(held)]
