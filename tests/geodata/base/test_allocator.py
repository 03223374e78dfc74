"""Large blocks go back to the system, and small ones do not."""

import platform
import subprocess
import sys

import pytest

CHILD = """
import resource, sys
import numpy as np
from geodata.base.allocator import give_back_large_blocks

def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6

if "given" in sys.argv:
    give_back_large_blocks()
del_first = np.ones(3_000_000)  # 24 MB: from now on the library would keep blocks of that size
del del_first
large, small, kept = [], [], resident_mb()
for _ in range(8):
    large.append(np.ones(1_000_000))
    small.append(np.ones(1000))
large.clear()
print(resident_mb() - kept)
"""

COMPRESSING = """
import resource, zlib
from geodata.base.allocator import give_back_large_blocks

give_back_large_blocks()
answer = bytes(range(256)) * 16
zlib.compress(answer)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(500):
    zlib.compress(answer)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="a rule of the GNU C library"
)


def said(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def kept_mb(*arguments):
    return said(CHILD, *arguments)


def test_large_blocks_go_back_to_the_system_though_small_ones_stay():
    assert kept_mb() > 30
    assert kept_mb("given") < 5


def test_what_compressing_an_answer_needs_is_not_fetched_anew_for_the_next():
    assert said(COMPRESSING) < 500  # pages of memory, of 500 answers
