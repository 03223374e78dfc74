"""``serve``: the service on this machine."""

from dataclasses import replace
from typing import Any

import click

from service.commands.options import settings_of
from service.commands.output import result, say
from service.commands.stores import store_of
from service.config import MOST_WORKERS, READERS, Settings
from service.server import serve


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
    with store_of(settings, create=True) as store:
        is_empty = store.current_version() is None
    if demo and is_empty:
        store_the_demo(settings)
    serve(settings, lambda address: result(f"fairreach is ready at {address}  (Ctrl-C ends it)"))


def store_the_demo(settings: Settings) -> None:
    """Store the demo campaign in an empty database."""
    from geodata.demo.build import default_start, store_demo_in_child  # noqa: PLC0415  (rarely needed)

    say("the database is empty; storing the illustrative demo campaign, which takes a moment")
    store_demo_in_child(settings.database_url, default_start(settings.now().date()))
