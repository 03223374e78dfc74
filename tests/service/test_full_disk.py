"""
On a full disk every command says so in one sentence, and reading goes on.

Twice: on a real file system of one megabyte, where this account may mount one, and everywhere in
a process that the system lets write no byte to any file (``RLIMIT_FSIZE``).
"""

import json
import os
import resource
import shutil
import subprocess
import traceback
import warnings
from urllib.request import urlopen

import pytest
import servers
from click.testing import CliRunner
from recorded.answers import campaign_in
from stored_towns import TOWN

from geodata.store.store import Store
from service.cli import main

pytestmark = pytest.mark.slow  # apps, children or disks for each test

NOW = "2027-02-18T10:00"
FAIRS = "name,venue,lon,lat,date\nA,B,106.5,29.5,2027-03-13\n"
WRITERS = (
    "export fairs out.csv", "export fairs out.xlsx", "export gaps out.geojson",
    "export coverage out.gpkg", "export coverage out.xlsx",
    "template fairs out.xlsx", "map out.html",
)  # fmt: skip
STORING = ("import fairs ../fairs.csv", "versions use 1", "roads remove river-town", "demo")
READERS = ("versions", "coverage", "nearest 106.5 29.5", "roads info")


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A mounted file system of one megabyte; None where this account may mount none."""
    folder = tmp_path_factory.mktemp("small")
    options = ["-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    tried = shutil.which("mount") and subprocess.run(
        ["mount", *options], capture_output=True, check=False
    )
    if not tried or tried.returncode:
        yield None
        return
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """The recorded campaign, brought up to date while there is room: checksums take some."""
    folder = campaign_in(tmp_path_factory.mktemp("recorded") / "var")
    Store.open(f"sqlite:///{folder}/fairreach.db").close()
    return folder


@pytest.fixture(params=["full", "limited"])
def folder(request, campaign, tmp_path):
    """A folder with the campaign in ``var``, where nothing can be written any more."""
    room = tmp_path
    if request.param == "full":
        room = request.getfixturevalue("disk")
        if room is None:
            pytest.skip("this account may mount no file system; the limited process is tried")
    home = room / "home"
    home.mkdir()
    (room / "fairs.csv").write_text(FAIRS)
    shutil.copytree(campaign, home / "var")
    if request.param == "full":
        fill(room)
    yield home
    (room / "filling").unlink(missing_ok=True)
    shutil.rmtree(home)


def fill(room):
    with (room / "filling").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 512):
                pass
        except OSError:
            pass


def run(folder, line, *, limit):
    """Exit code, stdout and stderr of a command in a process of its own; it writes no file."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child uses no thread
        child = os.fork()
    if not child:
        try:
            os.chdir(folder)
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            done = CliRunner().invoke(main, line.split(), env={"FAIRREACH_NOW": NOW})
            told = [done.exit_code, done.stdout, done.stderr, repr(done.exception)]
            os.write(writer, json.dumps(told).encode())
        except BaseException:  # noqa: BLE001  (the child must end here whatever happens)
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    code, out, err, exception = json.loads(told)
    assert "SystemExit" in exception or exception == "None", exception
    return code, out, err


def listing(folder):
    return sorted(each.name for each in folder.rglob("*") if not each.name.endswith("-shm"))


def is_full(folder):
    return (folder.parent / "filling").exists()


@pytest.mark.parametrize("line", READERS)
def test_reading_goes_on(folder, line):
    code, out, err = run(folder, line, limit=not is_full(folder))

    assert code == 0
    assert all(said.startswith("warning: ") for said in err.splitlines()), err
    assert out


@pytest.mark.parametrize("line", [*WRITERS, *STORING])
def test_what_writes_ends_with_one_sentence_and_leaves_nothing_behind(folder, line):
    before = listing(folder)

    code, out, err = run(folder, line, limit=not is_full(folder))

    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert ("the disk is full" if is_full(folder) else "written") in err
    assert listing(folder) == before


@pytest.mark.parametrize("line", ["demo", "import fairs ../fairs.csv"])
def test_a_database_that_cannot_be_made_is_one_sentence_and_nothing_is_left(folder, line):
    shutil.rmtree(folder / "var")
    if is_full(folder):
        fill(folder.parent)

    code, _, err = run(folder, line, limit=not is_full(folder))

    assert code == 1
    assert err.count("\n") == 1
    assert "the database cannot be created: " in err or "the disk is full" in err
    assert not list(folder.rglob("*.*"))


@pytest.mark.slow
def test_a_service_goes_on_on_a_full_disk_and_takes_what_comes_after(disk):
    if disk is None:
        pytest.skip("this account may mount no file system; reading is tried without")
    var = campaign_in(disk / "var")
    (disk / "fairs.csv").write_text(FAIRS)
    url = f"sqlite:///{var}/fairreach.db"
    with servers.serving(url, FAIRREACH_DATA=str(var), FAIRREACH_NOW=NOW) as address:
        fill(disk)
        for path in ("/readyz", "/api/v1/coverage", "/", "/readyz"):
            with urlopen(address + path, timeout=60) as answer:
                body = answer.read()
        assert json.loads(body)["store"] == "well"
        # A server that starts on the full disk serves as well.
        with servers.serving(url, FAIRREACH_DATA=str(var), FAIRREACH_NOW=NOW) as second:
            assert json.loads(urlopen(second + "/readyz", timeout=60).read())["store"] == "well"
        (disk / "filling").unlink()
        line = f"import fairs {disk}/fairs.csv"
        code, _, _ = run(disk, line, limit=False)
        assert code == 0
    shutil.rmtree(var)


def test_roads_that_find_no_room_are_one_sentence_and_leave_nothing(folder, tmp_path_factory):
    extract = TOWN.write(tmp_path_factory.mktemp("extract") / "town.osm.pbf")
    before = listing(folder)

    code, out, err = run(folder, f"roads import {extract}", limit=not is_full(folder))

    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert "the road network cannot be written: " in err
    assert listing(folder) == before
