"""The allocator of the C library that this process uses."""

from contextlib import suppress
from ctypes import CDLL

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # as malloc.h of the GNU C library has them
LARGE_BYTES = 4 << 20  # what one search holds is smaller, and used again


def give_back_large_blocks() -> None:
    """
    Have blocks of four megabytes and more go back to the system as soon as they are free.

    Else the GNU C library keeps such blocks once some have been freed, and a process that makes a
    network ready holds a third more than it needs. Other libraries have no such rule.

    What is smaller stays: with one limit stated, the library would shrink its heap by every 128 kB
    that are free at its end, and compressing an answer would fetch them anew each time.
    """
    with suppress(AttributeError, OSError, TypeError):
        library = CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        library.mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)
