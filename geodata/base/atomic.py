"""Files that are written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError

from geodata.errors import FairreachError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    A new file beside ``path`` that takes its place when all is written and on the disk.

    Raises
    ------
    FairreachError
        If it cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}{path.suffix.lower()}")
    try:
        part.touch(exist_ok=False)
        part.unlink()  # a folder that takes no file says so here; GDAL wants to make its own
        yield part
        sync(part)
        part.replace(path)
        sync(path.parent)
    except (OSError, DataSourceError, DataLayerError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FairreachError(f"{path} cannot be written: {reason}") from error
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file's or folder's content on the disk, not only on its way there."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
