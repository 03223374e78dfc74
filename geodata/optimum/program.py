"""Mixed-integer programs, built from arrays and handed to HiGHS as they are."""

from dataclasses import dataclass, field
from typing import Literal

import highspy
import numpy as np
import numpy.typing as npt
from highspy.highs import HighsCallbackEvent

from geodata.base.arrays import Floats, Ints
from geodata.errors import CheckFailedError
from geodata.optimum.clock import Clock
from geodata.optimum.problem import Status

INF = highspy.kHighsInf
SEED = 505
# What of a row may be broken by floating point; a budget of 0.3 must take 0.1 and 0.2.
FEASIBILITY = 1e-9
# Integer costs whose sums stay exact are given as they are: the solver then rounds its bounds.
EXACT = 2.0**50
SCALED_TO = 1e3
Sense = Literal["least", "most"]


class SilentHighs(highspy.Highs):
    """HiGHS, which else greets on stdout, where answers go."""

    def enableCallbacks(self) -> None:  # noqa: N802  (HiGHS's name)
        """Be silent before the first word."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """What HiGHS found: the value of each column, None without a solution, and the bound."""

    status: Status
    values: Floats | None
    objective: float
    bound: float


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
        cost = np.concatenate(self._cost)
        scale = _scale(cost)
        highs = _highs(clock)
        if target is not None:
            highs.setOptionValue("objective_target", target * scale)
        if not presolved:
            highs.setOptionValue("presolve", "off")
        self._pass(highs, cost * scale)
        return _run(highs, clock, 1 / scale)

    def _pass(self, highs: highspy.Highs, cost: Floats) -> None:
        rows, columns = self._size
        row, column, value = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        order = np.argsort(row, kind="stable")
        starts = np.searchsorted(row[order], np.arange(rows)).astype(np.int32)
        whole = np.concatenate(self._whole).astype(np.int32)
        highs.passModel(
            columns,
            rows,
            len(row),
            int(highspy.MatrixFormat.kRowwise),
            int(
                highspy.ObjSense.kMinimize if self.sense == "least" else highspy.ObjSense.kMaximize
            ),
            0.0,
            cost,
            np.concatenate(self._lower),
            np.concatenate(self._upper),
            np.concatenate(self._row_lower),
            np.concatenate(self._row_upper),
            starts,
            column[order].astype(np.int32),
            value[order],
            whole,
        )


def _scale(cost: Floats) -> float:
    """What to multiply an objective with, so that it fits the solver's tolerances."""
    most = float(np.abs(cost).max(initial=0.0))
    is_exact = most * len(cost) < EXACT and bool((cost == np.round(cost)).all())
    return 1.0 if is_exact or most == 0.0 else SCALED_TO / most


def _highs(clock: Clock) -> highspy.Highs:
    """HiGHS, silent, and set so that the same program gives the same answer."""
    highs = SilentHighs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "threads": 1,
        "parallel": "off",
        "random_seed": SEED,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-9,
        "mip_feasibility_tolerance": FEASIBILITY,
        "primal_feasibility_tolerance": FEASIBILITY,
        "time_limit": clock.left,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def _run(highs: highspy.Highs, clock: Clock, unit: float) -> Outcome:
    """Solve, listen on the way, and read what came out; ``unit`` undoes the scale."""
    raised: list[BaseException] = []

    def listen(event: HighsCallbackEvent) -> None:
        told = event.data_out
        if raised:
            event.interrupt()
            return
        try:
            clock.tell(told.mip_primal_bound * unit, told.mip_dual_bound * unit)
        except BaseException as error:  # noqa: BLE001  (raised again outside the solver)
            raised.append(error)
            event.interrupt()

    highs.cbMipInterrupt.subscribe(listen)
    if highs.run() == highspy.HighsStatus.kError:
        # Another user of HiGHS in this process has taken more threads than one; take them back.
        highs.resetGlobalScheduler(True)
        highs.run()
    if raised:
        raise raised[0]
    return _outcome(highs, unit)


def _outcome(highs: highspy.Highs, unit: float) -> Outcome:
    status, info = highs.getModelStatus(), highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(highs.getSolution().col_value) if found else None
    kind = highspy.HighsModelStatus
    match status:
        case kind.kOptimal | kind.kObjectiveTarget:
            said = Status.OPTIMAL
        case kind.kInfeasible | kind.kUnboundedOrInfeasible:
            said = Status.INFEASIBLE
        case kind.kTimeLimit | kind.kInterrupt:
            said = Status.STOPPED if values is None else Status.FEASIBLE
        case _:
            raise CheckFailedError(f"the solver failed: {highs.modelStatusToString(status)}")
    return Outcome(said, values, info.objective_function_value * unit, info.mip_dual_bound * unit)


def covering_prices(table: npt.NDArray[np.float32]) -> tuple[Floats, Floats]:
    """
    The least sum of fractions of venues that cover all sets.

    Parameters
    ----------
    table
        1 where a venue covers a set, shape (sets, venues).

    Returns
    -------
    share
        The fraction of each venue, shape (venues,).
    prices
        What each set adds to the sum, shape (sets,).
    """
    row, column = np.nonzero(table)
    relaxed = highspy.HighsLp()
    relaxed.num_row_, relaxed.num_col_ = table.shape
    relaxed.col_cost_, relaxed.col_lower_ = np.ones(table.shape[1]), np.zeros(table.shape[1])
    relaxed.col_upper_ = np.full(table.shape[1], INF)
    relaxed.row_lower_, relaxed.row_upper_ = np.ones(len(table)), np.full(len(table), INF)
    matrix = relaxed.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.searchsorted(row, np.arange(len(table) + 1)).astype(np.int32)
    matrix.index_, matrix.value_ = column.astype(np.int32), np.ones(len(row))
    highs = _highs(Clock())
    for name, value in {"presolve": "off", "solver": "simplex"}.items():
        highs.setOptionValue(name, value)
    highs.passModel(relaxed)
    if highs.run() == highspy.HighsStatus.kError:
        highs.resetGlobalScheduler(True)
        highs.run()
    solution = highs.getSolution()
    return np.array(solution.col_value), np.maximum(np.array(solution.row_dual), 0.0)
