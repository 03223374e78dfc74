"""
Tiles that have been fetched before, on the disk, for all processes of the server.

A file a tile, in folders of which each holds its share: whoever writes looks at no more than one of
them, and the oldest there go. So nothing is locked, and nothing need be counted over all.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from time import time

from geodata.base.atomic import put
from service.tiles.images import MOST_BYTES, image_type
from service.tiles.tile import Tile

SHARES = 64
SHARE_BYTES = 4_000_000
OURS_ALONE = 0o700


@dataclass(frozen=True, slots=True)
class Kept:
    """A tile that has been kept, and for how many seconds."""

    body: bytes
    age_s: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    Where tiles are kept.

    Parameters
    ----------
    path
        The folder of one provider's tiles.
    share_bytes
        How much each of its 64 folders holds at most.
    """

    path: Path
    share_bytes: int = SHARE_BYTES

    def find(self, tile: Tile) -> Kept | None:
        """A tile, if it is kept and is an image still."""
        with suppress(OSError):
            # Neither a pipe, at which one would wait for ever, nor a link to elsewhere.
            opened = os.open(self._file(tile), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(opened, "rb") as file:
                about = os.fstat(opened)
                body = file.read(MOST_BYTES + 1) if stat.S_ISREG(about.st_mode) else b""
            if image_type(body) is not None:
                return Kept(body, time() - about.st_mtime)
        return None

    def put(self, tile: Tile, body: bytes) -> None:
        """
        Keep a tile; the oldest of its folder go where there is no room.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        file = self._file(tile)
        file.parent.mkdir(parents=True, exist_ok=True, mode=OURS_ALONE)
        put(file, body)
        self._make_room(file.parent)

    def _file(self, tile: Tile) -> Path:
        name = "-".join(map(str, tile))
        share = blake2b(name.encode(), digest_size=1).digest()[0] % SHARES
        return self.path / f"{share:02}" / name

    def _make_room(self, folder: Path) -> None:
        """Whatever lies there counts, the draft of a process that was killed too."""
        found = []
        for entry in os.scandir(folder):
            with suppress(OSError):  # gone meanwhile
                about = entry.stat(follow_symlinks=False)
                found.append((about.st_mtime_ns, about.st_size, entry.path))
        held = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if held <= self.share_bytes:
                break
            with suppress(OSError):
                Path(path).unlink(missing_ok=True)
            held -= size
