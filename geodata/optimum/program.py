"""Mixed-integer programs, built from arrays and handed to HiGHS as they are."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.statement import Outcome, Statement

INF = float("inf")
Sense = Literal["least", "most"]


@dataclass(eq=False, slots=True)
class Program:
    """
    A program that grows by blocks of columns and rows.

    Parameters
    ----------
    sense
        Whether the least or the most is asked for.
    """

    sense: Sense = "least"
    _cost: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _whole: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    _rows: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _size: list[int] = field(default_factory=lambda: [0, 0])

    def columns(self, cost: Floats, upper: Floats | float = 1.0, *, whole: bool = False) -> Ints:
        """Add columns between 0 and their upper bounds; their positions."""
        start, self._size[1] = self._size[1], self._size[1] + len(cost)
        self._cost.append(np.asarray(cost, dtype=np.float64))
        self._lower.append(np.zeros(len(cost)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), len(cost)))
        self._whole.append(np.full(len(cost), whole, dtype=np.uint8))
        return np.arange(start, self._size[1])

    def settle(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Give the columns of the first block their bounds."""
        self._lower[0] = np.array(self._lower[0])
        self._upper[0] = np.array(self._upper[0])
        self._lower[0][columns] = lower
        self._upper[0][columns] = upper

    def rows(
        self,
        entries: tuple[Ints, Ints, Floats | float],
        lower: Floats | float,
        upper: Floats | float,
        *,
        count: int,
    ) -> None:
        """
        Add rows.

        Parameters
        ----------
        entries
            Row (counted from 0 in this block), column and value of each that is not 0.
        lower, upper
            Bounds of the rows.
        count
            How many.
        """
        row, column, value = entries
        start, self._size[0] = self._size[0], self._size[0] + count
        self._rows.append(
            (row + start, column, np.broadcast_to(np.asarray(value, np.float64), len(row)))
        )
        self._row_lower.append(np.broadcast_to(np.asarray(lower, np.float64), count))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, np.float64), count))

    def row(
        self, columns: Ints, value: Floats | float, lower: float = -INF, upper: float = INF
    ) -> None:
        """Add one row."""
        self.rows((np.zeros(len(columns), dtype=np.intp), columns, value), lower, upper, count=1)

    def solve(
        self, clock: Clock, *, target: float | None = None, presolved: bool = True
    ) -> Outcome:
        """
        Have HiGHS prove the best solution, or end with the clock.

        Parameters
        ----------
        target
            A value of the objective that is good enough; the search ends there.
        presolved
            Whether HiGHS looks for reductions first; it takes longer where there are none left.
        """
        # A server plans in children; it starts sooner without the solver.
        from geodata.optimum.highs import proven  # noqa: PLC0415

        return proven(self._statement(), clock, target=target, presolved=presolved)

    def _statement(self) -> Statement:
        row, column, value = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        return Statement(
            is_least=self.sense == "least",
            cost=np.concatenate(self._cost),
            lower=np.concatenate(self._lower),
            upper=np.concatenate(self._upper),
            whole=np.concatenate(self._whole).astype(np.int32),
            row_lower=np.concatenate(self._row_lower),
            row_upper=np.concatenate(self._row_upper),
            row=row,
            column=column,
            value=value,
        )
