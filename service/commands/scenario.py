"""``scenario``: changes of a plan that have a name: saved, compared, adopted."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import click
import orjson

from geodata.base.atomic import atomic_file
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS, Changes
from geodata.campaign.scenario import Scenario
from geodata.errors import InputError
from geodata.intake.scenarios import adopt, read_scenario
from geodata.measures.comparison import Comparison, comparison
from geodata.measures.query import CoverageQuery
from geodata.store.store import Store
from service.arguments import Arguments
from service.commands.options import (
    as_json,
    change_options,
    query_options,
    settings_of,
    window_options,
)
from service.commands.output import json_result, result, say, table
from service.commands.stores import store_of
from service.queries import changes_of, coverage_query, trial_campaign

PLAN = "plan"
name_argument = click.argument("name")


@click.group("scenario")
def scenario_command() -> None:
    """Keep changes of the plan under a name, compare them, and make them the plan."""


@scenario_command.command("save")
@name_argument
@change_options
@click.option("--note", default="", help="What is to be remembered of it.")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--link", metavar="ADDRESS", help="The address of a planner's page.")
@click.option("--replace", "again", is_flag=True, help="Take the place of one of that name.")
def save_command(
    name: str, *, note: str, file: Path | None, link: str | None, again: bool, **changes: Any
) -> None:
    """
    Save changes on the current version as NAME.

    They are given as options, or those of a FILE that `show -o` wrote (on its own version), or of
    the ADDRESS of a planner's page.
    """
    given = changes_of(Arguments.of_options(changes))
    if sum(map(bool, (given, file, link))) != 1:
        raise InputError("give changes as options, or --file, or --link: one of them")
    with store_of(settings_of()) as store:
        if file is not None:
            made = read_scenario(file)
            made = replace(made, name=name, note=note or made.note)
        else:
            chosen = changes_in(link) if link else given
            made = Scenario(name, current(store), chosen, note)
        base = store.load(made.version)
        trial_campaign(
            base, made.changes, coverage_query(Arguments({})), settings_of().now().date()
        )
        store.scenarios.save(made, again=again)
    result(f"{name}: {len(made.changes)} changes on version {made.version} saved")


def changes_in(link: str) -> Changes:
    """The changes that the address of a page names."""
    asked = parse_qs(urlsplit(link).query, keep_blank_values=True)
    return Changes.of({kind: asked.get(kind, ()) for kind in KINDS})


def current(store: Store) -> int:
    """The current version."""
    return store.load().version


@scenario_command.command("list")
@as_json
def list_command(*, as_json: bool) -> None:
    """List the scenarios by name."""
    with store_of(settings_of()) as store:
        saved = store.scenarios.every()
    if as_json:
        json_result([each.scenario.to_dict() | {"saved_at": each.saved_at} for each in saved])
        return
    rows = [
        [each.scenario.name, each.scenario.version, len(each.scenario.changes), each.saved_at,
         each.scenario.note.partition("\n")[0]]
        for each in saved
    ]  # fmt: skip
    table(["name", "version", "changes", "saved", "note"], rows)


@scenario_command.command("show")
@name_argument
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def show_command(name: str, *, output: Path | None, as_json: bool) -> None:
    """Show the scenario NAME and the address that tries it, or write it to a file."""
    with store_of(settings_of()) as store:
        found = store.scenarios.get(name)
    if output is not None:
        with atomic_file(output) as part:
            part.write_bytes(orjson.dumps(found.to_dict(), option=orjson.OPT_INDENT_2))
        result(f"{output}: scenario {name} written")
    elif as_json:
        json_result(orjson.dumps(found.to_dict()))
    else:
        result(f"{name}, on version {found.version}{': ' if found.note else ''}{found.note}")
        for kind, texts in found.changes.texts().items():
            for text in texts:
                result(f"{kind} {text}")
        result(f"/planner?{urlencode(found.changes.texts(), doseq=True)}")


@scenario_command.command("compare")
@name_argument
@click.argument("other", default=PLAN)
@query_options
@window_options
@as_json
def compare_command(name: str, other: str, *, as_json: bool, **options: Any) -> None:
    """
    What the scenario NAME brings more than OTHER: another one, or plan, the present plan.

    The options are those of coverage.
    """
    args = Arguments.of_options(options)
    with store_of(settings_of()) as store:
        loaded: dict[int, Campaign] = {}
        sides = [side(store, loaded, each, args) for each in (other, name)]
    found = comparison(*sides)
    if as_json:
        json_result(orjson.dumps(found.to_dict()))
        return
    result(heading(found, other, name))
    rows = found.districts.sort_values("persons_covered", ascending=False)
    columns = ("persons_covered", "gained", "lost")
    table(
        ["adcode", "district", "covered", "gained", "lost", "points"],
        [
            [code, row["name_zh"], *(with_sign(row[name]) for name in columns),
             with_sign(row["coverage"] * 100, 1)]
            for code, row in rows.to_dict("index").items()
        ],
    )  # fmt: skip


def side(
    store: Store, loaded: dict[int, Campaign], name: str, args: Arguments
) -> tuple[Campaign, CoverageQuery]:
    """One side of a comparison; a version that both stand on is loaded once."""
    found = None if name == PLAN else store.scenarios.get(name)
    version = current(store) if found is None else found.version
    if version not in loaded:
        loaded[version] = store.load(version)
    plan = loaded[version]
    query = coverage_query(args, plan)
    changes = found.changes if found else Changes()
    return trial_campaign(plan, changes, query, settings_of().now().date()), query


def heading(found: Comparison, first: str, second: str) -> str:
    """The comparison in a line."""
    before, after, less = found.before.total, found.after.total, found.total
    points = None if less["coverage"] is None else less["coverage"] * 100
    return (
        f"{second} less {first}: {with_sign(less['persons_covered'])} persons covered "
        f"({before.persons_covered or 0:,.0f} to {after.persons_covered or 0:,.0f}), "
        f"{with_sign(points, 1)} points; "
        f"{with_sign(less['gained'])} gained, {with_sign(less['lost'])} lost"
    )


def with_sign(number: float | None, digits: int = 0) -> str:
    """A number with its sign; a dash where it is not known."""
    if number is None or number != number:  # noqa: PLR0124  # NaN is not itself
        return "-"
    return f"{number:+,.{digits}f}"


@scenario_command.command("adopt")
@name_argument
def adopt_command(name: str) -> None:
    """Make the plan what the scenario NAME says: a new version of the fairs, which is current."""
    with store_of(settings_of()) as store:
        scenario = store.scenarios.get(name)
        version = adopt(store, scenario)
    result(f"version {version} is {name} and is current")
    if "move" in scenario.changes.texts():
        say("fairs that have moved keep their venue and address; put them right by an import")


@scenario_command.command("remove")
@name_argument
def remove_command(name: str) -> None:
    """Forget the scenario NAME; no version changes."""
    with store_of(settings_of()) as store:
        store.scenarios.remove(name)
    result(f"{name}: removed")
