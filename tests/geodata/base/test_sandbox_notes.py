"""What a child tells while it works arrives in order and does not disturb its answer."""

import hostile_targets as targets
import pytest

from geodata.base.limits import Limits
from geodata.base.sandbox import run_in_sandbox
from geodata.errors import FileRefused

pytestmark = pytest.mark.slow

PATIENT = Limits(memory=2**30, seconds=120)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("name\n")
    return path


def test_every_line_is_told_in_order_and_the_answer_comes_back(file):
    told = []
    lines = [f"{n:,} ways read" for n in range(5_000)]

    assert (
        run_in_sandbox(targets.recite, lines, path=file, limits=PATIENT, tell=told.append) == lines
    )
    assert told == lines


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["渝北 😀 é \u2028 \x85 \x0b \x0c"],
        ["{{ 7*7 }}", "\x1b[31m", "\x00", "\x80\x04pickle", "\r"],
        ["x" * 3_000_000, "after a long one"],
        [" ", "\t", " x "],
    ],
    ids=["none", "scripts", "controls", "long", "blank"],
)
def test_lines_of_any_text_arrive_as_they_were(file, lines):
    told = []

    assert (
        run_in_sandbox(targets.recite, lines, path=file, limits=PATIENT, tell=told.append) == lines
    )
    assert told == lines


def test_an_empty_line_does_not_end_what_is_told(file):
    told = []
    lines = ["one", "", "two", ""]

    assert (
        run_in_sandbox(targets.recite, lines, path=file, limits=PATIENT, tell=told.append) == lines
    )
    assert [line for line in told if line] == ["one", "two"]


def test_what_holds_several_lines_is_told_as_one(file):
    told = []
    run_in_sandbox(
        targets.recite, ["a\nb", "\n", "c\n\nd"], path=file, limits=PATIENT, tell=told.append
    )

    assert told == ["a b", " ", "c  d"]


def test_text_that_no_encoding_holds_does_not_cost_the_answer(file):
    """A file's name may hold bytes that are no text."""
    told = []
    lines = ["name \udcff of a file", "after it"]

    assert (
        run_in_sandbox(targets.recite, lines, path=file, limits=PATIENT, tell=told.append) == lines
    )
    assert told[-1] == "after it"


@pytest.mark.parametrize(
    ("target", "args", "reason"),
    [
        (targets.recite_and_fail, (["one"],), "it is damaged"),
        (targets.recite_and_abort, (["one"],), "SIGABRT"),
    ],
)
def test_what_was_told_before_a_breakdown_was_told(file, target, args, reason):
    told = []

    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(target, *args, path=file, limits=PATIENT, tell=told.append)

    assert told == ["one"]
    assert reason in refusal.value.problems[0].reason


def test_what_nobody_foresaw_is_told_to_the_operator_by_its_kind_and_place(file, caplog):
    with pytest.raises(FileRefused):
        run_in_sandbox(targets.recite_and_fail, ["one"], path=file, limits=PATIENT, tell=print)

    assert "ZeroDivisionError in recite_and_fail, hostile_targets.py:" in caplog.text


def test_a_refusal_after_a_line_comes_back_whole(file):
    told = []

    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(targets.recite_and_refuse, file, path=file, limits=PATIENT, tell=told.append)

    assert told == ["one"]
    assert str(refusal.value.problems[0]) == "row 3, lon: is no number (got 'x')"


def test_a_listener_that_breaks_ends_the_child_and_is_heard(file):
    def listener(line):
        raise ValueError(line)

    with pytest.raises(ValueError, match="one"):
        run_in_sandbox(targets.recite, ["one", "two"], path=file, limits=PATIENT, tell=listener)
