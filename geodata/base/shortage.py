"""What the system ran out of when work on a file failed: room on a disk, or descriptors."""

import errno
import os
from contextlib import suppress
from pathlib import Path

DISK_FULL = "the disk is full"
NO_DESCRIPTORS = "no file descriptor is left; raise the limit of open files (ulimit -n)"
# What SQLite needs to open a database and to write it: the file, its log, its index, the folder.
DESCRIPTORS_NEEDED = 4
# A disk with less is full to SQLite: so large is the index of its log.
LEAST_BYTES = 32 * 1024
OUT_OF_ROOM = (errno.ENOSPC, errno.EDQUOT)
OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE)


def shortage(path: Path, error: BaseException | None = None) -> str | None:
    """
    What work on a path lacked, as a sentence; None if it failed for another reason.

    Parameters
    ----------
    error
        What was raised. Libraries often hide the system's own reason, so that it is looked for.
    """
    reason = getattr(error, "errno", None)
    if reason in OUT_OF_ROOM:
        return DISK_FULL
    if reason in OUT_OF_DESCRIPTORS:
        return NO_DESCRIPTORS
    if isinstance(error, OSError) and reason is not None:
        return None
    if not has_descriptors():
        return NO_DESCRIPTORS
    return None if has_room(path) else DISK_FULL


def failure(path: Path, error: BaseException) -> str:
    """Why work on a path failed, in words for its user."""
    return shortage(path, error) or getattr(error, "strerror", None) or str(error)


def has_descriptors() -> bool:
    """Whether this process may open a few more files."""
    opened = []
    try:
        for _ in range(DESCRIPTORS_NEEDED):
            opened.append(os.open(os.devnull, os.O_RDONLY))  # noqa: PERF401  (a list that fails halfway would be lost)
    except OSError as error:
        return error.errno not in OUT_OF_DESCRIPTORS
    finally:
        for each in opened:
            os.close(each)
    return True


def has_room(path: Path) -> bool:
    """Whether the disk of a path takes more bytes and more files."""
    with suppress(OSError):
        disk = os.statvfs(path if path.exists() else path.parent)
        no_files = disk.f_files > 0 and disk.f_favail == 0
        return disk.f_bavail * disk.f_frsize >= LEAST_BYTES and not no_files
    return True
