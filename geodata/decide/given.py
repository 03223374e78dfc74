"""Requests that are given as files, without a campaign: costs, weights, seats and prices."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Floats, Ints
from geodata.errors import CellProblem, FileRefused, FilesRefused, QueryRefused
from geodata.files.columns import Columns, IdColumn, read_columns

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """
    What is given.

    Parameters
    ----------
    costs
        ``demand_id,venue_id,cost``.
    weights
        ``demand_id,persons``; not needed where both ends of the costs are venues.
    capacities, venue_costs, districts
        ``venue_id`` with ``capacity``, ``cost`` and ``district``.
    between_venues
        Whether the costs are between venues.
    """

    costs: Path
    weights: Path | None = None
    capacities: Path | None = None
    venue_costs: Path | None = None
    districts: Path | None = None
    between_venues: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """
    What was read.

    Parameters
    ----------
    pairs
        Between the ids below, which are sorted.
    persons
        Shape (demands,).
    demand_ids, venue_ids
        The names of the positions.
    capacity, venue_cost
        Shape (venues,); None where no file gives them.
    district
        Of each venue, where a file gives it.
    """

    pairs: Pairs
    persons: Floats
    demand_ids: tuple[str, ...]
    venue_ids: tuple[str, ...]
    capacity: Floats | None = None
    venue_cost: Floats | None = None
    district: tuple[str, ...] | None = None

    def positions(self, parameter: str, ids: Iterable[str]) -> Ints:
        """
        Where venues stand.

        Raises
        ------
        QueryRefused
            For an id that no cost has.
        """
        known = {venue: at for at, venue in enumerate(self.venue_ids)}
        for venue in ids:
            if venue not in known:
                raise QueryRefused(parameter, venue, "is no venue of the costs")
        return np.array(sorted({known[venue] for venue in ids}), dtype=np.intp)


def read_given(files: Files) -> Given:
    """
    Read all files of a request.

    Raises
    ------
    FilesRefused
        If anything in any of them cannot be used, with every problem of all.
    """
    return _Reading(files).read()


class _Reading:
    """All files of one request, and what is wrong with them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.refusals: dict[Path, list[CellProblem]] = {}

    def read(self) -> Given:
        files = self.files
        costs = self._read(files.costs, ("demand_id", "venue_id"), ("cost",))
        weights = self._read(files.weights, ("demand_id",), ("persons",))
        seats = self._read(files.capacities, ("venue_id",), ("capacity",))
        prices = self._read(files.venue_costs, ("venue_id",), ("cost",))
        land = self._read(files.districts, ("venue_id", "district"), ())
        if costs is None or (weights is None and files.weights):
            self._refuse()
            raise AssertionError  # a file that was not read was refused
        venues, demands = _names(costs, weights, between_venues=files.between_venues)
        given = self._pairs(costs, weights, venues, demands)
        given = replace(
            given,
            capacity=self._of_venues(seats, "capacity", venues),
            venue_cost=self._of_venues(prices, "cost", venues),
            district=self._districts(land, venues),
        )
        self._refuse()
        return given

    def _read(
        self, path: Path | None, ids: tuple[str, ...], numbers: tuple[str, ...]
    ) -> Columns | None:
        """A file's columns; None without a file, or if it cannot be read at all."""
        if path is None:
            return None
        try:
            columns = read_columns(path, ids, numbers)
        except FileRefused as refused:
            self.refusals[path] = list(refused.problems)
            return None
        self.refusals[path] = columns.problems
        return columns

    def _refuse(self) -> None:
        refused = {path: problems for path, problems in self.refusals.items() if problems}
        if refused:
            raise FilesRefused([FileRefused(path, found) for path, found in refused.items()])

    def _pairs(
        self,
        costs: Columns,
        weights: Columns | None,
        venues: tuple[str, ...],
        demands: tuple[str, ...],
    ) -> Given:
        """The pairs, and the persons of their demand points."""
        persons = np.zeros(len(demands))
        if weights is not None:
            at = _places(weights.ids["demand_id"], demands)
            _refuse_repeats(weights, at[:, None], "demand_id")
            persons[at[at >= 0]] = weights.numbers["persons"][at >= 0]
        ends = np.stack(
            [_places(costs.ids[name], names) for name, names in
             (("demand_id", demands), ("venue_id", venues))], axis=1
        )  # fmt: skip
        if weights is not None:
            _refuse_unknown(costs, "demand_id", ends[:, 0], weights.path)
        _refuse_repeats(costs, ends, "venue_id")
        good = (ends >= 0).all(axis=1)
        size = (len(demands), len(venues))
        cost = costs.numbers["cost"][good]
        return Given(
            Pairs.of(ends[good, 0], ends[good, 1], cost, size=size), persons, demands, venues
        )

    def _of_venues(
        self, columns: Columns | None, name: str, venues: tuple[str, ...]
    ) -> Floats | None:
        """A number of each venue; whatever venue has none is a problem."""
        if columns is None:
            return None
        values = np.full(len(venues), np.nan)
        at = self._venue_rows(columns, venues)
        values[at[at >= 0]] = columns.numbers[name][at >= 0]
        return values

    def _venue_rows(self, columns: Columns, venues: tuple[str, ...]) -> Ints:
        """Which venue each row is of; unknown, repeated and missing ones are problems."""
        at = _places(columns.ids["venue_id"], venues)
        _refuse_unknown(columns, "venue_id", at, self.files.costs)
        _refuse_repeats(columns, at[:, None], "venue_id")
        missing = np.setdiff1d(np.arange(len(venues)), at)
        columns.problems.extend(
            CellProblem(None, "venue_id", venues[each], "has no row here, and costs name it")
            for each in missing.tolist()
        )
        return at

    def _districts(
        self, columns: Columns | None, venues: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        if columns is None:
            return None
        at, column = self._venue_rows(columns, venues), columns.ids["district"]
        named = [""] * len(venues)
        for venue, code in zip(at.tolist(), column.at.tolist(), strict=True):
            if venue >= 0 and code >= 0:
                named[venue] = column.ids[code]
        return tuple(named)


def _names(
    costs: Columns, weights: Columns | None, *, between_venues: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the venues and of the demand points, sorted."""
    venues = set(costs.ids["venue_id"].ids)
    if between_venues:
        both = tuple(sorted(venues | set(costs.ids["demand_id"].ids)))
        return both, both
    source = weights if weights is not None else costs
    return tuple(sorted(venues)), tuple(sorted(source.ids["demand_id"].ids))


def _places(column: IdColumn, names: tuple[str, ...]) -> Ints:
    """Where each row's id stands among names, -1 where it does not or was refused."""
    known = {name: at for at, name in enumerate(names)}
    places = np.array([*(known.get(each, -1) for each in column.ids), -1], dtype=np.intp)
    return places[column.at]


def _refuse_unknown(columns: Columns, name: str, at: Ints, other: Path) -> None:
    """A problem for each id that another file should have and has not, where it stands first."""
    column = columns.ids[name]
    unknown = np.flatnonzero((at < 0) & (column.at >= 0))
    _, first = np.unique(column.at[unknown], return_index=True)
    for row in unknown[np.sort(first)].tolist():
        columns.refuse(row, name, column.ids[column.at[row]], f"is unknown in {other.name}")


def _refuse_repeats(columns: Columns, keys: Ints, name: str) -> None:
    """A problem for each row whose key stands in an earlier one."""
    whole = np.flatnonzero((keys >= 0).all(axis=1))
    flat = keys[whole, 0] * (keys.max(initial=0) + 1) + keys[whole, -1]
    _, first, which = np.unique(flat, return_index=True, return_inverse=True)
    for at in np.flatnonzero(first[which] != np.arange(len(flat))).tolist():
        row, earlier = int(whole[at]), int(columns.rows[whole[first[which[at]]]])
        names = [column.ids[column.at[row]] for column in columns.ids.values()]
        columns.refuse(row, name, ", ".join(names), f"stands in row {earlier} already")
