"""Two revisions side by side: their tables read back, and a whole comparison of tiny ones."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench import compare
from bench.rows import TITLE, Row, table

ROOT = Path(__file__).parents[2]
ROWS = (
    Row("join, 10 points | their join", "0.050 s", "0.10 s", "2.0x", "3x"),
    Row("lists, filters on", "1,200/s", "", "", ""),
    Row("its slope", "+1.5", "", "", ""),
)
CONFTEST = """
def pytest_terminal_summary(terminalreporter):
    from bench.rows import TITLE, Row, table
    terminalreporter.section(TITLE)
    for line in table(Row(*row, "", "", "") for row in {rows}):
        terminalreporter.write_line(line)
"""


def test_the_closing_table_is_read_whatever_a_row_is_called():
    run = ["test_a_bench.py ..", f"==== {TITLE} ====", "", *table(ROWS), "", "-- a | b | c | d | e"]

    assert compare.figures(run) == {
        "join, 10 points | their join": "0.050 s",
        "lists, filters on": "1,200/s",
        "its slope": "+1.5",
    }


@pytest.mark.parametrize("lines", [[], ["no table"], ["a | b | c | d | e"]])
def test_a_run_without_a_table_has_no_rows(lines):
    assert compare.figures(lines) == {}


def test_rows_stand_side_by_side_and_what_one_side_lacks_is_a_dash():
    rows = compare.side_by_side(
        "old", {"both": "1,000/s, p99 9 ms", "gone": "1 s"}, {"both": "2,500/s", "new": "2 s"}
    )

    assert [[cell.strip() for cell in row.split("|")] for row in rows] == [
        ["what", "old", "now", "now / before"],
        ["both", "1,000/s, p99 9 ms", "2,500/s", "2.50"],
        ["new", "-", "2 s", "-"],
        ["gone", "1 s", "-", "-"],
    ]


@pytest.fixture
def repository(tmp_path):
    """A repository of two revisions, with our comparison and a benchmark of its own."""
    bench = tmp_path / "small/tests/bench"
    bench.mkdir(parents=True)
    for name in ("compare.py", "rows.py"):
        shutil.copy(ROOT / "tests/bench" / name, bench)
    shutil.copy(ROOT / "tests/support/evaluation.py", bench.parent)
    folder = tmp_path / "small"
    (folder / "requirements.lock").touch()
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = tests\n")
    (bench / "test_it.py").write_text("def test_it(benchmark): benchmark(len, 'it')\n")
    git(folder, "init", "--quiet")
    for word, figure in (("before", "4 s"), ("now", "1 s")):
        rows = [("a row that both have", figure), (f"a row of {word}", "2 s")]
        (bench / "conftest.py").write_text(CONFTEST.format(rows=rows))
        git(folder, "add", ".")
        git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", word)
    return folder


def git(folder, *arguments):
    return subprocess.run(
        ["git", "-C", folder, *arguments], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.slow
def test_another_revision_is_measured_by_its_own_benchmarks_and_leaves_nothing(repository):
    done = subprocess.run(
        [sys.executable, "-m", "bench.compare", "HEAD~1"], cwd=repository,
        env={**os.environ, "PYTHONPATH": "tests"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    rows = [[cell.strip() for cell in row.split("|")] for row in done.stdout.splitlines()[-4:]]
    assert rows == [
        ["what", "HEAD~1", "now", "now / before"],
        ["a row that both have", "4 s", "1 s", "0.25"],
        ["a row of now", "-", "2 s", "-"],
        ["a row of before", "2 s", "-", "-"],
    ]
    assert len(git(repository, "worktree", "list").splitlines()) == 1
