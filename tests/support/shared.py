"""What costs much and nobody changes: built once from the same code, by whoever needs it first."""

import fcntl
import hashlib
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What is built follows from the code of ``geodata``, its facts and its libraries, and how it is
# asked for.
OURS = ROOT / "geodata"
OTHERS = ("requirements.lock", "tests/conftest.py", "tests/support/campaigns.py")


def built_once(request: pytest.FixtureRequest, name: str, build: Callable[[Path], object]) -> Path:
    """
    The folder of that name, which ``build`` fills in one process while the others wait.

    It is kept among what pytest keeps, if anything, until something changes that it follows from.
    Each process has a copy, so that no run finds what a test of another has left there by mistake.
    """
    own: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    keeps = request.config.pluginmanager.has_plugin("cacheprovider")
    kept = (request.config.cache.mkdir("built") if keeps else own.mktemp("built")) / name
    kept.mkdir(exist_ok=True)
    folder = kept / sources()
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in filter(Path.is_dir, kept.iterdir()):
                shutil.rmtree(old)
            draft = kept / "draft"
            draft.mkdir()
            build(draft)
            draft.rename(folder)
        return shutil.copytree(folder, own.mktemp(name) / name)


@cache
def sources() -> str:
    """What the code and its libraries are named by: another name, and they are others."""
    digest = hashlib.sha256(sys.version.encode())
    files = (path for path in OURS.rglob("*") if path.is_file() and path.suffix != ".pyc")
    for path in [*sorted(files), *map(ROOT.joinpath, OTHERS)]:
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
