"""Whoever draws the tiles: asked for each once at a time, for few at once, and never waited for."""

import logging
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Lock, Thread
from time import monotonic

from geodata.errors import FairreachError, TilesBusyError, TilesError, TilesLateError
from service.tiles.request import TileRequest, address_of
from service.tiles.tile import Tile

log = logging.getLogger("fairreach")

TIMEOUT_S = 5.0
MOST_AT_ONCE = 12
SAY_EVERY_S = 60.0
LATE = "the provider of tiles did not answer in time"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is on its way, and what will come of it."""

    request: TileRequest
    answer: "Future[bytes]" = field(default_factory=Future)

    def fetch(self) -> None:
        """Have the answer, whatever it is."""
        try:
            self.answer.set_result(self.request.image())
        except FairreachError as error:
            self.answer.set_exception(error)
        except TimeoutError:
            self.answer.set_exception(TilesLateError(LATE))
        except (OSError, HTTPException, ValueError):
            self.answer.set_exception(TilesError("the provider of tiles cannot be reached"))


@dataclass(slots=True)
class Provider:
    """
    Whoever draws the tiles.

    Each question has a thread of its own, which a request waits for no longer than it may take: a
    name that nobody resolves cannot be given up in any other way. What hangs on takes one of the
    few places, so that it can never be many.

    Parameters
    ----------
    template
        Address with ``{z}``, ``{x}``, ``{y}`` and, where there is one, ``{s}``.
    timeout_s
        How long a tile may take, from the first byte that is sent to the last that comes.
    """

    template: str
    timeout_s: float = TIMEOUT_S
    failed_at: float = field(default=float("-inf"), init=False)
    _asked: dict[Tile, Asked] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _said_at: float = field(default=float("-inf"), init=False, repr=False)

    def image(self, tile: Tile) -> bytes:
        """
        One tile.

        Raises
        ------
        TilesError
            If none comes that can be shown, or not in time, or too many are waited for.
        NotFoundError
            If there is no such tile.
        """
        asked = self._ask(tile)
        try:
            return asked.answer.result(max(0.0, asked.request.deadline - monotonic()))
        except TimeoutError:
            asked.request.give_up()
            error = TilesLateError(LATE)
            self._note(error)
            raise error from None
        except TilesError as error:
            self._note(error)
            raise

    def _ask(self, tile: Tile) -> Asked:
        with self._lock:
            if known := self._asked.get(tile):
                return known
            if len(self._asked) >= MOST_AT_ONCE:
                raise TilesBusyError("too many tiles are asked for at once")
            deadline = monotonic() + self.timeout_s
            asked = Asked(TileRequest(address_of(self.template, tile), deadline))
            self._asked[tile] = asked
        try:
            Thread(target=self._fetch, args=(tile, asked), daemon=True).start()
        except RuntimeError:  # the system has no thread left
            self._forget(tile)
            raise TilesBusyError("no more tiles can be asked for now") from None
        return asked

    def _fetch(self, tile: Tile, asked: Asked) -> None:
        try:
            asked.fetch()
        finally:
            self._forget(tile)

    def _forget(self, tile: Tile) -> None:
        with self._lock:
            self._asked.pop(tile, None)

    def _note(self, error: TilesError) -> None:
        """Tell the operator once a minute; which tile it was would say where somebody looks."""
        self.failed_at = monotonic()
        if self.failed_at - self._said_at > SAY_EVERY_S:
            self._said_at = self.failed_at
            log.warning("tiles: %s", error)
