"""Jobs in their folder: real child processes, several processes that share it, and its damage."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from geodata.base.limits import Limits
from geodata.errors import JobRunningError, JobsError, JobsFullError, NotFoundError
from service.jobs import clerk, doing, work
from service.jobs.job import DAMAGED, State
from service.jobs.queue import MOST_WAITING, Jobs
from service.jobs.work import Work

# Cold: a child is found by its command.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cold_children")]

GIGABYTE = 2**30
LIMITS = Limits(memory=2 * GIGABYTE, seconds=60)
WORKS = {
    name: Work(f"job_targets:{name}", {"by": "secrets"}, LIMITS)
    for name in (
        "double", "note", "refuse", "refuse_input", "fail", "stumble", "eat", "abort", "shout",
    )
} | {"spin": Work("job_targets:spin", {}, Limits(memory=2 * GIGABYTE, seconds=1))}  # fmt: skip
# Another process of the same server: hands a job in, says its id, and lives until its stdin ends.
OTHER = """
import sys
from pathlib import Path
from service.jobs.queue import Jobs
from service.jobs.work import Work
folder, note, asker = sys.argv[1:]
jobs = Jobs(Path(folder), {"note": Work("job_targets:note")}, 1, b"shared")
print(jobs.submit("note", {"note": note}, asker), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def jobs(tmp_path):
    """A process's jobs; what it still works on at the end is stopped."""
    made = Jobs(tmp_path / "jobs", WORKS, 1, b"shared")
    yield made
    for job_id in made._folder.ids():
        with suppress(NotFoundError, JobsError):
            made.stop(job_id)
    wait_until(lambda: not any(children_of(os.getpid())))


@pytest.fixture
def other(tmp_path):
    """Another process of the same server, and the id of the job that it works on."""
    command = [sys.executable, "-c", OTHER, str(tmp_path / "jobs"), str(tmp_path / "note"), "a"]
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
    ) as process:
        job_id = process.stdout.readline().strip()
        wait_until((tmp_path / "note").exists)
        yield process, job_id
        process.kill()


def wait_until(happens, within_s=60):
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := happens():
            return found
        time.sleep(0.05)
    return pytest.fail("it did not happen")


def ended(jobs, job_id):
    """A job as it has ended."""
    return wait_until(lambda: (job := jobs.look(job_id)).state.has_ended and job)


def children_of(pid):
    """The children of a process that do a job."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            with suppress(OSError):
                if b"service.jobs.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield int(child)


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def written(folder):
    """All that lies in a folder of jobs, names and contents."""
    return b"".join(
        str(path).encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )


def age(path, seconds):
    """Have a file be older."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_job_is_done_and_its_result_can_be_asked_for_from_another_process(jobs, tmp_path):
    job_id = jobs.submit("double", {"number": 21}, "192.0.2.1")

    assert len(job_id) == 32
    assert ended(jobs, job_id).result == {"twice": 42, "surrounded_by": "secrets"}
    other = Jobs(tmp_path / "jobs", WORKS, 1)
    assert other.look(job_id).state is State.DONE
    assert (other.look(job_id).best, other.look(job_id).gap) == (1.0, 2.0)


def test_what_surrounds_a_job_and_who_asked_stand_in_no_file(jobs, tmp_path):
    job_id = jobs.submit("note", {"note": str(tmp_path / "note")}, "192.0.2.1")
    wait_until((tmp_path / "note").exists)
    during = written(tmp_path / "jobs")
    jobs.stop(job_id)
    wait_until(lambda: jobs._folder.read(job_id).state is State.STOPPED)
    after = written(tmp_path / "jobs")

    assert b"192.0.2.1" not in during
    assert b"secrets" not in during
    assert b"owner" in during
    assert b"owner" not in after
    assert b"note" not in after.replace(b'"work":"note"', b"").replace(bytes(tmp_path), b"")
    assert (tmp_path / "jobs").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("refuse", "must be at most 3"),
        ("refuse_input", "100 % of it is missing"),
        ("fail", "the log of the service says why"),
        ("stumble", "the log of the service says why"),
        ("eat", "more memory than the server allows"),
        ("abort", "broke down"),
        ("spin", "took longer"),
    ],
)
def test_a_job_that_fails_says_why_and_nothing_of_the_server(jobs, caplog, name, told):
    job = ended(jobs, jobs.submit(name, {}, "a"))

    assert job.state is State.FAILED
    assert told in str(job.reason)
    assert "/secret" not in str(job.reason)
    assert "106.5" not in caplog.text
    assert ended(jobs, jobs.submit("shout", {}, "a")).result == "heard"


def test_a_child_is_patient_and_shares_the_servers_part_of_the_processor(jobs, tmp_path):
    jobs.submit("note", {"note": str(tmp_path / "note")}, "a")
    wait_until((tmp_path / "note").exists)

    _, nice, session = (tmp_path / "note").read_text().split()
    assert int(nice) == 19
    assert int(session) == os.getsid(0)


def test_while_a_job_goes_on_it_says_how_far_it_is_until_it_is_stopped(jobs, tmp_path):
    job_id = jobs.submit("note", {"note": str(tmp_path / "note")}, "a")
    wait_until(lambda: (jobs.look(job_id).best or 0) > 2)
    pid = int((tmp_path / "note").read_text().split()[0])
    assert jobs.look(job_id).state is State.RUNNING

    stopped = jobs.stop(job_id)

    assert stopped.state is State.STOPPED
    wait_until(lambda: not lives(pid))
    wait_until(lambda: jobs._folder.read(job_id).state is State.STOPPED)
    assert jobs.stop(job_id).state is State.STOPPED
    assert jobs.look(job_id).best > 2


def test_who_has_stopped_a_job_can_begin_another_at_once(jobs, tmp_path):
    jobs.stop(jobs.submit("note", {"note": str(tmp_path / "note")}, "a"))

    assert ended(jobs, jobs.submit("double", {"number": 1}, "a")).result["twice"] == 2


def test_one_address_has_one_job_at_a_time_and_another_waits_its_turn(jobs, tmp_path):
    first = jobs.submit("note", {"note": str(tmp_path / "note")}, "192.0.2.1")
    with pytest.raises(JobRunningError):
        jobs.submit("double", {"number": 1}, "192.0.2.1")
    second = jobs.submit("double", {"number": 2}, "192.0.2.2")
    wait_until((tmp_path / "note").exists)
    time.sleep(1)
    assert jobs.look(second).state is State.QUEUED

    jobs.stop(first)

    assert ended(jobs, second).result["twice"] == 4
    assert ended(jobs, jobs.submit("double", {"number": 3}, "192.0.2.1")).result["twice"] == 6


def test_a_queue_that_is_full_takes_no_more(jobs, tmp_path):
    for number in range(1 + MOST_WAITING):
        jobs.submit("note", {"note": str(tmp_path / "note")}, f"address {number}")

    with pytest.raises(JobsFullError):
        jobs.submit("double", {"number": 1}, "another")
    wait_until((tmp_path / "note").exists)
    assert len([*children_of(os.getpid())]) == 1


def test_a_job_that_nobody_asks_for_is_stopped_running_or_waiting(jobs, tmp_path):
    running = jobs.submit("note", {"note": str(tmp_path / "note")}, "a")
    waiting = jobs.submit("double", {"number": 1}, "b")
    wait_until((tmp_path / "note").exists)
    for each in (running, waiting):
        age(tmp_path / "jobs" / each / "asked", doing.UNASKED_S + 1)

    for each in (running, waiting):
        wait_until(lambda each=each: jobs._folder.read(each).state is State.STOPPED)
        assert "nobody asked" in str(jobs.look(each).reason)


def test_a_result_stays_an_hour(jobs, tmp_path):
    job_id = jobs.submit("double", {"number": 1}, "a")
    done = ended(jobs, job_id)
    path = tmp_path / "jobs" / job_id / "job.json"

    def end_earlier(seconds):
        told = json.loads(path.read_bytes())
        path.write_text(json.dumps(told | {"ended_at": done.ended_at - seconds}))
        return Jobs(tmp_path / "jobs", WORKS, 1)

    assert end_earlier(clerk.KEPT_S - 60).look(job_id).result["twice"] == 2
    later = end_earlier(clerk.KEPT_S + 1)
    with pytest.raises(NotFoundError):
        later.look(job_id)
    later.wake()
    wait_until(lambda: not path.exists())


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_with_its_process_and_another_begins_the_job_again_once(
    jobs, other, tmp_path, end
):
    process, job_id = other
    child = int((tmp_path / "note").read_text().split()[0])
    (tmp_path / "note").unlink()
    assert jobs.look(job_id).state is State.RUNNING

    process.send_signal(end)
    process.wait()

    wait_until(lambda: not lives(child))
    jobs.look(job_id)
    wait_until((tmp_path / "note").exists)
    again = int((tmp_path / "note").read_text().split()[0])
    assert again in children_of(os.getpid())
    os.kill(again, signal.SIGKILL)
    assert ended(jobs, job_id).state is State.FAILED


def test_a_place_is_taken_by_one_process_alone(jobs, other):
    _, first = other
    with pytest.raises(JobRunningError):  # the same key, in both processes
        jobs.submit("double", {"number": 1}, "a")
    second = jobs.submit("double", {"number": 1}, "b")
    time.sleep(1)

    assert jobs.look(second).state is State.QUEUED
    assert jobs.waiting_before(second) == 0
    jobs.stop(first)
    assert ended(jobs, second).result["twice"] == 2


DAMAGE = {
    "nothing": b"",
    "half": b'{"work":"double","arg',
    "another thing": b"[1, 2]",
    "a number": b"7",
    "no members": b"{}",
    "deep": b"[" * 100_000,
    "no text": b"\xff\xfe\x00",
    "a strange state": b'{"work":"double","arguments":{},"submitted_at":1,"state":"odd","starts":0,'
    b'"ended_at":0,"best":null,"bound":null,"gap":null,"digest":"","reason":null}',
    "not a number": b'{"work":"double","arguments":{},"submitted_at":"x","state":"queued",'
    b'"starts":0,"ended_at":0,"best":null,"bound":null,"gap":null,"digest":"","reason":null}',
    "a reason with a hole": b'{"work":"double","arguments":{},"submitted_at":1,"state":"failed",'
    b'"starts":0,"ended_at":0,"best":null,"bound":null,"gap":null,'
    b'"digest":"","reason":{"text":"%(x)s","details":{},"parameter":""}}',
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_file_is_a_job_that_failed_and_goes_in_time(jobs, tmp_path, what):
    folder = tmp_path / "jobs" / ("0" * 32)
    folder.mkdir(parents=True)
    (folder / "job.json").write_bytes(DAMAGE[what])

    assert jobs.look("0" * 32).state is State.FAILED
    assert jobs.look("0" * 32).reason == DAMAGED
    assert jobs.stop("0" * 32).state is State.FAILED
    assert ended(jobs, jobs.submit("double", {"number": 1}, "a")).result["twice"] == 2
    age(folder, clerk.KEPT_S + 1)
    jobs.wake()
    wait_until(lambda: not folder.exists())


def test_what_else_lies_in_the_folder_does_no_harm(jobs, tmp_path):
    folder = tmp_path / "jobs"
    (folder / "notes").mkdir(parents=True)
    (folder / ("1" * 32)).write_text("a file where a folder should be")
    (folder / ("2" * 32)).symlink_to(tmp_path)
    (folder / ("3" * 32)).mkdir()
    os.mkfifo(folder / ("3" * 32) / "job.json")
    (folder / ("4" * 32) / "job.json").mkdir(parents=True)
    (folder / ("5" * 32)).mkdir()
    (folder / ("5" * 32) / "job.json").symlink_to("/etc/passwd")

    assert ended(jobs, jobs.submit("double", {"number": 1}, "a")).result["twice"] == 2
    for digit in "12345":
        assert jobs.look(digit * 32).state is State.FAILED
    for path in ("../jobs", "a" * 32, "A" * 32, "", "0" * 31, "../../etc"):
        with pytest.raises(NotFoundError):
            jobs.look(path)


def test_a_result_that_is_damaged_is_a_job_that_failed(jobs, tmp_path):
    job_id = jobs.submit("double", {"number": 1}, "a")
    ended(jobs, job_id)
    (tmp_path / "jobs" / job_id / "result.json").write_bytes(b'{"twice":3}')

    assert jobs.look(job_id).reason == DAMAGED
    (tmp_path / "jobs" / job_id / "result.json").unlink()
    assert jobs.look(job_id).state is State.FAILED


def test_a_folder_that_cannot_be_used_takes_no_jobs(tmp_path):
    (tmp_path / "jobs").write_text("a file")

    with pytest.raises(JobsError):
        Jobs(tmp_path / "jobs", WORKS).submit("double", {"number": 1}, "a")
    with pytest.raises(NotFoundError):
        Jobs(tmp_path / "jobs", WORKS).look("0" * 32)


def test_a_folder_that_vanishes_is_a_job_that_is_gone(jobs, tmp_path):
    job_id = jobs.submit("note", {"note": str(tmp_path / "note")}, "a")
    wait_until((tmp_path / "note").exists)
    pid = int((tmp_path / "note").read_text().split()[0])

    shutil.rmtree(tmp_path / "jobs")

    wait_until(lambda: not lives(pid))
    with pytest.raises(NotFoundError):
        jobs.look(job_id)
    assert ended(jobs, jobs.submit("double", {"number": 1}, "a")).result["twice"] == 2


def test_one_core_stays_free_and_a_containers_share_counts(tmp_path, monkeypatch):
    assert work.places() == max(1, work.cores() - 1)
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(work, "QUOTA", quota)
    for told, most in (
        ("150000 100000\n", 1),
        ("max 100000\n", 9),
        ("400000 100000\n", 4),
        ("", 9),
    ):
        quota.write_text(told)
        assert work.quota(9) == most
    assert GIGABYTE <= work.memory_share() <= 3 * GIGABYTE
