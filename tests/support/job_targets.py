# ruff: noqa: ARG001  (every job takes the same)
"""What jobs of the tests do; their child processes find it by its name."""

import os
import sys
import time
from pathlib import Path

from geodata.errors import InputError, QueryRefused, StoreDamagedError


def double(arguments, surroundings, tell):
    """Twice a number, with what surrounds it."""
    tell(1.0, 3.0, 2.0)
    return {"twice": 2 * arguments["number"], "surrounded_by": surroundings.get("by")}


def note(arguments, surroundings, tell):
    """Say who this is, then sleep until ended."""
    about = f"{os.getpid()} {os.getpriority(os.PRIO_PROCESS, 0)} {os.getsid(0)}"
    path = Path(arguments["note"])
    path.with_suffix(".part").write_text(about)
    path.with_suffix(".part").rename(path)
    for step in range(10_000):
        tell(float(step), None, None)
        time.sleep(0.05)


def refuse(arguments, surroundings, tell):
    raise QueryRefused("p", 9, "must be at most %(most)s", most=3)


def refuse_input(arguments, surroundings, tell):
    raise InputError("100 % of it is missing")


def fail(arguments, surroundings, tell):
    raise StoreDamagedError("/secret/place is damaged")


def stumble(arguments, surroundings, tell):
    raise ZeroDivisionError("a seeker at 106.5")


def eat(arguments, surroundings, tell):
    return len(bytearray(64 * 2**30))


def abort(arguments, surroundings, tell):
    os.abort()


def spin(arguments, surroundings, tell):
    while True:
        pass


def shout(arguments, surroundings, tell):
    """Write where nothing of ours belongs."""
    print("noise" * 1000, flush=True)
    print("noise" * 1000, file=sys.stderr, flush=True)
    return "heard"
