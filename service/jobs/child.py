"""The child process that does one job: takes its task from stdin, and tells what it comes to."""

import importlib
import logging
import os
import sys
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from threading import Lock, Thread
from traceback import extract_tb
from typing import Any

import orjson

from geodata.base.limits import Limits, die_with_parent, hold_to
from geodata.errors import FairreachError, InputError, QueryRefused, RequestRefused
from service.jobs.job import BROKE_DOWN, TOO_MUCH_MEMORY, Json, Reason

PATIENT = 19
ENDED_ALONE = 1


class Pipe:
    """Lines of JSON to whoever started this process."""

    def __init__(self, descriptor: int) -> None:
        self._file = FileIO(descriptor, "w")
        self._lock = Lock()

    def say(self, **told: Json | Reason) -> None:
        """Say something, whole."""
        line = orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n"
        with self._lock:
            while line:
                line = line[self._file.write(line) :]

    def tell(self, best: float | None, bound: float | None, gap: float | None) -> None:
        """Say how far the work is."""
        self.say(best=best, bound=bound, gap=gap)


def main(descriptor: int) -> None:
    """Do the job."""
    die_with_parent()
    os.setpriority(os.PRIO_PROCESS, 0, PATIENT)
    task = orjson.loads(sys.stdin.buffer.readline())
    Thread(target=end_with_parent, daemon=True).start()
    logging.getLogger("fairreach").addHandler(logging.NullHandler())
    sys.path[:] = task["path"]
    hold_to(Limits(**task["limits"]))
    pipe = Pipe(descriptor)
    try:
        pipe.say(**outcome(task, pipe))
    except MemoryError:
        pipe.say(failed=TOO_MUCH_MEMORY)
    os._exit(0)  # at once: to free large tables piece by piece takes seconds


def outcome(task: Mapping[str, Any], pipe: Pipe) -> dict[str, Any]:
    """What a task comes to: a result, or why there is none."""
    try:
        module, _, name = task["function"].partition(":")
        work = getattr(importlib.import_module(module), name)
        return {"result": work(task["arguments"], task["surroundings"], pipe.tell)}
    except RequestRefused as error:
        return {"failed": reason_of(error.problems[0])}
    except QueryRefused as error:
        return {"failed": reason_of(error)}
    except InputError as error:
        return {"failed": Reason("%(said)s", {"said": str(error)})}
    except FairreachError as error:
        return {"failed": BROKE_DOWN, "log": str(error)}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (the boundary: what nobody foresaw goes to the log)
        return {"failed": BROKE_DOWN, "log": where(error)}


def reason_of(error: QueryRefused) -> Reason:
    """Why an argument cannot be used."""
    details = {name: plain(value) for name, value in error.details.items()}
    return Reason(error.reason, details, error.parameter)


def plain(value: object) -> Json:
    """A value as JSON has it."""
    return value if isinstance(value, int | float | str | None) else str(value)


def where(error: Exception) -> str:
    """The kind of an error and where it arose: not its words, which may hold what was asked."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"


def end_with_parent() -> None:
    """End this process when nobody holds the other end of stdin any more."""
    sys.stdin.buffer.read()
    os._exit(ENDED_ALONE)


if __name__ == "__main__":
    main(int(sys.argv[1]))
