"""The store that the settings name, open for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.errors import RoadsDamagedError
from geodata.intake.traffic import traffic_with
from geodata.store.store import Store
from service.commands.output import say
from service.config import Settings


@contextmanager
def store_of(settings: Settings, *, create: bool = False) -> Iterator[Store]:
    """
    The store, closed at the end; a missing one is made, and that is said, only where asked for.

    Raises
    ------
    StoreMissingError
        If there is no database, and none is to be made.
    """
    store = Store.open(
        settings.database_url, create=create, wait_s=settings.wait_s, roads=settings.roads
    )
    try:
        if store.is_new:
            say(f"there was no database; made an empty one at {store.path}")
        yield store
    finally:
        store.close()


def stored_campaign(settings: Settings, travel: str | None) -> Campaign:
    """
    The store's current campaign, with the roads that a method of travel needs.

    Raises
    ------
    RoadsDamagedError
        If that goes by road, and no network of the campaign can be opened.
    """
    with store_of(settings) as store:
        campaign = replace(store.load(), shows_ground=settings.ground)
    if travel == Method.ROADS and campaign.road_sources and not campaign.networks:
        names = ", ".join(source.name for source in campaign.road_sources)
        raise RoadsDamagedError(f"the road network {names} is missing or damaged; import it again")
    if settings.traffic:
        return replace(campaign, traffic=traffic_with(settings.traffic))
    return campaign
