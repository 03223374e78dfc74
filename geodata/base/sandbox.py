"""
Work on a file from outside, done in a child process that may take only so much.

The child has limits on memory and time that grow with the file. It dies with its parent; when it
dies for itself, that is a refusal of the file with a reason, and the parent goes on.
"""

import contextlib
import logging
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from time import monotonic
from traceback import extract_tb
from typing import Any, TypeVar

from geodata.base.limits import (
    ENFORCED,
    Limits,
    childs_environment,
    die_with_parent,
    hold_to,
    resident,
)
from geodata.errors import FairreachError, refusal

T = TypeVar("T")
log = logging.getLogger("fairreach")
CHUNK = 2**20
# Where the system does not hold a child to its memory, its size is looked at so often.
LOOK_EVERY_S = 0.2


def run_in_sandbox(
    target: Callable[..., T],
    *args: Any,
    path: Path,
    limits: Limits | None = None,
    tell: Callable[[str], None] | None = None,
) -> T:
    """
    Call a function in a child process.

    Parameters
    ----------
    target
        A function of a module, so that the child finds it.
    args
        Its arguments; they and the result must pickle.
    path
        The file that it works on; its size gives the limits.
    limits
        Others than those of the file.
    tell
        Told what the function tells: it is then given, as its last argument, a function that takes
        one line of text.

    Raises
    ------
    FairreachError
        What the function raised, if it was one of ours.
    FileRefused
        If the child ran out of memory or time, failed or died.
    """
    try:
        limits = limits or Limits.of(path.stat().st_size)
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror}") from None
    task = pickle.dumps((list(sys.path), limits, pickle.dumps((target, args)), tell is not None))
    outcome, value = _conduct(task, limits, tell or _ignore)
    if outcome == "done":
        result: T = value
        return result
    if outcome == "refused":
        raise _error(*value)
    if outcome == "unforeseen":
        log.warning("a file could not be read: %s", value)
        value = "it is damaged, or of a kind that the program which reads it does not know"
    raise refusal(path, str(value))


def _error(kind: type[FairreachError], args: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    """An error of ours as the child had it; not every one can be made from its ``args`` alone."""
    error = kind.__new__(kind, *args)
    vars(error).update(state)
    return error


def _ignore(_: str) -> None:
    """Nobody listens."""


def _conduct(task: bytes, limits: Limits, tell: Callable[[str], None]) -> tuple[str, Any]:
    """Start a child, give it a task, and wait for its answer or its end."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as answers:
        try:
            # Without -P, a module in the folder where the user happens to be would go first.
            child = Popen(  # noqa: S603  (ourselves, with a number)
                [sys.executable, "-P", "-m", "geodata.base.sandbox", str(writer)],
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=DEVNULL,
                pass_fds=[writer],
                start_new_session=True,
                env=childs_environment(),
            )
        finally:
            os.close(writer)
        try:
            with contextlib.suppress(BrokenPipeError), child.stdin or contextlib.nullcontext():
                if child.stdin:
                    child.stdin.write(task)
            said, why = _heard(child, answers.fileno(), limits, tell)
        finally:
            _end(child)
    if why:
        return "died", why
    try:
        outcome: tuple[str, Any] = pickle.loads(said)  # noqa: S301  (our own child wrote it)
    except (pickle.UnpicklingError, EOFError):
        return "died", _death(child.returncode, limits)
    return outcome


def _heard(
    child: "Popen[bytes]", answers: int, limits: Limits, tell: Callable[[str], None]
) -> tuple[bytes, str]:
    """All that a child says until it closes its pipe, or why we did not wait for that."""
    end = monotonic() + limits.seconds
    notes = _Notes(tell)
    parts: list[bytes] = []
    while (left := end - monotonic()) > 0:
        ready, _, _ = select.select([answers], [], [], min(left, LOOK_EVERY_S))
        if ready:
            part = os.read(answers, CHUNK)
            if part:
                parts.append(notes.take_out(part))
                continue
            try:
                child.wait(max(end - monotonic(), LOOK_EVERY_S))
            except TimeoutExpired:
                break
            return b"".join(parts), ""
        if not ENFORCED and resident(child.pid) > limits.memory:
            return b"", _too_large(limits)
    return b"", _too_long(limits)


class _Notes:
    """Lines that a child tells before its answer; an empty line ends them."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._line = b""
        self._over = False

    def take_out(self, part: bytes) -> bytes:
        """What belongs to the answer; every whole line before it is told."""
        while not self._over and part:
            line, ended, part = part.partition(b"\n")
            self._line += line
            if ended:
                self._over = not self._line
                if self._line:
                    self._tell(self._line.decode(errors="replace"))
                self._line = b""
        return part


def _end(child: "Popen[bytes]") -> None:
    """See that a child and what it started are gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _too_long(limits: Limits) -> str:
    return (
        f"reading it took more than {limits.seconds:.0f} s, which is more than a file of its size "
        "should take; simplify it, or save it anew as CSV"
    )


def _too_large(limits: Limits) -> str:
    return (
        f"reading it needs more than {limits.memory / 2**30:.1f} GiB of memory, which is more "
        "than a file of its size should need; split it, or save it anew as CSV"
    )


def _death(code: int, limits: Limits) -> str:
    if code == -signal.SIGXCPU:
        return _too_long(limits)
    if code == OUT_OF_MEMORY:
        return _too_large(limits)
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return (
        f"the program that reads it broke down on it ({name}): it is damaged, or needs more than "
        f"{limits.memory / 2**30:.1f} GiB of memory; save it anew, or split it"
    )


OUT_OF_MEMORY = 77


def main(answers: int) -> None:
    """The child: take the task from stdin, and write its outcome to a pipe."""
    die_with_parent()
    # The modules of the task itself are found only once the path is set.
    sys.path[:], limits, task, telling = pickle.loads(sys.stdin.buffer.read())  # noqa: S301
    hold_to(limits)
    with os.fdopen(answers, "wb") as pipe, _out_of_memory():

        def tell(line: str) -> None:
            told = line.replace("\n", " ").encode(errors="replace")
            if told:  # an empty line ends what is told
                pipe.write(told + b"\n")
                pipe.flush()

        target, args = pickle.loads(task)  # noqa: S301
        outcome = _outcome(target, (*args, tell) if telling else args)
        pipe.write(b"\n" + pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))
    os._exit(0)  # at once: to free a large table piece by piece takes seconds


@contextlib.contextmanager
def _out_of_memory() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _outcome(target: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", target(*args)
    except FairreachError as error:
        return "refused", (type(error), error.args, vars(error))
    except MemoryError:
        raise
    except RecursionError:
        return "failed", "is nested too deeply to be read"
    except Exception as error:  # noqa: BLE001  (the boundary: what nobody foresaw is a refusal)
        return "unforeseen", _where(error)


def _where(error: Exception) -> str:
    """The kind of an error and where it arose: not its words, which may hold what the file says."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
