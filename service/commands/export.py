"""``export``: tables and results out."""

from pathlib import Path
from typing import Any

import click

from geodata.base.datum import Datum
from geodata.campaign.campaign import Campaign
from geodata.campaign.tables import TABLES
from geodata.errors import QueryRefused
from geodata.export.contents import CALCULATED, mark_rows, table_sheet
from geodata.export.report import Report
from geodata.export.report_file import REPORTS, write_report
from geodata.export.sheet import Sheet
from geodata.export.write import export, export_sheet, require_file
from geodata.measures.query import CoverageQuery
from service.app import create_app
from service.arguments import Arguments
from service.commands.options import (
    change_options,
    datum,
    query_options,
    settings_of,
    window_options,
    written_file,
)
from service.commands.output import result
from service.commands.stores import store_of, stored_campaign
from service.config import Settings
from service.planner.report import coverage_report, gaps_report
from service.queries import changes_of, coverage_query, trial_campaign
from service.web.context import services

MACHINE = "machine"
HEADINGS = "What heads the columns of .csv and .xlsx: words in --lang, or the fields' names."
headings = click.option(
    "--headings",
    type=click.Choice(["words", MACHINE]),
    default="words",
    show_default=True,
    help=HEADINGS,
)
lang = click.option(
    "--lang", type=click.Choice(["zh", "en", "id"]), default="zh", show_default=True
)


@click.command("export")
@click.argument("what", type=click.Choice((*TABLES, *CALCULATED)))
@written_file
@datum
@headings
@lang
@query_options
@window_options
@change_options
def export_command(what: str, file: Path, datum: str, lang: str, **options: Any) -> None:
    """
    Write WHAT to FILE; its extension says how: .geojson, .gpkg, .csv or .xlsx.

    The options on travel, threshold, group, dates and changes are those of coverage and gaps. A
    table comes in again under any of its headings; GeoJSON and GeoPackage always have the fields'
    names.
    """
    words = None if options.pop("headings") == MACHINE else lang
    args = Arguments.of_options(options)
    if what in TABLES:
        require_none(args, what)
    require_file(file)
    settings, in_datum = settings_of(), Datum(datum)
    if what in TABLES:
        sheet = stored_sheet(settings, what)
        rows = export_sheet(sheet, file, datum=in_datum, language=words)
    else:
        campaign = stored_campaign(settings, options["travel"])
        query = coverage_query(args, campaign)
        campaign = trial_campaign(campaign, changes_of(args), query, settings.now().date())
        if words and file.suffix.lower() in REPORTS:
            with create_app(settings).test_request_context(f"/?lang={words}"):
                made = report(campaign, what, query, in_datum)
            rows = write_report(made, file)
        else:
            rows = export(campaign, what, file, datum=in_datum, query=query)
    result(f"{file}: {rows:,} rows of {what} written")


def stored_sheet(settings: Settings, what: str) -> Sheet:
    """A table as it is stored, marked where it is made up."""
    with store_of(settings) as store:
        source = store.source(what)
        made_up = source is not None and source.illustrative
        return mark_rows(table_sheet(TABLES[what], store.table(what)), made_up)


def report(campaign: Campaign, what: str, query: CoverageQuery, datum: Datum) -> Report:
    """What was calculated, in the words of the language that is being spoken."""
    today = services().settings.now().date()
    if what == "gaps":
        return gaps_report(campaign, query, today, datum)
    return coverage_report(campaign, query, today)


def require_none(args: Arguments, what: str) -> None:
    """Refuse the options of a calculation where a table is written as it is stored."""
    for name, values in args.values.items():
        if not values:
            continue
        raise QueryRefused(name, values[0], f"is for coverage and gaps; {what} are written whole")
