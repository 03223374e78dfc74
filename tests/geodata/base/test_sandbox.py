"""A child process that loops, swells, breaks down or lies is a refusal, and its parent goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import hostile_targets as targets
import pytest

from geodata.base.limits import Limits
from geodata.base.sandbox import run_in_sandbox
from geodata.errors import FileRefused, QueryRefused

pytestmark = pytest.mark.slow

MB = 2**20
SHORT = Limits(memory=1024 * MB, seconds=1)
SMALL = Limits(memory=700 * MB, seconds=30)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("name\n")
    return path


def reason_of(refusal):
    (problem,) = refusal.value.problems
    return problem.reason


@pytest.mark.usefixtures("cold_children")
def test_what_the_function_returns_comes_back(file):
    assert len(run_in_sandbox(targets.table, 100_000, path=file)) == 100_000


def test_what_the_function_refuses_is_refused_with_its_problems(file):
    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(targets.refuse, file, path=file)

    assert str(refusal.value.problems[0]) == "row 3, lon: is no number (got 'x')"


@pytest.mark.parametrize(
    ("target", "limits", "told"),
    [
        (targets.spin, SHORT, "took more than 1 s"),
        (targets.hang_up, SHORT, "took more than 1 s"),
        (targets.swallow, SMALL, "GiB of memory"),
        (targets.abort, None, "SIGABRT"),
        (targets.leave, None, "exit code 3"),
        (targets.fail, None, "it is damaged, or of a kind"),
        (targets.recurse, None, "nested too deeply"),
    ],
)
def test_a_child_that_goes_wrong_is_a_refusal_with_its_reason(file, target, limits, told):
    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(target, path=file, limits=limits)

    assert told in reason_of(refusal)


def test_a_refusal_that_is_made_from_several_values_comes_back_whole(file):
    with pytest.raises(QueryRefused) as refusal:
        run_in_sandbox(targets.refuse_query, path=file)

    assert str(refusal.value) == "crs: must be at most 3 (got 'x')"
    assert (refusal.value.parameter, refusal.value.details) == ("crs", {"most": 3})


@pytest.mark.usefixtures("cold_children")
@pytest.mark.parametrize("name", ["ctypes", "select", "pandas"])
def test_a_module_that_lies_in_the_users_folder_is_not_run(file, tmp_path, monkeypatch, name):
    (tmp_path / f"{name}.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)

    assert len(run_in_sandbox(targets.table, 3, path=file)) == 3


def test_a_child_that_sleeps_is_ended(file):
    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(targets.sleep, file, path=file, limits=SHORT)

    assert "took more than 1 s" in reason_of(refusal)


def test_what_a_child_prints_does_not_disturb_its_answer(file, capfd):
    assert run_in_sandbox(targets.chatter, path=file) == "clean"
    assert capfd.readouterr() == ("", "")


def test_what_a_child_has_started_ends_with_it(file, tmp_path):
    note = tmp_path / "pids"
    with pytest.raises(FileRefused):
        run_in_sandbox(targets.breed_and_leave, note, path=file)

    for pid in note.read_text().split():
        wait_until_gone(int(pid))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not offer it")
def test_a_child_ends_when_its_parent_is_killed(file, tmp_path):
    note = tmp_path / "pids"
    script = (
        "import sys; from pathlib import Path\n"
        f"sys.path[:0] = {[str(Path(targets.__file__).parent), *sys.path]!r}\n"
        "import hostile_targets; from geodata.base.sandbox import run_in_sandbox\n"
        f"run_in_sandbox(hostile_targets.breed, Path({str(note)!r}), path=Path({str(file)!r}))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    while not (note.exists() and note.read_text().count(" ")):
        time.sleep(0.05)
    child, grandchild = map(int, note.read_text().split())
    parent.send_signal(signal.SIGKILL)
    parent.wait()

    wait_until_gone(child)
    os.kill(grandchild, signal.SIGKILL)  # the system ends children alone, not theirs


def wait_until_gone(pid):
    """Who is killed on a busy machine is gone a little later."""
    end = time.monotonic() + 60
    while is_running(pid):
        assert time.monotonic() < end, f"process {pid} is still there"
        time.sleep(0.01)


def is_running(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_who_has_many_files_open_is_answered_too(file):
    held = [os.dup(0) for _ in range(600)]
    try:
        assert run_in_sandbox(targets.chatter, path=file) == "clean"
    finally:
        for each in held:
            os.close(each)


def test_limits_grow_with_the_file_and_end():
    assert Limits.of(0) == Limits(1024 * MB, 15)
    assert Limits.of(MB) == Limits(1024 * MB, 15)
    assert Limits.of(10**12) == Limits(3 * 1024 * MB, 120)
    assert Limits.of(MB).memory < Limits.of(40 * MB).memory < Limits.of(200 * MB).memory


def test_a_file_that_is_not_there_is_a_refusal(tmp_path):
    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(targets.table, 1, path=tmp_path / "none.csv")

    assert "No such file" in reason_of(refusal)
