"""All that an import takes from extracts, read by one child process."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from geodata.ground.build import build_ground
from geodata.roads.build import build_together
from geodata.roads.network import Arrays, NetworkInfo


class Taken(NamedTuple):
    """A network, and the content of the file of its ground, b"" where nothing lies there."""

    known: NetworkInfo
    arrays: Arrays
    ground: bytes


def read_extracts(paths: Sequence[Path], tell: Callable[[str], None]) -> Taken:
    """
    The roads of extracts and their ground.

    Raises
    ------
    FileRefused
        As `geodata.roads.build.build_together` and `geodata.ground.build.build_ground`.
    """
    return Taken(*build_together(paths, tell), build_ground(paths, tell))
