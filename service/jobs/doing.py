"""One job as it is done: a child process, what it says, and what ends it."""

import logging
import os
import select
import signal
import sys
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import asdict, replace
from subprocess import DEVNULL, PIPE, Popen
from time import monotonic
from typing import Any

import orjson

from geodata.base.limits import ENFORCED, childs_environment, resident
from service.jobs.folder import JobFolder
from service.jobs.job import (
    BROKEN,
    MOST_BYTES,
    NOBODY_ASKED,
    ON_REQUEST,
    TOO_LONG,
    TOO_MUCH_MEMORY,
    Job,
    Reason,
    State,
    figure,
    mapping,
    reason_of,
)
from service.jobs.work import Work

log = logging.getLogger("fairreach")

LOOK_EVERY_S = 0.2
TELL_EVERY_S = 0.4
UNASKED_S = 60.0
CHUNK = 2**16

Child = Popen[bytes]
End = tuple[State, Reason]


class Doing:
    """
    One job that this process works on, in a thread of its own that lives as long as its child.

    Parameters
    ----------
    job
        As it is begun.
    """

    def __init__(self, folder: JobFolder, job_id: str, job: Job, work: Work) -> None:
        self._folder = folder
        self._id = job_id
        self._job = job
        self._work = work
        self._told_at = monotonic()
        self._ended: Job | None = None

    def do(self) -> None:
        """Do the job, and keep what comes of it."""
        child, answers = start(self._work, self._job.arguments)
        try:
            why = self._listen(child, answers)
        finally:
            end(child)
            os.close(answers)
        with self._folder.lock():
            if self._folder.is_to_stop(self._id):
                why = State.STOPPED, ON_REQUEST
            state, reason = why or (State.FAILED, BROKEN)
            ended = replace(self._job, state=state, reason=reason)
            self._folder.finish(self._id, ended if why or self._ended is None else self._ended)

    def _listen(self, child: Child, answers: int) -> tuple[State, Reason] | None:
        """Hear a child until it has said all, or there is a reason to end it."""
        until, line = monotonic() + self._work.limits.seconds, b""
        while (why := self._to_end(child, until)) is None:
            if not select.select([answers], [], [], LOOK_EVERY_S)[0]:
                continue
            part = os.read(answers, CHUNK)
            if not part:
                return self._said_all(child.wait())
            *lines, line = (line + part).split(b"\n")
            if len(line) > MOST_BYTES:
                return State.FAILED, TOO_MUCH_MEMORY
            for each in lines:
                self._hear(orjson.loads(each))
        return why

    def _said_all(self, code: int) -> End | None:
        """Why a child that says no more has not said enough; None if it has."""
        if self._ended is not None:
            return None
        return State.FAILED, TOO_LONG if code == -signal.SIGXCPU else BROKEN

    def _to_end(self, child: Child, until: float) -> End | None:
        """Why a job is to be ended now, None if it may go on."""
        if self._folder.is_to_stop(self._id):
            return State.STOPPED, ON_REQUEST
        if self._folder.unasked_s(self._id) > UNASKED_S:
            return State.STOPPED, NOBODY_ASKED
        if monotonic() > until:
            return State.FAILED, TOO_LONG
        if not ENFORCED and resident(child.pid) > self._work.limits.memory:
            return State.FAILED, TOO_MUCH_MEMORY
        return None

    def _hear(self, told: Mapping[str, Any]) -> None:
        """Keep what a child says: how far it is, its result, or why there is none."""
        if "result" in told:
            self._ended = replace(self._job, state=State.DONE, result=told["result"])
        elif "failed" in told:
            if "log" in told:
                log.warning("a job failed: %s", told["log"])
            why = reason_of(mapping(told["failed"]))
            self._ended = replace(self._job, state=State.FAILED, reason=why)
        else:
            best, bound, gap = (figure(told[name]) for name in ("best", "bound", "gap"))
            self._job = replace(self._job, best=best, bound=bound, gap=gap)
            if monotonic() - self._told_at >= TELL_EVERY_S:
                self._told_at = monotonic()
                with suppress(OSError):  # a full disk keeps nobody from the result
                    self._folder.write(self._id, self._job)


def start(work: Work, arguments: Mapping[str, Any]) -> tuple[Child, int]:
    """Start a child with its task; the descriptor is where it answers."""
    answers, writer = os.pipe()
    task = {
        "path": sys.path,
        "function": work.function,
        "arguments": arguments,
        "surroundings": work.surroundings,
        "limits": asdict(work.limits),
    }
    try:
        # A group, not a session: under Linux a session would have its own share of the processor,
        # and the child's patience would hold towards nobody.
        child = Popen(  # noqa: S603  (ourselves, with a number)
            [sys.executable, "-P", "-m", "service.jobs.child", str(writer)],
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=DEVNULL,
            pass_fds=[writer],
            process_group=0,
            env=childs_environment(),
        )
    except BaseException:
        os.close(answers)
        raise
    finally:
        os.close(writer)
    with suppress(BrokenPipeError):
        if child.stdin:
            # Left open: that it closes tells the child that we are gone.
            child.stdin.write(orjson.dumps(task) + b"\n")
            child.stdin.flush()
    return child, answers


def end(child: Child) -> None:
    """See that a child and what it started are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    with suppress(BrokenPipeError), child.stdin or nullcontext():
        pass
