"""The process of ``warm``: it imports, then forks for each request until its asker is gone."""

import fcntl
import gc
import importlib
import json
import os
import runpy
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LONGEST = 2**20
MOST_FILES = 32
# Below, children have the numbers of their files; above, what imports have opened stays open. Who
# has so many files open that a child's would come to lie there starts it cold.
ABOVE = 500


def main(number: int, modules: Sequence[str]) -> None:
    asked = socket.socket(fileno=fcntl.fcntl(number, fcntl.F_DUPFD, ABOVE))
    while os.dup(0) < ABOVE - 1:  # until there is no number left below
        pass
    for module in modules:
        importlib.import_module(module)
    os.closerange(3, ABOVE)
    assert (
        sum(1 for _ in Path("/proc/self/task").iterdir()) == 1
    )  # a fork takes along no second thread
    gc.collect()
    gc.freeze()
    asked.send(b"ready")
    while True:
        message, files, *_ = socket.recv_fds(asked, LONGEST, MOST_FILES)
        if not message:
            return
        if not os.fork():
            if os.fork():
                os._exit(0)  # so that the child's next parent is the asker
            wanted = json.loads(message)
            become(wanted, files, asked)
            runpy.run_module(wanted["module"], run_name="__main__", alter_sys=True)
            return
        os.wait()
        for each in files:
            os.close(each)


def become(wanted: dict[str, Any], files: Sequence[int], asked: socket.socket) -> None:
    """Take on all by which one process differs from another, and tell the asker."""
    if wanted["session"]:
        os.setsid()
    if wanted["group"] != -1:
        os.setpgid(0, wanted["group"])
    while os.getppid() != wanted["asker"]:
        time.sleep(0.0005)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    time.tzset()
    sys.argv[1:] = wanted["arguments"]
    if wanted["finds_here"]:
        sys.path.insert(0, wanted["folder"])
    place([0, 1, 2, *wanted["passed"]], files, asked)


def place(numbers: Sequence[int], files: Sequence[int], asked: socket.socket) -> None:
    """Give the files the numbers that they have in the asker, and close all others of below."""
    told = asked.detach()
    # First out of each other's way.
    away = [fcntl.fcntl(each, fcntl.F_DUPFD, ABOVE) for each in files]
    os.closerange(3, ABOVE)
    for source, number in zip(away, numbers, strict=True):
        os.dup2(source, number)
        os.close(source)
    os.write(told, str(os.getpid()).encode())
    os.close(told)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
