"""``fairreach scenario``: saved from options, a file and a link, compared, adopted, removed."""

import json

import pytest
from click.testing import CliRunner
from stores import NOW, small_campaign, store_campaign

from service.cli import main


@pytest.fixture
def run(url):
    store_campaign(url, small_campaign())

    def call(*command):
        environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
        return CliRunner(env=environment).invoke(main, ["scenario", *command])

    return call


@pytest.mark.slow
def test_a_scenario_goes_its_whole_way(run, tmp_path):
    file = f"{tmp_path}/s.json"
    assert run("save", "五月", "--add", "106.9,29.9@2027-02-25", "--note", "试").exit_code == 0

    listed = json.loads(run("list", "--json").stdout)
    assert [(each["name"], each["note"], each["version"]) for each in listed] == [("五月", "试", 1)]
    assert "/planner?add=106.90000%2C29.90000%402027-02-25" in run("show", "五月").stdout
    assert run("show", "五月", "-o", file).exit_code == 0
    assert run("save", "again", "--file", file).exit_code == 0
    told = run("compare", "again", "--travel", "straight").stdout
    assert told.startswith("again less plan: +400 persons covered (1,500 to 1,900)")
    assert run("compare", "again", "五月").stdout.startswith("again less 五月: +0 persons")
    assert "version 2 is again" in run("adopt", "again").stdout
    refused = run("adopt", "五月")
    assert refused.exit_code == 2
    assert "moved on from version 1 to 2" in refused.stderr
    assert run("remove", "五月").exit_code == 0
    assert run("show", "五月").exit_code == 2


def test_a_comparison_is_had_as_json(run):
    run("save", "one", "--close", "f5")
    told = json.loads(run("compare", "one", "--travel", "straight", "--json").stdout)

    assert told["total"]["persons_covered"] == -200
    assert told["total"]["lost"] == 200


def test_a_scenario_comes_from_the_address_of_a_page(run):
    link = "https://example.org/planner?lang=zh&travel=straight&close=f5&move=f2@106.6,29.5"
    assert run("save", "linked", "--link", link).exit_code == 0

    shown = run("show", "linked").stdout
    assert "close f5" in shown
    assert "move f2@106.60000,29.50000" in shown


@pytest.mark.parametrize(
    "command",
    [
        ("save", "x"),
        ("save", "x", "--close", "nobody"),
        ("save", "x", "--close", "f4"),
        ("save", "x", "--close", "f5", "--link", "/planner?close=f2"),
        ("save", "x", "--link", "/planner?lang=en"),
        ("save", "", "--close", "f5"),
        ("save", "x", "--add", "200,10"),
        ("compare", "nobody"),
        ("adopt", "nobody"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(run, command):
    done = run(*command)

    assert done.exit_code == 2
    assert done.stderr.strip()
    assert json.loads(run("list", "--json").stdout) == []
