"""The ground of a real region's roads: its file, its tiles, and what a worker holds of it."""

import pytest
from bench.size import sized

from geodata.ground.folder import open_ground
from geodata.ground.kinds import ZOOMS

MEGABYTE, KILOBYTE = 1_000_000, 1_000


@pytest.fixture(scope="module")
def ground(imported):
    """The ground that came with the roads."""
    folder = imported.data / "ground"
    (file,) = folder.iterdir()
    return open_ground(folder, file.stem)


def test_a_ground_is_opened(imported, ground, benchmark, report):
    folder = imported.data / "ground"
    benchmark.pedantic(open_ground, (folder, ground.digest), rounds=sized(7, 1), warmup_rounds=1)

    report("opening the ground", f"{benchmark.stats.stats.median:.4f} s", goal="0.5 s")
    report("the ground on disk", f"{ground.bytes / MEGABYTE:.1f} MB", goal="40 MB")
    held = (ground.numbers.nbytes + ground.ends.nbytes) / MEGABYTE
    report("its index in a worker", f"{held:.1f} MB", goal="20 MB")


def test_no_tile_is_heavier_than_a_slow_network_carries(ground, benchmark, report):
    addresses = [each for zoom in ZOOMS for each in ground.addresses(zoom)]
    heaviest = benchmark.pedantic(
        lambda: max(len(ground.tile(*each)) for each in addresses), rounds=1
    )

    report("the heaviest tile", f"{heaviest / KILOBYTE:.1f} kB", goal="20 kB")
    assert heaviest <= 20 * KILOBYTE
