"""A file is there whole or not at all, and what a killed process began is swept away."""

import signal
import subprocess
import sys

import pytest

from geodata.base.atomic import atomic_file, draft_folder
from geodata.errors import FairreachError
from geodata.roads.folder import ARRAYS, write_network
from geodata.store.store import Store

HOLD = """
import sys, time
from pathlib import Path
from geodata.base.atomic import draft_folder
with draft_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def begin():
    """``begin(target)``: a process of its own that has begun a draft of a target."""
    begun = []

    def start(target):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(target)], stdout=subprocess.PIPE, text=True
        )
        begun.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for each in begun:
        each.kill()
        each.communicate()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def write_file(folder):
    with atomic_file(folder / "out.csv") as part:
        part.write_text("whole")


def make_database(folder):
    Store.open(f"sqlite:///{folder}/fairreach.db").close()


def write_no_network(folder):
    with pytest.raises(KeyError):  # an array is missing: that is found after the sweep
        write_network(folder, None, NoArrays())


class NoArrays(dict):
    """Arrays of which the last can be hashed and not be saved."""

    def __init__(self):
        super().__init__()
        self.asked = 0

    def __missing__(self, name):
        import numpy as np  # noqa: PLC0415

        self.asked += 1
        if self.asked > len(ARRAYS):
            raise KeyError(name)
        return np.zeros(1)


PLACES = {
    "out.csv": (write_file, ["out.csv"]),
    "fairreach.db": (make_database, ["fairreach.db"]),
    "network": (write_no_network, []),
}


@pytest.mark.parametrize("target", PLACES)
def test_what_a_killed_process_left_goes_when_the_same_place_is_written(tmp_path, begin, target):
    write, left = PLACES[target]
    kill(begin(tmp_path / target))
    assert len(names(tmp_path)) == 1

    write(tmp_path)

    assert names(tmp_path) == left


@pytest.mark.parametrize("target", PLACES)
def test_a_draft_that_is_being_written_stays(tmp_path, begin, target):
    write, left = PLACES[target]
    process = begin(tmp_path / target)
    (draft,) = names(tmp_path)

    write(tmp_path)

    assert process.poll() is None
    assert names(tmp_path) == sorted([draft, *left])
    assert names(tmp_path / draft) == ["half"]


def test_drafts_of_another_place_and_files_of_others_stay(tmp_path, begin):
    kill(begin(tmp_path / "other.csv"))
    (tmp_path / ".0123456789abcdef.csv").touch()
    before = names(tmp_path)

    write_file(tmp_path)

    assert names(tmp_path) == sorted([*before, "out.csv"])


def test_a_name_of_any_length_can_be_written(tmp_path):
    path = tmp_path / ("渝" * 80 + ".csv")
    with atomic_file(path) as part:
        part.write_text("whole")

    assert path.read_text() == "whole"


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path):
    (tmp_path / "out.csv").write_text("old")

    with (
        pytest.raises(FairreachError, match=r"out\.csv cannot be written: No such file"),
        atomic_file(tmp_path / "out.csv") as part,
    ):
        part.stat()  # nothing was written

    assert names(tmp_path) == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"


def test_drafts_at_the_same_time_do_not_see_each_other(tmp_path):
    with draft_folder(tmp_path / "x") as one, draft_folder(tmp_path / "x") as two:
        assert one != two
        assert one.exists()
    assert names(tmp_path) == []
