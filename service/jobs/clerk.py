"""The thread of each process that begins jobs and clears away what is over."""

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread
from time import time

from geodata.errors import JobsError
from service.jobs.doing import UNASKED_S, Doing
from service.jobs.folder import JobFolder
from service.jobs.job import NOBODY_ASKED, ON_REQUEST, PROCESS_ENDED, Job, State
from service.jobs.work import Work

log = logging.getLogger("fairreach")

KEPT_S = 3600.0
# Who stops jobs again and again could fill the disk with them.
STOPPED_KEPT_S = 600.0
MOST_ENDED = 1000
LOOK_EVERY_S = 0.3
LOOK_AFTER_THE_ENDED_EVERY_S = 30.0
LOOK_AGAIN_AFTER_FAILURE_S = 5.0
# One that was interrupted is begun again, but once: it may itself be what ends processes.
MOST_STARTS = 2


@dataclass(slots=True)
class Clerk:
    """
    Begins what waits as soon as there is a place, and sweeps.

    Every process has one, and whichever looks first begins a job; what it looks after lies in the
    folder. Its thread ends when nothing lies there.

    Parameters
    ----------
    works
        What can be done, by name.
    places
        How many jobs are done at once, in all processes together.
    """

    folder: JobFolder
    works: Mapping[str, Work]
    places: int
    _thread: Thread | None = field(default=None, init=False)
    _called: Event = field(default_factory=Event, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def wake(self, *, now: bool = True) -> None:
        """Have the clerk look now, or in its own time."""
        with self._lock:
            rests = self._thread is None or not self._thread.is_alive()
            if now or rests:
                self._called.set()
            if rests:
                self._thread = Thread(target=self._look_after, daemon=True, name="jobs")
                self._thread.start()

    def _look_after(self) -> None:
        while True:
            self._called.clear()
            try:
                again_s = self.look()
            except (JobsError, OSError) as error:
                log.warning("jobs cannot be looked after: %s", error)
                again_s = LOOK_AGAIN_AFTER_FAILURE_S
            if again_s is None:
                with self._lock:
                    if not self._called.is_set():
                        self._thread = None
                        return
            else:
                self._called.wait(again_s)

    def look(self) -> float | None:
        """Do what is due; after how many seconds to look again, None when there is nothing left."""
        if not self.folder.ids():
            return None
        with self.folder.lock():
            self.sweep()
            jobs = self.folder.all()
            for job_id, job in jobs.items():
                if job.state is State.QUEUED and not self.begin(job_id, job):
                    break
        live = any(not job.state.has_ended for job in jobs.values())
        return LOOK_EVERY_S if live else LOOK_AFTER_THE_ENDED_EVERY_S

    def sweep(self) -> None:
        """Clear away what is over, end what nobody asks for, take back what a dead process had."""
        jobs = self.folder.all()
        ended = [job_id for job_id, job in jobs.items() if job.state.has_ended]
        spare = ended[: max(0, len(ended) - MOST_ENDED)]
        for job_id, job in jobs.items():
            if job.state.has_ended:
                if job_id in spare or is_over(job):
                    self.folder.remove(job_id)
            elif job.state is State.RUNNING:
                self.take_back(job_id, job)
            elif self.folder.is_to_stop(job_id):
                self.folder.end(job_id, State.STOPPED, ON_REQUEST)
            elif self.folder.unasked_s(job_id) > UNASKED_S:
                self.folder.end(job_id, State.STOPPED, NOBODY_ASKED)

    def take_back(self, job_id: str, job: Job) -> None:
        """Have a job begun again whose process is gone."""
        claim = self.folder.claim(job_id)
        if claim is None:
            return
        try:
            # It may have ended between our look and our claim.
            now = self.folder.read(job_id)
            if now is None or now.state is not State.RUNNING:
                return
            if self.folder.is_to_stop(job_id):
                self.folder.end(job_id, State.STOPPED, ON_REQUEST)
            elif job.starts < MOST_STARTS:
                self.folder.write(job_id, replace(job, state=State.QUEUED))
            else:
                self.folder.end(job_id, State.FAILED, PROCESS_ENDED)
        finally:
            os.close(claim)

    def begin(self, job_id: str, job: Job) -> bool:
        """Begin a job; False if no place is free."""
        work = self.works.get(job.work)
        if work is None:  # of another release: its process knows what to do
            return True
        place = self.folder.place(self.places)
        if place is None:
            return False
        claim = self.folder.claim(job_id)
        if claim is None:
            os.close(place)
            return True
        begun = replace(job, state=State.RUNNING, starts=job.starts + 1)
        try:
            self.folder.write(job_id, begun)
            doing = Doing(self.folder, job_id, begun, work)
            Thread(target=self._do, args=(doing, place, claim), daemon=True, name="job").start()
        except BaseException:
            os.close(claim)
            os.close(place)
            raise
        return True

    def _do(self, doing: Doing, place: int, claim: int) -> None:
        """Do a job, and let go of it: what has not ended then is taken back."""
        try:
            with suppress(FileNotFoundError):  # cleared away meanwhile
                doing.do()
        except (JobsError, OSError, ValueError) as error:
            log.warning("a job was interrupted: %s", error)
        finally:
            os.close(claim)
            os.close(place)
            self.wake()


def is_over(job: Job) -> bool:
    """Whether an ended job has been kept for long enough; also by a clock that was put back."""
    kept_s = STOPPED_KEPT_S if job.state is State.STOPPED else KEPT_S
    return abs(time() - job.ended_at) > kept_s
