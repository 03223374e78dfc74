"""What a job is, and how its file says it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from math import isfinite

import orjson

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
MOST_BYTES = 16 * 2**20


class State(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self not in (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Why a job has no result.

    Parameters
    ----------
    text
        A sentence's part with named placeholders, as of `QueryRefused`.
    details
        What fills them.
    parameter
        The argument at fault, "" where it is none.
    """

    text: str
    details: Mapping[str, Json] = field(default_factory=dict)
    parameter: str = ""

    def __str__(self) -> str:
        return self.text % self.details


NOBODY_ASKED = Reason("nobody asked for it for a minute")
ON_REQUEST = Reason("it was stopped on request")
TOO_LONG = Reason("it took longer than the server allows")
TOO_MUCH_MEMORY = Reason("it needs more memory than the server allows")
PROCESS_ENDED = Reason("the process that worked on it ended")
BROKEN = Reason("the process that worked on it broke down; it may need more memory than is allowed")
BROKE_DOWN = Reason("it failed; the log of the service says why")
DAMAGED = Reason("its file is damaged")


@dataclass(frozen=True, slots=True)
class Job:
    """
    One job, as its file has it.

    Parameters
    ----------
    work
        The name of what is to be done.
    arguments
        What it is to be done with.
    submitted_at, ended_at
        Seconds since 1970; ``ended_at`` is 0 before.
    starts
        How often it was begun.
    best, bound, gap
        What the work tells of itself while it goes on; None as long as there is none.
    result
        What came of it, once it is done.
    digest
        Of the file of the result.
    reason
        Why nothing came of it.
    """

    work: str
    arguments: Mapping[str, Json]
    submitted_at: float
    state: State = State.QUEUED
    starts: int = 0
    ended_at: float = 0.0
    best: float | None = None
    bound: float | None = None
    gap: float | None = None
    result: Json = None
    digest: str = ""
    reason: Reason | None = None

    def to_bytes(self) -> bytes:
        """As its file has it; the result has one of its own."""
        told = asdict(replace(self, result=None))
        return orjson.dumps({name: each for name, each in told.items() if name != "result"})

    @classmethod
    def of(cls, content: bytes) -> "Job":
        """
        The job of a file.

        Raises
        ------
        ValueError
            If it is damaged.
        """
        told = orjson.loads(content)
        if not isinstance(told, dict):
            raise ValueError("no job")  # noqa: TRY004  (as `text`)
        try:
            return cls(
                work=text(told["work"]),
                arguments=mapping(told["arguments"]),
                submitted_at=number(told["submitted_at"]),
                state=State(told["state"]),
                starts=int(number(told["starts"])),
                ended_at=number(told["ended_at"]),
                **{name: figure(told[name]) for name in ("best", "bound", "gap")},
                digest=text(told["digest"]),
                reason=None if told["reason"] is None else reason_of(mapping(told["reason"])),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("no job") from error


def text(value: object) -> str:
    """A text, or a `ValueError`."""
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004  (a file is damaged, whatever is in it)
    return value


def number(value: object) -> float:
    """A finite number, or a `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("no number")
    return float(value)


def figure(value: object) -> float | None:
    """A finite number or None, or a `ValueError`."""
    return None if value is None else number(value)


def mapping(value: object) -> dict[str, Json]:
    """An object, or a `ValueError`."""
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004  (as `text`)
    return value


def reason_of(told: Mapping[str, Json]) -> Reason:
    """A reason whose placeholders are all filled, or a `ValueError`."""
    found = Reason(text(told["text"]), mapping(told["details"]), text(told["parameter"]))
    try:
        str(found)
    except (KeyError, TypeError) as error:
        raise ValueError("no reason") from error
    return found
