"""``settings``: every setting and where it stands."""

import os

import click

from service.commands.options import as_json, settings_of
from service.commands.output import json_result, say, table
from service.config import unknown_variables


@click.command("settings")
@as_json
def settings_command(*, as_json: bool) -> None:
    """List every setting, its value and its meaning."""
    rows = list(settings_of().rows())
    for name in unknown_variables(os.environ):
        say(f"{name} is no setting of fairreach; is it misspelt?")
    if as_json:
        names = ("variable", "value", "meaning")
        json_result([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(["variable", "value", "meaning"], rows)
