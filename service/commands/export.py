"""``export``: tables and results out."""

from pathlib import Path

import click

from geodata.base.datum import Datum
from geodata.campaign.tables import TABLES
from geodata.errors import QueryRefused
from geodata.export.contents import CALCULATED, marked, table_sheet
from geodata.export.write import export, export_sheet, require_file
from service.arguments import Arguments, coverage_query
from service.commands.options import datum, query_options, settings_of, window_options, written_file
from service.commands.output import result
from service.commands.stores import store_of, stored_campaign


@click.command("export")
@click.argument("what", type=click.Choice((*TABLES, *CALCULATED)))
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
    if what in TABLES:
        require_none(args, what)
    require_file(file)
    settings = settings_of()
    if what in TABLES:
        with store_of(settings) as store:
            source = store.source(what)
            made_up = source is not None and source.illustrative
            sheet = marked(table_sheet(TABLES[what], store.table(what)), made_up)
        rows = export_sheet(sheet, file, datum=Datum(datum))
    else:
        campaign = stored_campaign(settings, options["travel"])
        query = coverage_query(args, campaign)
        rows = export(campaign, what, file, datum=Datum(datum), query=query)
    result(f"{file}: {rows:,} rows of {what} written")


def require_none(args: Arguments, what: str) -> None:
    """Refuse the options of a calculation where a table is written as it is stored."""
    for name, values in args.values.items():
        raise QueryRefused(name, values[0], f"is for coverage and gaps; {what} are written whole")
