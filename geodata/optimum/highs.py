"""HiGHS, the solver: silent, and the same each time."""

import highspy
import numpy as np
import numpy.typing as npt
from highspy.highs import HighsCallbackEvent

from geodata.base.arrays import Floats
from geodata.base.clock import Clock
from geodata.errors import CheckFailedError
from geodata.optimum.problem import Status
from geodata.optimum.statement import Outcome, Statement

SEED = 505
# What of a row may be broken by floating point; a budget of 0.3 must take 0.1 and 0.2.
FEASIBILITY = 1e-9
# Integer costs whose sums stay exact are given as they are: the solver then rounds its bounds.
EXACT = 2.0**50
SCALED_TO = 1e3


class SilentHighs(highspy.Highs):
    """HiGHS, which else greets on stdout, where answers go."""

    def enableCallbacks(self) -> None:  # noqa: N802  (HiGHS's name)
        """Be silent before the first word."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def proven(statement: Statement, clock: Clock, *, target: float | None, presolved: bool) -> Outcome:
    """The best solution of a program, as far as the clock allows; see `Program.solve`."""
    scale = _scale(statement.cost)
    highs = _highs(clock)
    if target is not None:
        highs.setOptionValue("objective_target", target * scale)
    if not presolved:
        highs.setOptionValue("presolve", "off")
    _pass(highs, statement, scale)
    return _run(highs, clock, 1 / scale)


def _pass(highs: highspy.Highs, given: Statement, scale: float) -> None:
    rows, order = len(given.row_lower), np.argsort(given.row, kind="stable")
    sense = highspy.ObjSense.kMinimize if given.is_least else highspy.ObjSense.kMaximize
    highs.passModel(
        len(given.cost),
        rows,
        len(given.row),
        int(highspy.MatrixFormat.kRowwise),
        int(sense),
        0.0,
        given.cost * scale,
        given.lower,
        given.upper,
        given.row_lower,
        given.row_upper,
        np.searchsorted(given.row[order], np.arange(rows)).astype(np.int32),
        given.column[order].astype(np.int32),
        given.value[order],
        given.whole,
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
        "time_limit": clock.remaining_s,
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
    relaxed.col_upper_ = np.full(table.shape[1], highspy.kHighsInf)
    relaxed.row_lower_, relaxed.row_upper_ = (
        np.ones(len(table)),
        np.full(len(table), highspy.kHighsInf),
    )
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
