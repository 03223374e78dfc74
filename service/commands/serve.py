"""``serve``: the service on this machine."""

import gc
from dataclasses import replace
from typing import Any

import click

from service.commands.options import settings_of
from service.commands.output import result, say
from service.commands.stores import store_of
from service.config import MOST_WORKERS, READERS, Settings


def host_of(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """A host as the setting would be; an empty one would listen everywhere."""
    try:
        return None if text is None else READERS["host"](text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command("serve")
@click.option(
    "--host", metavar="ADDRESS", callback=host_of, help="Address to listen at (127.0.0.1)."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen at (8000).")
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Server processes (2).")
@click.option(
    "--demo", is_flag=True, help="Fill an empty database with the demo campaign; districts of 2020."
)
def serve_command(*, demo: bool, **options: Any) -> None:
    """Serve the pages and the API until Ctrl-C."""
    given = {name: value for name, value in options.items() if value is not None}
    settings = replace(settings_of(), **given)
    gc.disable()  # until the server is ready: what it imports and loads stays
    with store_of(settings, create=True) as store:
        if demo and store.current_version() is None:
            store_the_demo(settings)
        with store.people_ahead() as ahead:
            # A second of imports, in which a child reads what takes nearly as long.
            from service.server import serve  # noqa: PLC0415

            serve(settings, announce, ahead)


def announce(address: str) -> None:
    """Say where the service answers."""
    result(f"fairreach is ready at {address}  (Ctrl-C ends it)")


def store_the_demo(settings: Settings) -> None:
    """Store the demo campaign in an empty database."""
    from geodata.demo.build import default_start, store_demo_in_child  # noqa: PLC0415  (rarely needed)

    say("the database is empty; storing the illustrative demo campaign, which takes a moment")
    store_demo_in_child(settings.database_url, default_start(settings.now().date()))
