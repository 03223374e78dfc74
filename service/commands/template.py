"""``template``: an empty table to fill in."""

from pathlib import Path

import click

from geodata.export.template import TEMPLATES, write_template
from service.commands.options import written_file
from service.commands.output import result


@click.command("template")
@click.argument("table_name", metavar="TABLE", type=click.Choice(TEMPLATES))
@written_file
def template_command(table_name: str, file: Path) -> None:
    """Write an empty TABLE to FILE.xlsx, with headers, notes and an example row."""
    write_template(table_name, file)
    result(f"{file} written")
