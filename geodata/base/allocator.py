"""The allocator of the C library that this process uses."""

from contextlib import suppress
from ctypes import CDLL

M_MMAP_THRESHOLD = -3  # as malloc.h of the GNU C library has it
LARGE_BYTES = 4 << 20  # what one search holds is smaller, and used again


def give_back_large_blocks() -> None:
    """
    Have blocks of four megabytes and more go back to the system as soon as they are free.

    Else the GNU C library keeps such blocks once some have been freed, and a process that makes a
    network ready holds a third more than it needs. Other libraries have no such rule.
    """
    with suppress(AttributeError, OSError, TypeError):
        CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
