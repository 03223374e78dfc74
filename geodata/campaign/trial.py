"""A plan as it would be: its fairs with changes made, everything else shared with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from geodata.base.arrays import Ints
from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign, Trial
from geodata.campaign.changes import Change, Changes, Kind
from geodata.campaign.sessions import (
    Session,
    Sessions,
    cell_text,
    overlap,
    sessions_of,
    shift_to,
)
from geodata.campaign.vocabulary import COUNTING_STATUSES
from geodata.districts.locate import adcodes
from geodata.errors import QueryRefused

Cell: TypeAlias = str | float | None
ADDED, PARTED = "new", "moved"
CANCELLED = "cancelled"
ORDER = ("date", "start_time")


def apply(plan: Campaign, changes: Changes, day: date) -> Campaign:
    """
    A plan with changes made; itself where there are none.

    Its answers are kept apart from the plan's, and go with it.

    Parameters
    ----------
    day
        When a fair is held that is added without a day: the first of those asked for.

    Raises
    ------
    QueryRefused
        If a change means a fair or a session that the plan has not, or that is cancelled.
    """
    if not changes:
        return plan
    rows = Rows.of(plan, day)
    names = tuple(rows.take(change) for change in changes)
    fairs, standing = rows.in_order()
    return replace(plan, fairs=fairs, trial=Trial(plan, changes, standing, names), cache=Cache())


@dataclass(eq=False, slots=True)
class Rows:
    """
    The fairs of a plan while changes are made.

    Parameters
    ----------
    plan
        Whose they are.
    day
        As `apply` has it.
    fairs, standing
        The plan's rows as they are by now; ``standing`` as `Trial` has it.
    more
        Rows that have come, by their ids.
    """

    plan: Campaign
    day: date
    fairs: pd.DataFrame
    standing: Ints
    more: dict[str, dict[str, Cell]]

    @classmethod
    def of(cls, plan: Campaign, day: date) -> "Rows":
        """The rows before any change."""
        return cls(plan, day, plan.fairs.copy(), np.arange(len(plan.fairs)), {})

    def in_order(self) -> tuple[pd.DataFrame, Ints]:
        """All rows in the order of their days, and where they stand; few are quickly put there."""
        more = np.full(len(self.more), -1)
        table, standing = self.fairs, np.append(self.standing, more)
        if self.more:
            table = pd.concat([table, self.come()]) if len(table) else self.come()
        days = list(zip(*(table[name].tolist() for name in ORDER), table.index, strict=True))
        order = sorted(range(len(days)), key=days.__getitem__)
        in_order = order == list(range(len(days)))
        return (table, standing) if in_order else (table.iloc[order], standing[order])

    def come(self) -> pd.DataFrame:
        """The rows that have come."""
        ids = pd.Index(list(self.more), dtype=self.fairs.index.dtype, name="fair_id")
        rows = pd.DataFrame(list(self.more.values()), index=ids, columns=self.fairs.columns)
        return rows.astype(self.fairs.dtypes)

    def take(self, change: Change) -> str:
        """Make a change; the id of the fair that bears it."""
        if change.kind is Kind.ADD:
            return self.add(change)
        at = self.position(change)
        if change.kind is Kind.REDATE:
            return self.hold(at, change)
        if change.session:
            return self.change_session(at, change)
        if change.kind is Kind.CLOSE:
            self.write(at, {"status": CANCELLED})
        else:
            self.write(at, self.place(change))
            self.standing[at] = -1
        return change.fair_id

    def write(self, at: int, cells: dict[str, Cell]) -> None:
        """Put other cells into a row."""
        for name, cell in cells.items():
            if name not in self.fairs:
                continue
            column = self.fairs.columns.tolist().index(name)
            if self.fairs.iat[at, column] != cell:  # noqa: PD009  # one cell; to write takes longer
                self.fairs.iat[at, column] = cell  # noqa: PD009

    def position(self, change: Change) -> int:
        """The row of the fair that is meant."""
        found = np.flatnonzero(self.plan.fairs.index == change.fair_id)
        kind, text = change.kind.value, str(change)
        if not found.size:
            raise QueryRefused(
                kind, text, "there is no fair %(fair_id)s in this plan", fair_id=change.fair_id
            )
        if self.plan.fairs["status"].iloc[found[0]] not in COUNTING_STATUSES:
            raise QueryRefused(
                kind,
                text,
                "the fair %(fair_id)s is cancelled already and counts nowhere",
                fair_id=change.fair_id,
            )
        return int(found[0])

    def change_session(self, at: int, change: Change) -> str:
        """Take one session out of a fair, and, where it is moved, hold it by itself elsewhere."""
        row = self.row(at)
        held = sessions_in(row)
        meant = meant_by(change, held)
        rest = tuple(each for each in held if each not in meant)
        if not rest:  # it is all that is left of the fair
            return self.take(replace(change, session=""))
        self.write(at, time_columns(rest))
        if change.kind is Kind.CLOSE:
            return change.fair_id
        fair_id = next(self.free_ids(f"{change.fair_id[:48]}-{PARTED}"))
        self.more[fair_id] = row | time_columns(meant) | self.place(change)
        return fair_id

    def row(self, at: int) -> dict[str, Cell]:
        """A row as it is by now."""
        return {str(name): cell for name, cell in self.fairs.iloc[at].to_dict().items()}

    def hold(self, at: int, change: Change) -> str:
        """Hold a fair, or one session of it, on another day."""
        held = sessions_in(self.row(at))
        self.write(at, time_columns(redate(change, held)))
        return change.fair_id

    def add(self, change: Change) -> str:
        """A fair that the plan has not."""
        fair_id = next(self.free_ids(ADDED))
        number = fair_id.removeprefix(f"{ADDED}-")
        day = change.day or self.day.isoformat()
        blank = {str(name): nothing(dtype) for name, dtype in self.fairs.dtypes.items()}
        named: dict[str, Cell] = {"name": f"+{number}", "status": "planned"}
        # In a plan that is made up what is tried is, too.
        named["illustrative"] = bool(len(self.fairs)) and bool(self.fairs["illustrative"].all())
        when = time_columns((Session(day),))
        self.more[fair_id] = blank | named | when | self.place(change)
        return fair_id

    def place(self, change: Change) -> dict[str, Cell]:
        """The columns that say where a fair is, for one that is somewhere else now."""
        lon, lat = np.array([change.lon]), np.array([change.lat])
        (adcode,) = adcodes(self.plan.districts, lon, lat)
        return {"lon": change.lon, "lat": change.lat, "adcode": adcode, "precision": "point"}

    def free_ids(self, stem: str) -> Iterator[str]:
        """Ids that no fair has: the stem with a number."""
        number = 0
        while True:
            number += 1
            fair_id = f"{stem}-{number}"
            if fair_id not in self.more and fair_id not in self.fairs.index:
                yield fair_id


def nothing(dtype: Any) -> Cell:
    """What stands in a cell of a column that says nothing."""
    if dtype == "bool":
        return False
    return "" if pd.api.types.is_string_dtype(dtype) else None


def sessions_in(row: dict[str, Cell]) -> Sessions:
    """The sessions of a row."""
    first = Session(*(str(row[name]) for name in Session._fields))
    return sessions_of(str(row.get("sessions", "")), first)


def meant_by(change: Change, held: Sessions) -> Sessions:
    """
    The sessions of a fair that a change means.

    Raises
    ------
    QueryRefused
        If the fair has not the one that it names.
    """
    meant = tuple(each for each in held if change.session in ("", beginning(each)))
    if not meant:
        raise QueryRefused(
            change.kind.value,
            str(change),
            "the fair %(fair_id)s has no such session; it has: %(sessions)s",
            fair_id=change.fair_id,
            sessions=", ".join(map(beginning, held)),
        )
    return meant


def redate(change: Change, held: Sessions) -> Sessions:
    """
    The sessions of a fair once those that a change means are held on its day.

    Raises
    ------
    QueryRefused
        If there is none, no such day, or another session is held then.
    """
    meant = meant_by(change, held)
    try:
        moved = shift_to(meant, date.fromisoformat(change.day))
    except OverflowError:
        refused = QueryRefused(change.kind.value, str(change), "names a day that no calendar has")
        raise refused from None
    now = sorted((*(each for each in held if each not in meant), *moved), key=by_beginning)
    if overlap(now):
        raise QueryRefused(
            change.kind.value,
            str(change),
            "the fair %(fair_id)s has another session then",
            fair_id=change.fair_id,
        )
    return tuple(now)


def by_beginning(session: Session) -> tuple[str, str]:
    """By which sessions are in order."""
    return session.begins


def beginning(session: Session) -> str:
    """When a session begins, as a change names it."""
    day, time = session.begins
    return f"{day}T{time}" if time else day


def time_columns(sessions: Sessions) -> dict[str, Cell]:
    """The columns that say when a fair is held."""
    return {**sessions[0]._asdict(), "sessions": cell_text(sessions)}
