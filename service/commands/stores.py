"""The store that the settings name, open for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from geodata.campaign.campaign import Campaign
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


def stored_campaign(settings: Settings) -> Campaign:
    """The store's current campaign."""
    with store_of(settings) as store:
        return store.load()
