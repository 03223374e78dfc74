"""``versions``: what is stored, and which of it is current."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from geodata.store.listing import VersionInfo, versions_at
from service.commands.options import as_json, settings_of
from service.commands.output import json_result, result, say, table
from service.config import Settings


@click.group("versions", invoke_without_command=True)
@as_json
@click.pass_context
def versions_command(ctx: click.Context, *, as_json: bool) -> None:
    """List the stored versions, oldest first."""
    if ctx.invoked_subcommand:
        return
    settings = settings_of()
    versions, whole = versions_at(settings.database_url, wait_s=settings.wait_s)
    if as_json:
        json_result([version_record(each) for each in versions])
    else:
        version_table(versions)
    if not whole:
        for fault in faults(settings):
            say(fault)
        ctx.exit(1)


def faults(settings: Settings) -> list[str]:
    """What is damaged of what describes the versions, in sentences."""
    from service.commands.stores import store_of  # noqa: PLC0415  (the list does without)

    with store_of(settings) as store:
        return store.faults()


def version_table(versions: Sequence[VersionInfo]) -> None:
    """Write a row for each version."""
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


def version_record(version: VersionInfo) -> dict[str, Any]:
    """A version for programs."""
    return {
        "version": version.version,
        "current": version.current,
        "created_at": version.created_at,
        "changed": list(version.changed),
        "tables": {name: source.to_dict() for name, source in version.provenance.items()},
        "roads": [asdict(source) for source in version.roads],
    }


@versions_command.command("use")
@click.argument("number", type=click.IntRange(min=1))
def use_command(number: int) -> None:
    """Make version NUMBER current; nothing is lost."""
    from service.commands.stores import store_of  # noqa: PLC0415  (the list does without)

    with store_of(settings_of()) as store:
        begun_anew = store.use(number)
    result(f"version {number} is current")
    if begun_anew:
        say("what was current before is damaged: the history of the fairs begins anew")
