"""``demo``: the illustrative campaign."""

from datetime import datetime

import click

from geodata.demo.build import default_start, require_start, store_demo_in_child
from geodata.demo.origins import DISCS, GROUND, PLACINGS
from geodata.districts.editions import CENSUS, SINCE
from geodata.errors import InputError
from geodata.store.store import Store
from service.commands.options import settings_of
from service.commands.output import result, say
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
@click.option(
    "--people",
    type=click.Choice(PLACINGS),
    help="Urban people of districts without sound settlements: by built-up land and streets of "
    "imported extracts, or in discs around the seat. Without it: by the ground, if there is one.",
)
def demo_command(start: datetime | None, edition: str, people: str | None) -> None:
    """Store the illustrative campaign as a new version; the versions before it stay."""
    settings = settings_of()
    day = start.date() if start else default_start(settings.now().date())
    require_start(day)
    with store_of(settings, create=True) as store:  # says so if it was missing
        people = placing(store, people)
    version = store_demo_in_child(
        settings.database_url, day, edition, roads=settings.roads, people=people
    )
    if people == GROUND:
        say("where settlements are not sound, urban people are placed by built-up land and streets")
    result(
        f"the illustrative campaign from {day} is stored as version {version}, "
        f"with the districts as of {SINCE[edition]}"
    )


def placing(store: Store, asked: str | None) -> str:
    """
    How urban people are placed: as asked for, else by the ground if there is one.

    Raises
    ------
    InputError
        If they are to be placed by a ground, and none is known.
    """
    known = store.current_version() is not None and any(
        source.ground for source in store.road_sources()
    )
    if asked == GROUND and not known:
        raise InputError(
            "no ground is known to place people by; import an extract first: "
            "fairreach roads import FILE.osm.pbf --name NAME"
        )
    return asked or (GROUND if known else DISCS)
