"""The queue as the faces see it: hand a job in, ask for it, stop it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from time import time

from geodata.errors import JobRunningError, JobsFullError, NotFoundError
from service.jobs.clerk import Clerk, is_over
from service.jobs.folder import ID, JobFolder
from service.jobs.job import ON_REQUEST, Job, Json, State
from service.jobs.work import Work, places

MOST_WAITING = 20
SURE_BYTES = 16


@dataclass(slots=True)
class Jobs:
    """
    The jobs of one installation, as one process has them.

    Parameters
    ----------
    path
        Their folder; it is made with the first job.
    works
        What can be done, by name, as the rooms have handed it in.
    places
        How many are done at once, in all processes together.
    key
        What the digests of askers are made with: the same in all processes, and in no file.
    """

    path: Path
    works: Mapping[str, Work] = field(default_factory=dict)
    places: int = field(default_factory=places)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(SURE_BYTES), repr=False)
    _folder: JobFolder = field(init=False, repr=False)
    _clerk: Clerk = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._folder = JobFolder(self.path)
        self._clerk = Clerk(self._folder, self.works, self.places)

    def wake(self) -> None:
        """Go on with what an earlier process has left, and clear away what is over."""
        self._clerk.wake()

    def submit(self, work: str, arguments: Mapping[str, Json], asker: str) -> str:
        """
        Hand in a job; its id is what one must know to ask for it.

        Parameters
        ----------
        asker
            The address that asks; a digest of it is kept until the job ends.

        Raises
        ------
        JobRunningError
            If a job of the same asker has not ended.
        JobsFullError
            If too many wait.
        JobsError
            If none can be kept.
        """
        owner = blake2b(asker.encode(), digest_size=SURE_BYTES, key=self.key).hexdigest()
        with self._folder.lock():
            self._clerk.sweep()
            live = [each for each, job in self._folder.all().items() if not job.state.has_ended]
            going_on = [each for each in live if not self._folder.is_to_stop(each)]
            if any(self._folder.owner(each) == owner for each in going_on):
                raise JobRunningError("a job of this address has not ended")
            if len(live) >= self.places + MOST_WAITING:
                raise JobsFullError("too many jobs wait already")
            job_id = self._folder.add(Job(work, arguments, time()), owner)
        self._clerk.wake()
        return job_id

    def look(self, job_id: str) -> Job:
        """
        How far a job is; that somebody asks keeps it going.

        Raises
        ------
        NotFoundError
            If there is none of that id, or no more.
        """
        job = self._folder.read(job_id) if ID.fullmatch(job_id) else None
        if job is None or (job.state.has_ended and is_over(job)):
            raise NotFoundError("there is no such job, or no more")
        if not job.state.has_ended:
            self._folder.note_asked(job_id)
            self._clerk.wake(now=False)
            if self._folder.is_to_stop(job_id):
                return replace(job, state=State.STOPPED, reason=ON_REQUEST)
        return self._folder.with_result(job_id, job)

    def stop(self, job_id: str) -> Job:
        """
        Stop a job; one that has ended stays as it is.

        Raises
        ------
        NotFoundError, JobsError
            If there is none of that id; if the order cannot be kept.
        """
        self.look(job_id)
        with self._folder.lock():
            job = self._folder.read(job_id)
            if job is not None and not job.state.has_ended:
                self._folder.order_stop(job_id)
        self._clerk.wake()
        return self.look(job_id)

    def waiting_before(self, job_id: str) -> int:
        """How many jobs will be begun before one that waits."""
        waiting = [k for k, job in self._folder.all().items() if job.state is State.QUEUED]
        return waiting.index(job_id) if job_id in waiting else 0
