"""
The folder of jobs, which the processes of a server share: state, queue and claims.

Each job is a folder named by its id. A process holds what it works on by a lock that the system
takes back when that process ends, however it ends. Every file is written beside its place and
moved there, so that nobody reads half of one. What was not written here is read as damaged, or
passed over.
"""

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep, time

import orjson

from geodata.base.atomic import put
from geodata.base.shortage import failure
from geodata.errors import JobsError
from service.jobs.job import DAMAGED, MOST_BYTES, Job, Reason, State

ID = re.compile(r"[0-9a-f]{32}")
# Whoever holds the lock of the folder writes some small files.
WAIT_S = 5.0
LOOK_EVERY_S = 0.01
OURS_ALONE = 0o700

STATE, RESULT, CLAIM, ASKED, OWNER, STOP = (
    "job.json", "result.json", "claim", "asked", "owner", "stop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JobFolder:
    """
    The jobs of one installation.

    What has ended does not change: such a job's file is read once.
    """

    path: Path
    _over: dict[str, Job] = field(default_factory=dict, init=False, repr=False)

    @contextmanager
    def lock(self, wait_s: float = WAIT_S) -> Iterator[None]:
        """
        No other process or thread changes who works on what meanwhile.

        Raises
        ------
        JobsError
            If the folder cannot be used, or others hold it for too long.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=OURS_ALONE)
            lock = patient_lock(self.path / "lock", wait_s)
        except OSError as error:
            raise JobsError(f"{self.path}: {failure(self.path, error)}") from error
        try:
            yield
        finally:
            os.close(lock)

    def ids(self) -> list[str]:
        """Every job, those too whose files are damaged."""
        with suppress(OSError):
            return sorted(each.name for each in self.path.iterdir() if ID.fullmatch(each.name))
        return []

    def add(self, job: Job, owner: str) -> str:
        """
        Keep a new job under a new id.

        Parameters
        ----------
        owner
            Who asks, as a text that says nothing of them; it goes when the job ends.
        """
        job_id = token_hex(16)
        folder = self.path / job_id
        try:
            folder.mkdir(mode=OURS_ALONE)
            (folder / OWNER).write_text(owner)
            (folder / ASKED).touch()
            self.write(job_id, job)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise JobsError(f"{folder}: {failure(folder, error)}") from error
        return job_id

    def write(self, job_id: str, job: Job) -> None:
        """Put a job's new state in the place of the old one."""
        put(self.path / job_id / STATE, job.to_bytes())

    def read(self, job_id: str) -> Job | None:
        """A job without its result; None where there is none, a failed one where it is damaged."""
        folder = self.path / job_id
        try:
            born = folder.lstat()
        except OSError:
            return None
        try:
            return Job.of(content(folder / STATE))
        except (OSError, ValueError, RecursionError):
            return Job("", {}, born.st_mtime, State.FAILED, 0, born.st_mtime, reason=DAMAGED)

    def with_result(self, job_id: str, job: Job) -> Job:
        """A job with what came of it, if it is done; a failed one where that is damaged."""
        if job.state is not State.DONE:
            return job
        try:
            found = content(self.path / job_id / RESULT)
            if digest(found) != job.digest:
                return replace(job, state=State.FAILED, reason=DAMAGED)
            return replace(job, result=orjson.loads(found))
        except (OSError, ValueError, RecursionError):
            return replace(job, state=State.FAILED, reason=DAMAGED)

    def all(self) -> dict[str, Job]:
        """Every job by its id, in the order in which they came."""
        ids = self.ids()
        for gone in self._over.keys() - set(ids):
            self._over.pop(gone, None)
        found = {}
        for job_id in ids:
            job = self._over.get(job_id) or self.read(job_id)
            if job is not None:
                found[job_id] = job
                if job.state.has_ended and job.reason != DAMAGED:
                    self._over[job_id] = job
        return dict(sorted(found.items(), key=lambda each: (each[1].submitted_at, each[0])))

    def owner(self, job_id: str) -> str:
        """Who asked for a job that has not ended, "" otherwise."""
        with suppress(OSError, UnicodeDecodeError):
            return content(self.path / job_id / OWNER).decode()
        return ""

    def end(self, job_id: str, state: State, reason: Reason | None = None) -> None:
        """Have a job end as it is."""
        job = self.read(job_id)
        if job is not None:
            self.finish(job_id, replace(job, state=state, reason=reason))

    def finish(self, job_id: str, job: Job) -> None:
        """Keep the end of a job, and nothing of who asked for it, or for what."""
        if job.state is State.DONE:
            result = orjson.dumps(job.result)
            put(self.path / job_id / RESULT, result)
            job = replace(job, digest=digest(result))
        self.write(job_id, replace(job, ended_at=time(), arguments={}))
        for name in (OWNER, STOP):
            (self.path / job_id / name).unlink(missing_ok=True)

    def remove(self, job_id: str) -> None:
        """Keep nothing of a job."""
        folder = self.path / job_id
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            with suppress(OSError):
                folder.unlink()

    def note_asked(self, job_id: str) -> None:
        """Note that somebody wants to know of a job."""
        with suppress(OSError):
            os.utime(self.path / job_id / ASKED)

    def unasked_s(self, job_id: str) -> float:
        """Seconds for which nobody wanted to know of a job."""
        with suppress(OSError):
            return time() - (self.path / job_id / ASKED).lstat().st_mtime
        return float("inf")

    def order_stop(self, job_id: str) -> None:
        """Have whoever works on a job stop."""
        try:
            (self.path / job_id / STOP).touch()
        except OSError as error:
            raise JobsError(f"{job_id}: {failure(self.path, error)}") from error

    def is_to_stop(self, job_id: str) -> bool:
        """Whether a job is to be stopped."""
        return (self.path / job_id / STOP).exists()

    def claim(self, job_id: str) -> int | None:
        """A descriptor that holds a job for its process; None if another has it."""
        return lock_file(self.path / job_id / CLAIM)

    def place(self, places: int) -> int | None:
        """A descriptor that holds one of the places to work at; None if all are taken."""
        for number in range(places):
            held = lock_file(self.path / f"place-{number}")
            if held is not None:
                return held
        return None


def digest(what: bytes) -> str:
    """By what a result is known not to have changed."""
    return sha256(what).hexdigest()


def content(path: Path) -> bytes:
    """The bytes of a plain file of ours, which is not too large."""
    # Neither a pipe, at which one would wait for ever, nor a link to elsewhere.
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(opened, "rb") as file:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
            raise ValueError("no file of ours")
        return file.read(MOST_BYTES)


def lock_file(path: Path) -> int | None:
    """A descriptor that holds a file's lock; None if another has it, or there can be none."""
    try:
        held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held


def patient_lock(path: Path, wait_s: float) -> int:
    """As `lock_file`, waiting for others."""
    end = monotonic() + wait_s
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= end:
                    raise
                sleep(LOOK_EVERY_S)
            else:
                return held
    except BaseException:
        os.close(held)
        raise
