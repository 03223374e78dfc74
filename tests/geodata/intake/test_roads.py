"""An import of roads: a new version or none, and what came before stays as it was."""

import os
import random
import re
import signal
import sqlite3
import sys
import time
import warnings
from contextlib import closing

import numpy as np
import pytest
from campaigns import make_campaign
from stores import store_campaign
from towns import BRIDGE, Town, river_town, untold

from geodata.access.by_road import road_costs
from geodata.errors import FileRefused, NotFoundError, QueryRefused, StoreBusyError
from geodata.intake.roads import import_roads, name_of, networks, remove_roads
from geodata.roads.build import build
from geodata.roads.folder import open_network, write_network
from geodata.signs.profile import Profile
from geodata.store.store import Store
from geodata.ways.costs import contraction

HALL = {"lon": 106.5, "lat": 29.5}


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/data/fairreach.db"


@pytest.fixture
def store(url):
    campaign = make_campaign(demand=[(*river_town(None).place(-530, 1250), 9)], fairs=[HALL])
    store_campaign(url, campaign)
    with closing(Store.open(url, wait_s=0.2)) as opened:
        yield opened


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """Extracts of the river town with and without its bridge, and of a small one elsewhere."""
    folder = tmp_path_factory.mktemp("extracts")
    far = Town(107.5, 29.5)
    far.grid(0, 0, 3, 3)
    towns = {"bridge": river_town(BRIDGE), "nothing": river_town(None), "far": far}
    return {name: town.write(folder / f"{name}-latest.osm.pbf") for name, town in towns.items()}


def state_of(store):
    """All that an import may change: versions, networks by version, files."""
    return (
        store.current_version(),
        store.versions(),
        {p.relative_to(store.roads): p.stat().st_ino for p in store.roads.rglob("*")},
    )


def names_of(store, version=None):
    return [source.name for source in store.road_sources(version)]


@pytest.mark.slow
def test_an_import_leaves_the_network_ready_for_who_drives(store, extracts):
    done = import_roads(store, [extracts["bridge"]], None, untold)

    folder = store.roads / done.network.digest
    (left,) = folder.glob("contraction-*")
    contraction(open_network(folder), Profile.DRIVE, "min")
    assert list(folder.glob("contraction-*")) == [left]


@pytest.mark.slow
def test_an_import_makes_a_version_and_older_ones_keep_their_networks(store, extracts):
    first = import_roads(store, [extracts["nothing"]], None, untold)
    told = []
    second = import_roads(store, [extracts["bridge"]], "nothing-latest", told.append)
    third = import_roads(store, [extracts["far"]], "far", untold)

    assert [each.version for each in (first, second, third)] == [2, 3, 4]
    assert store.current_version() == 4
    assert [names_of(store, n) for n in (1, 2, 3, 4)] == [
        [], ["nothing-latest"], ["nothing-latest"], ["far", "nothing-latest"],
    ]  # fmt: skip
    lengths = [
        {name: round(float(n["metres"].sum() / 1000)) for name, n in store.load(v).networks.items()}
        for v in (1, 2, 3, 4)
    ]
    assert lengths == [
        {}, {"nothing-latest": 49}, {"nothing-latest": 50}, {"far": 12, "nothing-latest": 50},
    ]  # fmt: skip
    assert told
    assert all(re.fullmatch(r"[^\n]+", line) for line in told)
    assert second.to_dict()["components"] == {"drive": [50.0], "walk": [50.0]}
    assert first.to_dict()["components"] == {"drive": [24.5, 24.5], "walk": [24.5, 24.5]}
    assert first.to_dict()["km_by_kind"] == {"residential": 49.0}
    assert first.to_dict()["set_aside_km"] == first.to_dict()["missing_nodes"] == 0
    assert first.network.file == "nothing-latest.osm.pbf"

    # Another table leaves the roads as they are, and so does going back and forth.
    employer = make_campaign(employers=[{}])
    store_campaign(f"sqlite:///{store.roads.parent}/fairreach.db", employer, only=("employers",))
    assert names_of(store) == ["far", "nothing-latest"]
    assert set(store.load().networks) == {"far", "nothing-latest"}
    store.use(2)
    assert names_of(store) == ["nothing-latest"]
    store.use(5)

    # Leaving one out leaves the other, and the older versions.
    assert remove_roads(store, "nothing-latest") == 6
    assert [names_of(store, n) for n in (3, 4, 5, 6)] == [
        ["nothing-latest"], ["far", "nothing-latest"], ["far", "nothing-latest"], ["far"],
    ]  # fmt: skip
    assert set(store.load(4).networks) == {"far", "nothing-latest"}
    assert [each.name for each in networks(store)] == ["far"]
    with pytest.raises(NotFoundError, match="there is no road network 'nothing-latest'"):
        remove_roads(store, "nothing-latest")
    assert store.current_version() == 6


@pytest.mark.slow
def test_importing_the_same_extract_again_is_a_version_on_the_same_network(store, extracts):
    first = import_roads(store, [extracts["bridge"]], "town", untold)
    second = import_roads(store, [extracts["bridge"]], "town", untold)

    assert (first.version, second.version) == (2, 3)
    assert first.network.digest == second.network.digest
    assert [p.name for p in store.roads.iterdir()] == [first.network.digest]


@pytest.mark.slow
def test_roads_may_be_imported_before_anything_else(url, extracts):
    with closing(Store.open(url)) as store:
        report = import_roads(store, [extracts["bridge"]], None, untold)

        assert report.version == 1
        assert set(store.load().networks) == {"bridge-latest"}


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a/b", "../x", "a.b", "x" * 65, "a\n", "a\x00", "<b>", "{{ 1 }}"]
)
def test_a_name_that_cannot_be_one_is_refused_before_anything_is_read(store, tmp_path, name):
    before = state_of(store)

    with pytest.raises(QueryRefused, match="name: must be 1 to 64 letters, digits, _ or -"):
        import_roads(store, [tmp_path / "none.osm.pbf"], name, untold)

    assert state_of(store) == before


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("chongqing-latest.osm.pbf", "chongqing-latest"),
        ("chongqing.OSM.PBF", "chongqing"),
        ("重庆.osm.gz", "重庆"),
        ("a b (1).osm.bz2", "a-b-1"),
        ("chongqing-260101.osm", "chongqing-260101"),
        ("chongqing.pbf", "chongqing"),
        ("....osm.pbf", "roads"),
        (".osm.pbf", "roads"),
        ("x" * 100 + ".osm.pbf", "x" * 64),
        ("<script>.osm.pbf", "script"),
    ],
)
def test_a_network_is_called_after_its_file(tmp_path, file, name):
    assert name_of(tmp_path / file) == name


@pytest.mark.slow
def test_a_refusal_leaves_the_database_and_the_folder_as_they_were(store, extracts, tmp_path):
    import_roads(store, [extracts["nothing"]], "town", untold)
    before = state_of(store)
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(extracts["bridge"].read_bytes()[:-40])
    beyond = Town(100.0, 20.0)
    beyond.grid(0, 0, 3, 3)
    missing = tmp_path / "none.osm.pbf"

    for path, told in (
        (broken, "cut off or damaged"),
        (missing, "No such file"),
        (beyond.write(tmp_path / "beyond.osm.pbf"), "no roads in the campaign's 3 districts"),
    ):
        with pytest.raises(FileRefused) as refusal:
            import_roads(store, [path], "town", untold)
        (problem,) = refusal.value.problems
        assert told in problem.reason
        assert state_of(store) == before
    with pytest.raises(FileRefused, match="nothing was stored"):
        import_roads(store, [broken], "another", untold)
    assert state_of(store) == before


@pytest.mark.slow
def test_an_extract_elsewhere_is_refused_with_where_it_lies(store, tmp_path):
    town = Town(100.0, 20.0)
    town.grid(0, 0, 3, 3)

    with pytest.raises(FileRefused) as refusal:
        import_roads(store, [town.write(tmp_path / "beyond.osm.pbf")], None, untold)

    (problem,) = refusal.value.problems
    assert "it spans 100.00 to 100.01 east and 20.00 to 20.01 north" in problem.reason


@pytest.mark.slow
def test_an_extract_that_lies_mostly_elsewhere_is_taken(url, tmp_path):
    town = Town(107.0, 29.5)  # on the eastern border of the one district
    town.grid(-500, 0, 10, 3)
    store_campaign(url, make_campaign(districts={"500103": (106, 29, 107, 30)}))

    with closing(Store.open(url)) as store:
        assert (
            import_roads(store, [town.write(tmp_path / "edge.osm.pbf")], None, untold).version == 2
        )


@pytest.mark.slow
def test_a_database_that_is_held_by_another_keeps_its_version(store, extracts):
    before = store.versions()
    path = store.roads.parent / "fairreach.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError):
            import_roads(store, [extracts["bridge"]], "town", untold)

    assert store.versions() == before
    assert store.load().networks == {}
    assert import_roads(store, [extracts["bridge"]], "town", untold).version == 2


def in_child(work):
    """Fork, do the work, and leave with 0, or with 1 and the exception on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child uses no thread
        child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:  # noqa: BLE001  (the child must end here whatever happens)
        sys.__stderr__.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def kill_after(child, seconds):
    """Whether the child was still at work."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def one_person_gets_there(campaign, reaches):
    fair = np.array([0])
    cost = road_costs(campaign, fair, Profile.DRIVE, "min").cost
    assert np.isfinite(cost).tolist() == [reaches]


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_the_old_network_or_the_new_one_whole(url, extracts):
    town = river_town(None)
    campaign = make_campaign(
        demand=[(*town.place(-530, 1250), 9)],
        fairs=[dict(zip(("lon", "lat"), town.place(540, 1250), strict=True))],
    )
    store_campaign(url, campaign)
    with closing(Store.open(url)) as store:
        started = time.perf_counter()
        import_roads(store, [extracts["nothing"]], "town", untold)
        whole_s = time.perf_counter() - started
    killed = 0
    for part in (0.05, 0.5, 0.8, 0.95, 1.0):

        def work():
            with closing(Store.open(url)) as mine:
                import_roads(mine, [extracts["bridge"]], "town", untold)

        killed += kill_after(in_child(work), part * whole_s)
        with closing(Store.open(url)) as store:
            version = store.current_version()
            one_person_gets_there(store.load(), reaches=version > 2)
            store.use(2)
            one_person_gets_there(store.load(), reaches=False)
            if version > 2:
                break
    assert killed
    with closing(Store.open(url)) as store:
        import_roads(store, [extracts["bridge"]], "town", untold)
        one_person_gets_there(store.load(), reaches=True)


@pytest.mark.slow
def test_a_network_whose_writing_is_killed_is_not_taken_for_whole(tmp_path, extracts):
    folder = tmp_path / "roads"
    made = build(extracts["bridge"], untold)
    started = time.perf_counter()
    whole = write_network(tmp_path / "other", *made)
    whole_s = time.perf_counter() - started
    chance = random.Random(6)
    killed = 0
    for _ in range(30):
        killed += kill_after(
            in_child(lambda: write_network(folder, *made)), chance.uniform(0, 1.5 * whole_s)
        )
        for path in folder.glob("[!.]*"):
            assert open_network(path).known == made[0]
    assert killed
    assert open_network(write_network(folder, *made)).digest == whole.name


@pytest.mark.slow
def test_several_processes_that_write_one_network_at_once_all_end(tmp_path, extracts):
    folder = tmp_path / "roads"
    made = build(extracts["bridge"], untold)

    children = [in_child(lambda: write_network(folder, *made)) for _ in range(6)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert ends == [0] * 6
    (path,) = folder.iterdir()
    assert open_network(path).known == made[0]


@pytest.mark.slow
def test_several_files_make_one_network_that_names_them_and_needs_a_name(store, extracts):
    paths = [extracts["bridge"], extracts["nothing"]]

    with pytest.raises(QueryRefused, match="name"):
        import_roads(store, paths, None, untold)
    report = import_roads(store, paths, "both", untold)

    assert report.network.file == " + ".join(path.name for path in paths)
    assert [each.name for each in store.road_sources()] == ["both"]
