"""``export`` and ``map``: results and tables out."""

from pathlib import Path

import click

from geodata.access.by_road import usual_method
from geodata.base.atomic import replacing
from geodata.base.datum import Datum
from geodata.campaign.tables import TABLES
from geodata.errors import InputError, QueryRefused
from geodata.export.write import export, export_rows, require_file
from service.arguments import Arguments, coverage_query
from service.commands.options import (
    datum,
    query_options,
    settings_of,
    store_of,
    window_options,
    written_file,
)
from service.commands.output import result

STORED = tuple(TABLES)
CALCULATED = ("coverage", "gaps")


@click.command("export")
@click.argument("what", type=click.Choice(STORED + CALCULATED))
@written_file
@datum
@query_options
@window_options
def export_command(what: str, file: Path, datum: str, **options: str | None) -> None:
    """
    Write WHAT to FILE; its extension says how: .geojson, .gpkg, .csv or .xlsx.

    The options on travel, threshold, group and dates are those of coverage and gaps.
    """
    args = Arguments.of_options(options)
    if what in STORED:
        require_none(args, what)
    require_file(file)
    store = store_of(settings_of())
    try:
        if what in STORED:
            rows = export_rows(what, store.table(what), file, datum=Datum(datum))
        else:
            campaign = store.load()
            query = coverage_query(args, usual_method(campaign))
            rows = export(campaign, what, file, datum=Datum(datum), query=query)
    finally:
        store.close()
    result(f"{file}: {rows:,} rows of {what} written")


def require_none(args: Arguments, what: str) -> None:
    """Refuse the options of a calculation where a table is written as it is stored."""
    for name, values in args.values.items():
        raise QueryRefused(name, values[0], f"is for coverage and gaps; {what} are written whole")


@click.command("map")
@written_file
@query_options
@window_options
@click.option("--measure", metavar="M", help="What colours the districts: coverage, gap or fairs.")
@click.option("--lang", type=click.Choice(["zh", "en", "id"]), default="zh", show_default=True)
def map_command(file: Path, lang: str, **options: str | None) -> None:
    """Write the coverage map with its table to FILE.html: one file, no service, no network."""
    from service.app import create_app  # noqa: PLC0415  (pages are needed by this command alone)
    from service.planner.archive import archive_page  # noqa: PLC0415

    if file.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{file.name}: a map is written as .html")
    settings = settings_of()
    store = store_of(settings)
    try:
        campaign = store.load()
    finally:
        store.close()
    today = settings.now().date()
    page = archive_page(create_app(settings), campaign, Arguments.of_options(options), lang, today)
    with replacing(file) as part:
        part.write_text(page, encoding="utf-8")
    result(f"{file}: {len(page.encode()):,} bytes written")
