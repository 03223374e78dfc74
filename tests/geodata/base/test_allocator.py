"""Large blocks go back to the system."""

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


def kept_mb(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a rule of the GNU C library")
def test_large_blocks_go_back_to_the_system_though_small_ones_stay():
    assert kept_mb() > 30
    assert kept_mb("given") < 5
