"""``roads``: the road networks that travel rests on."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from geodata.access.by_road import share_with_roads
from geodata.campaign.regions import region_name
from geodata.intake.road_shortcomings import Lack, Shortcoming
from geodata.intake.roads import (
    NetworkFigures,
    NetworkProblem,
    import_roads,
    lacks,
    networks,
    remove_roads,
)
from geodata.roads.network import Signs
from geodata.store.store import Store
from service.commands.options import as_json, settings_of
from service.commands.output import json_result, result, say, table, visible
from service.commands.stores import store_of

CLEAR_LINE = "\r\x1b[K"
MOST_ASIDE = 5  # pieces that are listed
GROUND_LACKS = {
    Lack.WATERS: "the extract of {} holds no waters: maps have the base map's, and none near by",
    Lack.NAMES: "the extract of {} holds no places by name: none is found, nor named on maps",
}


@click.group("roads")
def roads_command() -> None:
    """Road networks: travel over bridges and by ferries, not across rivers."""


@roads_command.command("import")
@click.argument(
    "file",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--name", metavar="NAME", help="What to call the network (after its one file).")
@as_json
def import_roads_command(*, file: tuple[Path, ...], name: str | None, as_json: bool) -> None:
    """
    Make a network of FILE.osm.pbf, an OpenStreetMap extract, and rest a new version on it.

    Several files, of adjoining provinces, make one network: ways lead over their borders. A network
    of the same name is replaced; others stay beside it, one for each city.
    """
    with store_of(settings_of(), create=True) as store:
        before = {each.name: each for each in networks(store)}
        try:
            report = import_roads(store, file, name, progress_line())
        finally:
            clear_line()
        warn(store, report.lacks)
        if as_json:
            json_result(report.to_dict())
            return
        show_network(report.network)
        replaced = before.get(report.network.name)
        if isinstance(replaced, NetworkFigures):
            # An extract that was cut between two of its blocks cannot be told from a whole one.
            result(f"it replaces a network of {replaced.km:,.0f} km")
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
        known = networks(store)
        warn(store, lacks(store))
    if as_json:
        json_result([asdict(each) for each in known])
    else:
        if not known:
            result("no road network has been imported; see: fairreach roads import --help")
        for each in known:
            show_network(each)
    if any(isinstance(each, NetworkProblem) for each in known):
        ctx.exit(1)


@roads_command.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Make a version without the network NAME; older versions keep it."""
    with store_of(settings_of()) as store:
        version = remove_roads(store, name)
    result(f"version {version} is current and does without {name}")


def warn(store: Store, found: Sequence[Shortcoming]) -> None:
    """What the roads lack, a line each, beside the results."""
    names = store.districts()["name_zh"]
    for each in found:
        say(f"warning: {warning(each, names)}")


def warning(found: Shortcoming, names: Mapping[str, str]) -> str:
    """One thing that the roads lack, in a sentence."""
    if found.lack is Lack.CLASSES:
        name, kind = found.of
        return (
            f"all roads of {name} are of one class, {kind}: where no limit is posted their speeds "
            "are one guess"
        )
    if lacks := GROUND_LACKS.get(found.lack):
        return lacks.format(*found.of)
    if found.whole and len(found.of) > 1:
        city = region_name(found.region, "en")
        return f"no road in any of the {len(found.of)} districts of {city} ({found.region})"
    listed = ", ".join(f"{names[adcode]} ({adcode})" for adcode in found.of)
    if found.lack is Lack.DISTRICTS:
        return f"no road in {listed}"
    return f"less than a fifth of the roads per km² of the adjoining districts in {listed}"


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


def show_signs(signs: Signs | None) -> None:
    """What a network knows of signs, in lines."""
    if signs is None:
        result("  signs      of the earlier format: turns, barriers and access by direction are")
        result("             not in it; import it again to have them")
        return
    unread = f", {signs.turns_unread:,} cannot be followed" if signs.turns_unread else ""
    result(f"  turns      {signs.turns:,} restrictions are kept to{unread}")
    result(f"  barriers   {signs.gates:,} on nodes")
    if signs.timed:
        result(f"  by time    {signs.timed:,} signs hold at some times only and are not read")


def show_network(network: NetworkFigures | NetworkProblem) -> None:
    """One network in lines."""
    if isinstance(network, NetworkProblem):
        say(f"{network.name}: {network.problem}")
        return
    west, south, east, north = network.bounds
    result(f"{network.name}: {network.file}, of {network.source_date or 'unknown date'}")
    result(f"  extent     {west:.3f} to {east:.3f} east, {south:.3f} to {north:.3f} north")
    result(
        f"  size       {network.km:,.0f} km in {network.edges:,} edges between "
        f"{network.nodes:,} nodes; {network.bytes / 1e6:.1f} MB on disk"
    )
    for profile, km in network.components.items():
        largest = f"the largest {km[0]:,.0f} km" if km else "none can be used"
        result(f"  {profile:<10} {len(km):,} connected parts, {largest}")
    result(f"  set aside  {network.set_aside_km:,.0f} km in small or one-way pieces")
    for length, lon, lat in network.aside[:MOST_ASIDE]:
        result(f"             {length:,.1f} km at {lon:.4f}, {lat:.4f}")
    show_signs(network.signs)
    if network.ground:
        ground = network.ground
        size, tiles = f"{ground.bytes / 1e6:.1f} MB", f"{ground.tiles:,} tiles"
        result(f"  ground     {size} in {tiles}, {ground.places:,} places by name")
    if network.missing_nodes:
        result(f"  missing    {network.missing_nodes:,} vertices that the file does not hold")
    table(["kind", "km"], [[kind, km] for kind, km in network.km_by_kind.items()])
