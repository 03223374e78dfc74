"""``map``: the coverage map out, as one file."""

from pathlib import Path
from typing import Any

import click

from geodata.base.atomic import atomic_file
from geodata.errors import InputError
from geodata.measures.measure import MEASURES
from service.app import create_app
from service.arguments import Arguments
from service.commands.options import (
    change_options,
    query_options,
    settings_of,
    window_options,
    written_file,
)
from service.commands.output import result
from service.commands.stores import stored_campaign
from service.planner.archive import archive_page

*FIRST, LAST = MEASURES
CHOICES = f"{', '.join(FIRST)} or {LAST}"


@click.command("map")
@written_file
@query_options
@window_options
@change_options
@click.option("--measure", metavar="M", help=f"What colours the districts: {CHOICES}.")
@click.option("--lang", type=click.Choice(["zh", "en", "id"]), default="zh", show_default=True)
def map_command(file: Path, lang: str, **options: Any) -> None:
    """Write the coverage map with its table to FILE.html: one file, no service, no network."""
    if file.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{file.name}: a map is written as .html")
    settings = settings_of()
    campaign = stored_campaign(settings, options["travel"])
    today = settings.now().date()
    page = archive_page(create_app(settings), campaign, Arguments.of_options(options), lang, today)
    with atomic_file(file) as part:
        part.write_text(page, encoding="utf-8")
    result(f"{file}: {len(page.encode()):,} bytes written")
