"""``demo``: the illustrative campaign."""

from datetime import datetime

import click

from geodata.demo.build import default_start, require_start, store_demo_in_child
from geodata.districts.editions import CENSUS, SINCE
from service.commands.options import settings_of
from service.commands.output import result
from service.commands.stores import store_of


@click.command("demo")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of the fairs.")
@click.option(
    "--districts",
    "edition",
    type=click.Choice(tuple(SINCE)),
    default=CENSUS,
    show_default=True,
    help="Of which year: 2020 has the census's 38 of Chongqing, 2025 today's 37.",
)
def demo_command(start: datetime | None, edition: str) -> None:
    """Store the illustrative campaign as a new version; the versions before it stay."""
    settings = settings_of()
    day = start.date() if start else default_start(settings.now().date())
    require_start(day)
    with store_of(settings, create=True):  # says so if it was missing; the child could not
        pass
    version = store_demo_in_child(settings.database_url, day, edition)
    result(
        f"the illustrative campaign from {day} is stored as version {version}, "
        f"with the districts as of {SINCE[edition]}"
    )
