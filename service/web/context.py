"""What a request is answered with: the campaign and the services around it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign
from geodata.errors import NotFoundError, QueryRefused, StoreDamagedError
from service.arguments import Arguments
from service.config import Settings
from service.jobs.queue import Jobs
from service.tiles.background import Background
from service.web.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.web.assets import Assets


MOST_VERSIONS = 999_999_999


@dataclass(frozen=True, slots=True)
class Services:
    """What the views of one app share: ``app.extensions["fairreach"]``."""

    settings: Settings
    snapshots: Snapshots
    gather: "Callable[[], Assets]"
    jobs: Jobs
    background: Background | None = None
    cache: Cache = field(default_factory=Cache)

    @property
    def assets(self) -> "Assets":
        """The files of the pages, gathered when one is first asked for."""
        return self.cache.get("assets", None, self.gather, most=1)


def services() -> Services:
    """The services of the present app."""
    found: Services = current_app.extensions["fairreach"]
    return found


def current_campaign() -> Campaign:
    """
    The campaign to answer this request from. Ask once a request: it may change between two calls.

    Raises
    ------
    StoreError
        If there is none.
    """
    return services().snapshots.current()


def asked_campaign(args: Arguments) -> Campaign:
    """
    The plan that is asked about: the present one, or the ``version`` that is named.

    Raises
    ------
    QueryRefused
        If there is no such version, or it is damaged.
    StoreError
        As `current_campaign`, or if the version cannot be read now.
    """
    if args.text("version") is None:
        return current_campaign()
    number = args.whole("version", 0, least=1, most=MOST_VERSIONS)
    try:
        return services().snapshots.version(number)
    except NotFoundError:
        raise QueryRefused("version", number, "there is no such version") from None
    except StoreDamagedError:  # of this version alone: the present one goes on being served
        raise QueryRefused("version", number, "is damaged and cannot be read") from None
