"""The campaign that this process serves now: one whole snapshot, swapped when the store moves."""

import hashlib
import logging
from dataclasses import astuple, dataclass, field
from importlib.metadata import version as installed_version
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from flask import current_app

from geodata.base.cache import remembered
from geodata.campaign.campaign import Campaign
from geodata.errors import StoreEmptyError, StoreError
from geodata.store.store import Store
from service.config import Settings

if TYPE_CHECKING:
    from service.web.assets import Assets

log = logging.getLogger("fairreach")

PROGRAM_VERSION = installed_version("fairreach")
CHECK_EVERY_S = 0.5
# A reader waits only while another process recovers the file or keeps it to itself; requests wait
# with it, and the next look comes soon.
WAIT_S = 0.25


@dataclass(slots=True)
class Snapshots:
    """
    The current campaign of one database, for the threads of one process.

    At most twice a second one thread looks whether the store has moved on, and loads what it
    finds; the others serve the campaign they have. When the store fails, the last campaign stays
    and ``trouble`` says why.
    """

    url: str
    roads: Path | None = None
    every_s: float = CHECK_EVERY_S
    trouble: StoreError | None = field(default=None, init=False)
    _store: Store | None = field(default=None, init=False)
    _campaign: Campaign | None = field(default=None, init=False)
    _moves: int = field(default=0, init=False)
    _checked: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def current(self) -> Campaign:
        """
        The campaign to answer from.

        Raises
        ------
        StoreError
            If there is none: nothing has been imported, or the database has failed from the start.
        """
        due = monotonic() - self._checked >= self.every_s
        # Whoever has nothing to serve waits for the thread that is loading.
        if due and self._lock.acquire(blocking=self._campaign is None):
            try:
                self._look()
            finally:
                self._lock.release()
        campaign = self._campaign
        if campaign is None:
            raise self.trouble or StoreEmptyError("nothing has been imported yet")
        return campaign

    def _look(self) -> None:
        if monotonic() - self._checked < self.every_s:
            return
        try:
            self._swap()
        except StoreError as error:
            if str(error) != str(self.trouble) and not isinstance(error, StoreEmptyError):
                log.warning("%s%s", error, "; the last campaign stays" if self._campaign else "")
            self.trouble = error
        else:
            self.trouble = None
        finally:
            self._checked = monotonic()

    def _swap(self) -> None:
        if self._store is None:
            self._store = Store.open(self.url, wait_s=WAIT_S, roads=self.roads)
        moves = self._store.moves()
        if self._campaign is None or moves != self._moves:
            self._campaign = self._store.load()
            self._moves = moves


@dataclass(frozen=True, slots=True)
class Services:
    """What the views of one app share: ``app.extensions["fairreach"]``."""

    settings: Settings
    snapshots: Snapshots
    assets: "Assets"


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


def campaign_tag(campaign: Campaign) -> str:
    """
    A short text that changes with the campaign's content and with the program: ``?v=`` of URLs.

    The version's number alone would not do: a database that was begun anew counts from 1 again.
    """

    def tag() -> str:
        sources = [astuple(source) for source in campaign.provenance.values()]
        # What could not be opened yesterday may be there today: that changes every answer, too.
        roads = (campaign.road_sources, tuple(campaign.networks))
        # So does what came after a version that is gone back to: pages tell of it as a change.
        changed = [
            (k, r.sequence, r.changed_at) for k, r in campaign.revisions.items() if r.sequence
        ]
        past = sorted(changed), sorted(campaign.gone)
        text = repr((PROGRAM_VERSION, campaign.version, sources, roads, past))
        return f"{campaign.version}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

    return remembered(campaign, "tag", "", tag, most=1)
