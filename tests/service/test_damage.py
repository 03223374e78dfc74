"""A damaged database, seen from the command line and over HTTP: sentences, and never a 500."""

import gc
import random
import re
import sqlite3
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest
from click.testing import CliRunner
from stores import settings_on, small_campaign, store_campaign

from geodata import errors
from geodata.errors import FairreachError
from geodata.store.store import Store
from service.app import create_app
from service.cli import EXIT_CODES, FAILED, main
from service.web.problems import STATUS

COPIES = 30
ADDRESSES = (
    "/", "/planner", "/fairs/f1", "/api/v1/coverage", "/api/v1/fairs", "/map/base.json", "/help",
)  # fmt: skip


@pytest.fixture
def path(url):
    store_campaign(url, small_campaign())
    store_campaign(url, small_campaign(), only=("fairs", "openings"))
    return Path(url.removeprefix("sqlite:///"))


def harm(path, statement="UPDATE fairs SET date = '2027-13-45' WHERE row = 0 AND part > 4"):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(statement).rowcount
        connection.commit()


def shell(url, *line):
    environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": "2027-02-18T10:00"}
    done = CliRunner(env=environment).invoke(main, line, prog_name="fairreach")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def readiness(client):
    response = client.get("/readyz")
    return response.status_code, response.get_json().get("store")


def test_a_command_names_the_damage_and_exits_1_and_one_can_go_back(path, url, tmp_path):
    harm(path)

    for line in (("coverage",), ("nearest", "106.5", "29.5"), ("map", f"{tmp_path}/m.html"),
                 ("export", "fairs", f"{tmp_path}/f.csv")):  # fmt: skip
        done = shell(url, *line)
        assert done.exit_code == 1
        assert done.stderr == (
            "the fairs of version 2 are damaged; go back with: fairreach versions use 1\n"
        )
    assert shell(url, "versions").exit_code == 0
    gone_back = shell(url, "versions", "use", "1")
    assert (gone_back.exit_code, gone_back.stdout) == (0, "version 1 is current\n")
    assert "begins anew" in gone_back.stderr
    assert shell(url, "coverage").exit_code == 0


def test_the_list_of_versions_says_what_is_damaged_of_it_and_exits_1(path, url):
    harm(path, "DELETE FROM moves WHERE id = 2")

    done = shell(url, "versions", "--json")

    assert done.exit_code == 1
    assert done.stdout.count('"version"') == 2
    assert "versions that are whole: 1, 2; make one current with" in done.stderr
    assert shell(url, "versions", "use", "2").exit_code == 0
    assert shell(url, "versions").exit_code == 0


def test_a_damaged_version_is_refused_and_the_present_one_goes_on_being_shown(path, url, app_on):
    first = "SELECT min(part) FROM openings"
    harm(path, f"UPDATE openings SET headcount = 77 WHERE row = 0 AND part = ({first})")
    client = app_on(url).test_client()
    assert client.get("/planner").status_code == HTTPStatus.OK

    for sent in ("version=1", "against=version%3D1", "with=1"):
        refused = client.get(f"/planner?{sent}&lang=en")
        assert refused.status_code == HTTPStatus.BAD_REQUEST
        assert "is damaged and cannot be read" in refused.text
    assert client.get("/api/v1/coverage").status_code == HTTPStatus.OK


@pytest.mark.slow
def test_a_service_keeps_its_last_campaign_says_that_it_is_damaged_and_is_whole_again(
    path, url, app_on, caplog
):
    app = app_on(url)
    app.extensions["fairreach"].snapshots.every_s = 0.0
    client = app.test_client()
    assert readiness(client) == (HTTPStatus.OK, "well")

    harm(path)

    assert readiness(client) == (HTTPStatus.OK, "damaged")
    assert [client.get(each).status_code for each in ADDRESSES] == [HTTPStatus.OK] * len(ADDRESSES)
    assert client.get("/readyz").get_json()["campaign_version"] == 2
    (line,) = (each for each in caplog.messages if "damaged" in each)
    assert line.startswith("the fairs of version 2 are damaged; go back with: fairreach versions")
    assert line.endswith("the last campaign stays")
    with closing(Store.open(url)) as store:
        store.use(1)
    assert readiness(client) == (HTTPStatus.OK, "well")
    assert client.get("/readyz").get_json()["campaign_version"] == 1


def test_a_new_version_that_is_damaged_before_it_is_seen_is_not_served(path, url, app_on):
    app = app_on(url)
    app.extensions["fairreach"].snapshots.every_s = 0.0
    client = app.test_client()
    assert readiness(client) == (HTTPStatus.OK, "well")

    store_campaign(url, small_campaign(), only=("demand",))
    harm(path, "UPDATE demand SET persons = persons + 1 WHERE part > 6")

    assert readiness(client) == (HTTPStatus.OK, "damaged")
    assert client.get("/readyz").get_json()["campaign_version"] == 2


def test_a_service_that_starts_on_damage_serves_nothing_older_and_is_not_ready(path, url):
    harm(path)
    client = create_app(settings_on(url)).test_client()

    for address in ("/readyz", *ADDRESSES):
        assert client.get(address).status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert client.get("/healthz").status_code == HTTPStatus.OK


def test_what_is_damaged_is_read_once_and_not_at_every_look(path, url, app_on):
    harm(path)
    app = app_on(url)
    snapshots = app.extensions["fairreach"].snapshots
    snapshots.every_s = 0.0

    troubles = []
    for _ in range(3):
        assert app.test_client().get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
        troubles.append(snapshots.trouble)

    assert len({id(each) for each in troubles}) == 1


@pytest.mark.slow
def test_copies_with_one_bit_turned_over_end_no_command_and_no_page_badly(path, url):
    expected = shell(url, "coverage", "--json").stdout
    sound = path.read_bytes()
    written = [at for at, byte in enumerate(sound) if byte]
    chance = random.Random(8)
    failed = 0
    for _ in range(COPIES):
        harmed = bytearray(sound)
        harmed[chance.choice(written)] ^= 1 << chance.randrange(8)
        path.write_bytes(harmed)
        done = shell(url, "coverage", "--json")
        client = create_app(settings_on(url)).test_client()
        found = {client.get(each).status_code for each in ("/readyz", *ADDRESSES)}
        if done.exit_code == 0:
            assert done.stdout == expected
            assert found == {HTTPStatus.OK}
        else:
            assert done.exit_code == 1
            assert done.stderr.count("\n") == 1
            assert found == {HTTPStatus.SERVICE_UNAVAILABLE}
            failed += 1
        for log in path.parent.glob(f"{path.name}-*"):
            log.unlink()
    assert 0 < failed < COPIES


def classes_of(error):
    """An error and all that is derived from it."""
    return {error}.union(*(classes_of(each) for each in error.__subclasses__()))


def missing():
    tree = classes_of(FairreachError)
    return {each for table in (STATUS, EXIT_CODES) for each in tree.difference(table)}


def test_every_class_of_errors_has_a_status_and_an_exit_code():
    assert missing() == set()
    drawn = re.findall(r"(\w+Error|FileRefused|QueryRefused)\b.*?exit (\d)", errors.__doc__ or "")
    documented = {getattr(errors, name): int(code) for name, code in drawn}
    assert len(documented) == 8
    for each in classes_of(FairreachError) - {FairreachError}:
        nearest = next(base for base in each.__mro__ if base in documented)
        assert EXIT_CODES[each] == documented[nearest]
    assert EXIT_CODES[FairreachError] == FAILED


def test_a_class_of_errors_without_a_status_is_missed():
    class NewError(FairreachError):
        pass

    found = missing()
    names = {each.__name__ for each in found}
    del NewError, found
    gc.collect()  # what is left of a class is still derived from its base

    assert names == {"NewError"}
    assert missing() == set()
