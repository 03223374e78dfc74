"""A misspelt address makes no database: every command there is says so, but the few that begin."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import click
import pytest
import servers
from click.testing import CliRunner
from stores import NOW

from service.cli import main

BEGIN = {"serve", "demo", "import", "roads import"}
NEED_NONE = {"settings", "template"}
FAIRS = "name,venue,lon,lat,date\nA,B,106.5,29.5,2027-03-13\n"
MADE = "there was no database; made an empty one at "
# What an argument of each name takes; a new command says here how it is called.
VALUES = {
    "table_name": "fairs", "what": "fairs", "lon": "106.5", "lat": "29.5", "number": "1",
    "name": "x", "file": "out.xlsx",
}  # fmt: skip
FILES = {"import": "fairs.csv", "roads import": "fairs.csv", "map": "out.html"}
# What a command cannot do without besides.
OPTIONS = {
    "brief": ["-o", "out.html"],
    "costs": ["-o", "out.csv"],
    "scenario save": ["--close", "f1"],
    "site": ["--model", "mclp", "-p", "3"],
}

# What is refused once the database is open, for what takes long.
AGAIN = {"demo": ["demo", "--people", "ground"]}


def leaves(group, context, path=()):
    """Every command that can be run, by its whole name."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        whole = (*path, name)
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield " ".join(whole), command
            yield from leaves(command, context, whole)
        else:
            yield " ".join(whole), command


COMMANDS = dict(leaves(main, click.Context(main)))


def line_of(name):
    """A command with all that it needs."""
    arguments = [p for p in COMMANDS[name].params if isinstance(p, click.Argument)]
    given = VALUES | ({"file": FILES[name]} if name in FILES else {})
    named = [given[each.name] for each in arguments if each.required or each.name in given]
    return [*name.split(), *named, *OPTIONS.get(name, ())]


def run(folder, line, monkeypatch, **environment):
    monkeypatch.chdir(folder)
    (folder / "fairs.csv").write_text(FAIRS)
    return CliRunner().invoke(main, line, env={"FAIRREACH_NOW": NOW, **environment})


def missing(folder):
    return f"sqlite:///{folder}/nowhere/misspelt.db"


def test_every_command_is_known_to_begin_to_need_a_database_or_to_need_none():
    assert set(COMMANDS) >= BEGIN | NEED_NONE
    assert len(COMMANDS) >= 14


@pytest.mark.parametrize("address", ["misspelt", "default"])
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - BEGIN - NEED_NONE))
def test_a_command_that_reads_refuses_a_missing_database(tmp_path, monkeypatch, name, address):
    url = "" if address == "default" else missing(tmp_path)
    path = tmp_path / ("var/fairreach.db" if address == "default" else "nowhere/misspelt.db")

    done = run(tmp_path, line_of(name), monkeypatch, FAIRREACH_DATABASE_URL=url)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"there is no database at {path}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["fairs.csv"]


@pytest.mark.parametrize("name", sorted(NEED_NONE))
def test_a_command_that_needs_no_database_makes_none(tmp_path, monkeypatch, name):
    done = run(tmp_path, line_of(name), monkeypatch, FAIRREACH_DATABASE_URL=missing(tmp_path))

    assert done.exit_code == 0
    assert not (tmp_path / "nowhere").exists()


def test_a_rehearsed_import_makes_no_database(tmp_path, monkeypatch):
    line = [*line_of("import"), "--dry-run"]

    done = run(tmp_path, line, monkeypatch, FAIRREACH_DATABASE_URL=missing(tmp_path))

    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no database at " in done.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(BEGIN - {"serve"}))
def test_a_command_that_begins_says_that_it_makes_a_database(tmp_path, monkeypatch, name):
    path = tmp_path / "nowhere" / "misspelt.db"

    done = run(tmp_path, line_of(name), monkeypatch, FAIRREACH_DATABASE_URL=missing(tmp_path))

    # The road network that is none is refused, after that.
    assert done.exit_code == (2 if name == "roads import" else 0)
    assert done.stderr.splitlines()[0] == f"{MADE}{path}"
    assert path.exists()
    line = AGAIN.get(name) or line_of(name)
    again = run(tmp_path, line, monkeypatch, FAIRREACH_DATABASE_URL=missing(tmp_path))
    assert MADE not in again.stderr


def test_a_demo_that_cannot_begin_makes_no_database(tmp_path, monkeypatch):
    line = ["demo", "--start", "9999-12-31"]

    done = run(tmp_path, line, monkeypatch, FAIRREACH_DATABASE_URL=missing(tmp_path))

    assert done.exit_code == 2
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
def test_a_service_that_begins_says_so_and_shows_how(tmp_path):
    with servers.process(missing(tmp_path)) as (address, server):
        with pytest.raises(HTTPError) as answer:
            urlopen(f"{address}/?lang=en", timeout=60)
        page = answer.value.read().decode()
        server.terminate()
        _, err = server.communicate(timeout=60)

    assert answer.value.code == 503
    assert "fairreach demo" in page
    assert err.splitlines()[0] == f"{MADE}{tmp_path}/nowhere/misspelt.db"


def test_an_app_without_a_database_makes_none_and_shows_how_to_begin(app_on, tmp_path):
    client = app_on(missing(tmp_path)).test_client()

    assert "fairreach demo" in client.get("/?lang=en").text
    assert json.loads(client.get("/readyz").text)["status"] == 503
    assert not (tmp_path / "nowhere").exists()


# What takes time to import; a command that needs none of it answers at once.
HEAVY = {
    "numpy", "pandas", "geopandas", "shapely", "scipy", "pyproj", "pyogrio", "flask", "apiflask",
    "folium", "sqlalchemy", "alembic", "openpyxl", "granian", "osmium", "asyncio",
}  # fmt: skip
SHOW_MODULES = """
import sys
from service.cli import main
try:
    main(sys.argv[1:], prog_name="fairreach")
finally:
    sys.stderr.write("MODULES " + " ".join(sys.modules))
"""


@pytest.mark.parametrize(
    "line",
    ["--version", "--help", "settings", "settings --json", "versions", "versions --json",
     "versions --help"],
)  # fmt: skip
def test_what_can_answer_at_once_imports_nothing_heavy(filled, line):
    done = subprocess.run(
        [sys.executable, "-c", SHOW_MODULES, *line.split()],
        env={"FAIRREACH_DATABASE_URL": filled, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )

    modules = done.stderr.partition("MODULES ")[2].split()
    assert done.stdout
    assert "service.cli" in modules
    assert not HEAVY & set(modules)
