"""What a user installs: the built wheel, alone, in an empty environment, from another folder."""

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from needs import all_needs, place_links

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.package


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**bare_environment(), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def bare_environment() -> dict[str, str]:
    """The environment without anything that could lead back to the checkout."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL", "FAIR"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", out)
    run(sys.executable, *build, ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The folder of the commands of an environment that holds the wheel and what it declares to need.

    The needs are those installed here, by links: to unpack half a gigabyte of wheels once more
    would show nothing about ours.
    """
    home = tmp_path_factory.mktemp("empty")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    python = home / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    (libraries,) = home.glob("venv/lib/python*/site-packages")
    (fairreach,) = distributions(name="fairreach", path=[str(libraries)])
    for need in all_needs(fairreach).values():
        place_links(need, libraries)
    run(*pip, "check", cwd=home)
    return python.parent


@pytest.fixture(scope="module")
def database(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What leads to a database that the installed wheel has filled."""
    home = tmp_path_factory.mktemp("filled")
    variable = {"FAIRREACH_DATABASE_URL": f"sqlite:///{home}/fairreach.db"}
    run(installed / "fairreach", "demo", cwd=home, **variable)
    return variable


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"service", "geodata", "maps"}


def test_the_wheel_carries_every_file_that_is_not_code(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "service", "geodata", "maps"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    if not tracked:
        tracked = [str(p.relative_to(ROOT)) for p in (ROOT / "service").rglob("*.html")]

    assert set(tracked) <= set(zipfile.ZipFile(wheel).namelist())


def test_beside_the_wheel_only_what_it_declares_is_there(installed: Path, tmp_path: Path) -> None:
    script = (
        "from importlib.metadata import distributions\n"
        "print(*(each.name.lower() for each in distributions()))\n"
    )

    there = set(run(installed / "python", "-c", script, cwd=tmp_path).split())

    assert {"fairreach", "flask", "werkzeug", "pandas"} <= there
    assert {"pytest", "hypothesis", "networkx", "typst"}.isdisjoint(there)


def test_an_installed_wheel_fills_a_database_and_answers(
    installed: Path, database: dict[str, str], tmp_path: Path
) -> None:
    fairreach = installed / "fairreach"

    answer = json.loads(run(fairreach, "coverage", "--json", cwd=tmp_path, **database))
    run(fairreach, "export", "coverage", "coverage.gpkg", cwd=tmp_path, **database)

    assert answer["total"]["persons"] == 32_054_159 + 20_937_757
    assert len(answer["districts"]) == 58
    assert (tmp_path / "coverage.gpkg").stat().st_size > 0


def test_an_installed_wheel_serves_its_pages(
    installed: Path, database: dict[str, str], tmp_path: Path
) -> None:
    """The factory of the service finds its templates, translations and assets in the wheel."""
    script = (
        "from service.app import create_app\n"
        "from service.config import Settings\n"
        "client = create_app(Settings.from_environment()).test_client()\n"
        "print(*(client.get(p).status_code for p in ('/planner', '/', '/readyz')))\n"
    )

    statuses = run(installed / "python", "-c", script, cwd=tmp_path, **database)

    assert statuses.split() == ["200", "200", "200"]
