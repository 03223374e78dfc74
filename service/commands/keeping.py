"""``versions``, ``demo`` and ``settings``: what is kept, and where."""

import os
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from geodata.store.store import VersionInfo
from service.commands.options import as_json, settings_of, store_of
from service.commands.output import json_result, result, say, table
from service.config import unknown_variables


@click.group("versions", invoke_without_command=True)
@as_json
@click.pass_context
def versions_command(ctx: click.Context, *, as_json: bool) -> None:
    """List the stored versions, oldest first."""
    if ctx.invoked_subcommand:
        return
    store = store_of(settings_of())
    try:
        versions = store.versions()
    finally:
        store.close()
    if as_json:
        json_result([told(each) for each in versions])
        return
    table(
        ["version", "current", "created", "changed", "rows", "roads", "illustrative"],
        [
            [
                each.version,
                "*" if each.current else "",
                each.created_at,
                ", ".join(each.changed),
                ", ".join(f"{name} {source.rows:,}" for name, source in each.provenance.items()),
                ", ".join(source.name for source in each.roads),
                ", ".join(name for name, source in each.provenance.items() if source.illustrative),
            ]
            for each in versions
        ],
    )


def told(version: VersionInfo) -> dict[str, Any]:
    """A version for programs."""
    return {
        "version": version.version,
        "current": version.current,
        "created_at": version.created_at,
        "changed": list(version.changed),
        "tables": {name: asdict(source) for name, source in version.provenance.items()},
        "roads": [asdict(source) for source in version.roads],
    }


@versions_command.command("use")
@click.argument("number", type=click.IntRange(min=1))
def use_command(number: int) -> None:
    """Make version NUMBER current; nothing is lost."""
    store = store_of(settings_of())
    try:
        store.use(number)
    finally:
        store.close()
    result(f"version {number} is current")


@click.command("demo")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of the fairs.")
def demo_command(start: datetime | None) -> None:
    """Store the illustrative campaign as a new version; the versions before it stay."""
    from geodata.demo.build import default_start, store_demo_in_child  # noqa: PLC0415  (demo alone)

    settings = settings_of()
    day = start.date() if start else default_start(settings.now().date())
    version = store_demo_in_child(settings.database_url, day)
    result(f"the illustrative campaign from {day} is stored as version {version}")


@click.command("settings")
@as_json
def settings_command(*, as_json: bool) -> None:
    """List every setting, its value and its meaning."""
    rows = list(settings_of().listed())
    for name in unknown_variables(os.environ):
        say(f"{name} is no setting of fairreach; is it misspelt?")
    if as_json:
        names = ("variable", "value", "meaning")
        json_result([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(["variable", "value", "meaning"], rows)
