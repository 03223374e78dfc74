"""Files and folders that are written whole or not at all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from geodata.base.shortage import failure
from geodata.errors import FairreachError

NO_LOCKS = (errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS)


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """
    A new file that takes the place of ``path`` when all is written and on the disk.

    Raises
    ------
    FairreachError
        If it cannot be written.
    """
    try:
        with draft_folder(path) as folder:
            part = folder / f"part{path.suffix.lower()}"
            try:
                yield part
                flush(part)
                part.replace(path)
                flush(path.parent)
            except OSError as error:  # looked at while the draft still takes its room
                reason = failure(part, error)
                raise FairreachError(f"{path} cannot be written: {reason}") from error
    except OSError as error:
        raise FairreachError(f"{path} cannot be written: {failure(path, error)}") from error


@contextmanager
def draft_folder(target: Path) -> Iterator[Path]:
    """
    A folder beside ``target`` to write a draft of it in; it is gone at the end.

    The drafts of the same target that killed processes left behind go first. A draft is locked
    while its process lives, and the system unlocks it when that ends, however it ends.

    Raises
    ------
    OSError
        If there can be none.
    """
    sweep_drafts(target)
    folder, lock = lock_new_draft(target)
    try:
        yield folder
    finally:
        os.close(lock)  # first: to remove a folder takes a descriptor, and this may be the last
        shutil.rmtree(folder, ignore_errors=True)


def sweep_drafts(target: Path) -> None:
    """Remove the drafts of a target that no living process holds."""
    for folder in target.parent.glob(f"{draft_prefix(target)}*"):
        with suppress(OSError):  # held, gone meanwhile, or not ours to remove
            lock = lock_folder(folder)
            try:
                shutil.rmtree(folder)
            finally:
                os.close(lock)


def lock_new_draft(target: Path) -> tuple[Path, int]:
    """Make a draft folder and lock it; the lock is a descriptor."""
    while True:
        folder = target.with_name(f"{draft_prefix(target)}{token_hex(4)}")
        folder.mkdir()
        try:
            lock = lock_folder(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another process took it for abandoned before it was locked
        except OSError as error:
            if error.errno not in NO_LOCKS:
                folder.rmdir()
                raise
            return folder, os.open(folder, os.O_RDONLY)  # where nobody can lock, nobody sweeps
        if os.fstat(lock).st_nlink:
            return folder, lock
        os.close(lock)


def lock_folder(folder: Path) -> int:
    """A descriptor of a folder that no other process has locked."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(lock)
        raise
    return lock


def draft_prefix(target: Path) -> str:
    """How the names of all drafts of a target begin; hashed, for a name may be of any length."""
    return f".fairreach-{sha256(os.fsencode(target.name)).hexdigest()[:12]}-"


def put(path: Path, what: bytes) -> None:
    """
    Put a small file in the place of another, whole, though not yet surely on the disk.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    draft = path.with_name(f".{token_hex(4)}")
    try:
        draft.write_bytes(what)
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Have a file's or folder's content on the disk, not only on its way there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
