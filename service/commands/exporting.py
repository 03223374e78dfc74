"""``export`` and ``map``: results and tables out."""

from pathlib import Path

import click

from geodata.crs import Datum
from geodata.export import export, export_rows, require_file
from geodata.store import Store
from service.commands.options import datum, query_options, settings_of, window_options
from service.commands.output import result
from service.query import Arguments, coverage_query

STORED = ("fairs", "employers", "openings", "demand", "districts")
CALCULATED = ("coverage", "gaps")


@click.command("export")
@click.argument("what", type=click.Choice(STORED + CALCULATED))
@click.argument("file", type=click.Path(path_type=Path))
@datum
@query_options
@window_options
def export_command(what: str, file: Path, datum: str, **options: str | None) -> None:
    """
    Write WHAT to FILE; its extension says how: .geojson, .gpkg, .csv or .xlsx.

    The options on travel, threshold, group and dates are those of coverage and gaps.
    """
    query = coverage_query(Arguments.of_options(options))
    require_file(file)
    store = Store.open(settings_of().database_url)
    try:
        if what in STORED:
            rows = export_rows(what, store.table(what), file, datum=Datum(datum))
        else:
            rows = export(store.load(), what, file, datum=Datum(datum), query=query)
    finally:
        store.close()
    result(f"{file}: {rows:,} rows of {what} written")
