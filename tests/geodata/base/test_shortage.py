"""A process without descriptors says so; it is neither damage nor a matter of rights."""

import os
import re
import resource
import sys
import traceback
import warnings

import pytest
from towns import BRIDGE, river_town

from geodata.base.atomic import atomic_file
from geodata.base.shortage import NO_DESCRIPTORS, shortage
from geodata.errors import FairreachError, RoadsDamagedError, StoreError
from geodata.roads.folder import open_network
from geodata.store.listing import versions_at
from geodata.store.store import Store


def without_descriptors(work, left):
    """Whether work does well in a forked process that may open so many more files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child uses no thread
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    try:
        lowest = os.open(os.devnull, os.O_RDONLY)
        os.close(lowest)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + left, hard))
        work()
    except BaseException:  # noqa: BLE001  (the child must end here whatever happens)
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("left", [0, 1])
def test_a_database_says_that_descriptors_are_missing(tmp_path, left):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    store = Store.open(url)

    def work():
        for ask in (store.current_version, lambda: versions_at(url, wait_s=0)):
            with pytest.raises(StoreError, match=re.escape(NO_DESCRIPTORS)):
                ask()

    assert without_descriptors(work, left)
    assert store.current_version() is None


def test_roads_that_cannot_be_opened_are_not_called_damaged(tmp_path):
    network = river_town(BRIDGE).network(tmp_path)
    path = tmp_path / "roads" / network.digest

    def work():
        with pytest.raises(StoreError, match="no file descriptor is left") as refused:
            open_network(path)
        assert not isinstance(refused.value, RoadsDamagedError)

    assert without_descriptors(work, 0)


def test_a_file_that_cannot_be_opened_says_what_is_missing(tmp_path):
    def work():
        with (
            pytest.raises(FairreachError, match="no file descriptor is left"),
            atomic_file(tmp_path / "out.csv") as part,
        ):
            part.write_text("x")

    assert without_descriptors(work, 0)
    assert without_descriptors(work, 1)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_another_kind_is_no_shortage(tmp_path):
    assert shortage(tmp_path) is None
    assert shortage(tmp_path, PermissionError(13, "no")) is None
