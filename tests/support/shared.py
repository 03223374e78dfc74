"""What costs much and nobody changes: built once, by whichever of the parallel workers is first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """
    The folder of that name, which ``build`` fills in one worker while the others wait.

    It is the same folder for all workers of a run: who would change what lies there takes a copy.
    """
    own = factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = factory.mktemp(f"{name}-draft")
            build(draft)
            draft.rename(folder)
    return folder
