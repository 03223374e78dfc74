"""``roads``: the road networks that travel rests on."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geodata.access.by_road import share_with_roads
from geodata.intake.roads import described, import_roads, remove_roads
from service.commands.options import as_json, settings_of
from service.commands.output import json_result, result, say, table, visible
from service.commands.stores import store_of

CLEAR_LINE = "\r\x1b[K"


@click.group("roads")
def roads_command() -> None:
    """Road networks: travel over bridges and by ferries, not across rivers."""


@roads_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", metavar="NAME", help="What to call the network (after the file).")
@as_json
def import_roads_command(*, file: Path, name: str | None, as_json: bool) -> None:
    """
    Make a network of FILE.osm.pbf, an OpenStreetMap extract, and rest a new version on it.

    A network of the same name is replaced; others stay beside it, one for each city.
    """
    with store_of(settings_of(), create=True) as store:
        before = {each["name"]: each for each in described(store)}
        report = import_roads(store, file, name, progress_line())
        clear_line()
        if as_json:
            json_result(report.to_dict())
            return
        show_network(report.about)
        replaced = before.get(report.about["name"], {}).get("km")
        if replaced is not None:
            # An extract that was cut between two of its blocks cannot be told from a whole one.
            result(f"it replaces a network of {replaced:,.0f} km")
        result(f"version {report.version} rests on it and is current")
        if not store.districts().empty:
            share = share_with_roads(store.load())
            result(f"of all persons in the districts, {share:.1%} live near a road that is known")


@roads_command.command("info")
@as_json
@click.pass_context
def info_command(ctx: click.Context, *, as_json: bool) -> None:
    """List the networks of the current version."""
    with store_of(settings_of()) as store:
        networks = described(store)
    if as_json:
        json_result(networks)
    else:
        if not networks:
            result("no road network has been imported; see: fairreach roads import --help")
        for each in networks:
            show_network(each)
    if any("problem" in each for each in networks):
        ctx.exit(1)


@roads_command.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Make a version without the network NAME; older versions keep it."""
    with store_of(settings_of()) as store:
        version = remove_roads(store, name)
    result(f"version {version} is current and does without {name}")


def progress_line() -> Callable[[str], None]:
    """What shows how far the work is: one line of a terminal, rewritten; nothing elsewhere."""

    def show(line: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"{CLEAR_LINE}{visible(line)}")
            sys.stderr.flush()

    return show


def clear_line() -> None:
    """Wipe the line of progress."""
    if sys.stderr.isatty():
        sys.stderr.write(CLEAR_LINE)


def show_network(about: dict[str, Any]) -> None:
    """One network in lines."""
    if "problem" in about:
        say(f"{about['name']}: {about['problem']}")
        return
    west, south, east, north = about["bounds"]
    result(f"{about['name']}: {about['file']}, of {about['source_date'] or 'unknown date'}")
    result(f"  extent     {west:.3f} to {east:.3f} east, {south:.3f} to {north:.3f} north")
    result(
        f"  size       {about['km']:,.0f} km in {about['edges']:,} edges between "
        f"{about['nodes']:,} nodes; {about['bytes'] / 1e6:.1f} MB on disk"
    )
    for profile, km in about["components"].items():
        told = f"the largest {km[0]:,.0f} km" if km else "none can be used"
        result(f"  {profile:<10} {len(km):,} connected parts, {told}")
    result(f"  set aside  {about['set_aside_km']:,.0f} km in small or one-way pieces")
    if about["missing_nodes"]:
        result(f"  missing    {about['missing_nodes']:,} vertices that the file does not hold")
    table(["kind", "km"], [[kind, km] for kind, km in about["km_by_kind"].items()])
