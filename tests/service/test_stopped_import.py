"""Ctrl-C while roads are imported: the real command, stopped while its child reads."""

import os
import signal
import subprocess
import sys
import time

import pytest

from geodata.base.interrupt import in_one_go

WAIT_S = 60


@pytest.fixture(autouse=True)
def heard():
    """Ctrl-C as a terminal has it; who starts the tests in the background may have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def reading(tmp_path):
    """The command in a session of its own, while it waits for its extract; and that file's end."""
    data, file = tmp_path / "data", tmp_path / "slow.osm.pbf"
    data.mkdir()
    os.mkfifo(file)
    settings = {"FAIRREACH_DATABASE_URL": f"sqlite:///{data}/fairreach.db",
                "FAIRREACH_DATA": str(data)}  # fmt: skip
    command = [sys.executable, "-m", "service", "roads", "import", str(file)]
    process = subprocess.Popen(
        command, env=os.environ | settings, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    end = opened(file)
    try:
        yield process, end, data
    finally:
        os.close(end)
        process.kill()
        process.wait()


def opened(file):
    """The end of a pipe to write to, once somebody reads it."""
    last = time.monotonic() + WAIT_S
    while True:
        try:
            return os.open(file, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < last, "nobody reads the extract"
            time.sleep(0.02)


@pytest.mark.slow
def test_ctrl_c_ends_an_import_with_a_sentence_and_nothing_left_behind(reading):
    process, end, data = reading

    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=WAIT_S)

    made, stopped = said.splitlines()
    assert process.returncode == 130
    assert out == ""
    assert "made an empty" in made
    assert stopped == "stopped; what was not finished has left nothing behind"
    assert [path.name for path in data.iterdir()] == ["fairreach.db"]
    with pytest.raises(BrokenPipeError):  # the child is gone, too
        os.write(end, b".")


def test_what_belongs_together_is_done_before_ctrl_c_counts():
    done = []

    def store():
        with in_one_go():
            signal.raise_signal(signal.SIGINT)
            done.append("stored")

    with pytest.raises(KeyboardInterrupt):
        store()

    assert done == ["stored"]
