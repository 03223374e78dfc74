"""HiGHS beside others in one process, and what becomes of its failures."""

import highspy
import numpy as np
import pytest

from geodata.base.clock import Clock
from geodata.optimum.problem import Status
from geodata.optimum.program import Program


def two_of_three() -> Program:
    program = Program("most")
    columns = program.columns(np.array([3.0, 2.0, 4.0]), whole=True)
    program.row(columns, 1.0, upper=2.0)
    return program


def test_another_users_threads_stop_no_solver(capfd) -> None:
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.resetGlobalScheduler(True)
    other.setOptionValue("threads", 2)
    other.run()
    capfd.readouterr()

    outcome = two_of_three().solve(Clock())

    assert outcome.status is Status.OPTIMAL
    assert outcome.objective == 7
    assert capfd.readouterr().out == ""


def test_what_a_listener_raises_ends_the_solving() -> None:
    rng = np.random.default_rng(1)
    program = Program("most")
    columns = program.columns(rng.integers(1, 99, 60).astype(float), whole=True)
    for _ in range(30):
        program.row(columns, rng.integers(1, 99, 60).astype(float), upper=900.0)

    def stop(*_: float | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program.solve(Clock(on_progress=stop))
