"""``demo``: the illustrative campaign."""

from datetime import datetime

import click

from geodata.demo.build import default_start, require_start, store_demo_in_child
from service.commands.options import settings_of
from service.commands.output import result
from service.commands.stores import store_of


@click.command("demo")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of the fairs.")
def demo_command(start: datetime | None) -> None:
    """Store the illustrative campaign as a new version; the versions before it stay."""
    settings = settings_of()
    day = start.date() if start else default_start(settings.now().date())
    require_start(day)
    with store_of(settings, create=True):  # says so if it was missing; the child could not
        pass
    version = store_demo_in_child(settings.database_url, day)
    result(f"the illustrative campaign from {day} is stored as version {version}")
