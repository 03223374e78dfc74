"""The campaign that this process serves now: one whole snapshot, swapped when the store moves."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from time import monotonic

from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign
from geodata.campaign.scenario import Scenario
from geodata.campaign.synonyms import Synonyms, usual_synonyms
from geodata.errors import (
    NOTHING_IMPORTED,
    StoreDamagedError,
    StoreEmptyError,
    StoreError,
    StoreMissingError,
)
from geodata.roads.traffic import TrafficTables, usual_traffic
from geodata.store.ahead import PeopleAhead
from geodata.store.scenarios import Saved
from geodata.store.store import Store

log = logging.getLogger("fairreach")

CHECK_EVERY_S = 0.5
# A reader waits only while another process recovers the file or keeps it to itself; requests wait
# with it, and the next look comes soon.
WAIT_S = 0.25
VERSIONS_KEPT = 2


@dataclass(slots=True)
class Snapshots:
    """
    The current campaign of one database, for the threads of one process.

    At most twice a second one thread looks whether the store has moved on, and loads what it
    finds; the others serve the campaign they have. When the store fails, the last campaign stays
    and ``trouble`` says why. If the file was written to and yet nothing moved, what is served is
    read once more, so that damage is known before a restart. What is damaged is not tried again
    until the file changes. ``on_load`` is told each campaign that is served from then on, and must
    not take long. ``ahead`` has the people of the first one, where a child reads them already.
    """

    url: str
    roads: Path | None = None
    synonyms: Synonyms = field(default_factory=usual_synonyms, repr=False)
    traffic: TrafficTables = field(default_factory=usual_traffic, repr=False)
    shows_ground: bool = True
    every_s: float = CHECK_EVERY_S
    on_load: Callable[[Campaign], None] | None = None
    ahead: PeopleAhead | None = None
    trouble: StoreError | None = field(default=None, init=False)
    _store: Store | None = field(default=None, init=False)
    _campaign: Campaign | None = field(default=None, init=False)
    _moves: int = field(default=0, init=False)
    _seen: tuple[int, ...] = field(default=(), init=False)
    _damage: StoreDamagedError | None = field(default=None, init=False)
    _checked: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _versions: Cache = field(default_factory=Cache, init=False, repr=False)
    _loading: Lock = field(default_factory=Lock, init=False, repr=False)

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
            raise self.trouble or StoreEmptyError(NOTHING_IMPORTED)
        return campaign

    def version(self, number: int) -> Campaign:
        """
        A version of the store's, the present one as it is served.

        Raises
        ------
        NotFoundError
            If there is no such version.
        StoreError
            If it cannot be read.
        """
        campaign = self.current()
        if number == campaign.version:
            return campaign

        def load() -> Campaign:
            with self._loading:  # one at a time, whatever is asked for
                return self._with_surroundings(self._present_store().load(number))

        # What came after a version is told by it, too: it is read anew when the store moves.
        return self._versions.get("version", (self._moves, number), load, most=VERSIONS_KEPT)

    def numbers(self) -> Sequence[tuple[int, str]]:
        """
        The versions that can be asked for, newest first, and since when each exists (ISO).

        Before anything is served there are none.
        """
        store = self._store
        if store is None:
            return []

        def look() -> list[tuple[int, str]]:
            return [(each.version, each.created_at) for each in reversed(store.versions())]

        return self._versions.get("numbers", self._moves, look, most=1)

    def scenario(self, name: str) -> Scenario:
        """
        The scenario of a name.

        Raises
        ------
        NotFoundError
            If there is none.
        StoreError
            If it cannot be read.
        """
        self.current()
        return self._present_store().scenarios.get(name)

    def scenarios(self) -> Sequence[Saved]:
        """
        The scenarios of the store, by name, as they are now.

        Raises
        ------
        StoreError
            If they cannot be read.
        """
        self.current()
        return self._present_store().scenarios.every()

    def _present_store(self) -> Store:
        if self._store is None:
            raise self.trouble or StoreEmptyError(NOTHING_IMPORTED)
        return self._store

    def forget(self) -> None:
        """Serve nothing any more, until the next who asks has it loaded again."""
        with self._lock:
            self._store, self._campaign = None, None
            self._seen, self._checked = (), float("-inf")

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
            self._store = self._open()
        moves = self._store.moves()
        seen = (moves, *self._store.stamp())
        if seen != self._seen:
            self._seen, self._damage = seen, None
            try:
                self._read(self._store, moves)
            except StoreDamagedError as damage:
                self._damage = damage
            except StoreError:  # busy, or out of reach: the next look tries again
                self._seen = ()
                raise
        if self._damage is not None:
            raise self._damage

    def _read(self, store: Store, moves: int) -> None:
        if self._campaign is None or moves != self._moves:
            self._campaign = self._with_surroundings(store.load(ahead=self.ahead))
            self._moves = moves
            if self.on_load is not None:
                self.on_load(self._campaign)
        else:
            store.verify(self._campaign.version)

    def _with_surroundings(self, campaign: Campaign) -> Campaign:
        """A campaign with what does not come from the store."""
        return replace(
            campaign,
            synonyms=self.synonyms,
            traffic=self.traffic,
            shows_ground=self.shows_ground,
        )

    def _open(self) -> Store:
        try:
            return Store.open(self.url, create=False, wait_s=WAIT_S, roads=self.roads)
        except StoreMissingError:  # to a reader a service without a database is one without data
            raise StoreEmptyError(NOTHING_IMPORTED) from None
