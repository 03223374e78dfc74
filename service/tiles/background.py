"""What lies beneath the map: tiles that were kept, or are fetched and kept."""

import logging
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from time import monotonic

from geodata.base.shortage import failure
from geodata.errors import NotFoundError, TilesError
from service.config import Settings, without_key
from service.tiles.provider import Provider
from service.tiles.shelf import Kept, Shelf
from service.tiles.tile import Tile

log = logging.getLogger("fairreach")

FOLDER = "tiles"
FRESH_S = 7 * 24 * 3600
REST_S = 30.0


@dataclass(frozen=True)
class Background:
    """
    The tiles of one provider, as this server has them.

    Parameters
    ----------
    folder
        Where they are kept.
    credit
        Attribution and approval number.
    """

    provider: Provider
    folder: Path
    credit: str

    @classmethod
    def of(cls, settings: Settings) -> "Background | None":
        """That of an installation; None where nobody draws tiles."""
        if not settings.tiles_url:
            return None
        provider = Provider(settings.tiles_url)
        return cls(provider, settings.data / FOLDER, settings.tiles_attribution)

    @cached_property
    def tag(self) -> str:
        """What changes with the provider, and tells nothing of the key."""
        return sha256(without_key(self.provider.template).encode()).hexdigest()[:12]

    @cached_property
    def shelf(self) -> Shelf:
        """Where they are kept: each provider's apart, whatever the key."""
        return Shelf(self.folder / self.tag)

    def image(self, tile: Tile) -> bytes:
        """
        A tile: kept for a week, then asked for again; what is older stands while nobody answers.

        Raises
        ------
        NotFoundError
            If there is no such tile.
        TilesError
            If none can be had.
        """
        if not tile.exists:
            raise NotFoundError("there is no such tile")
        kept = self.shelf.find(tile)
        if kept is not None and (kept.age_s < FRESH_S or self._is_resting):
            return kept.body
        return self._fetch(tile, kept)

    def _fetch(self, tile: Tile, kept: Kept | None) -> bytes:
        try:
            body = self.provider.image(tile)
        except TilesError:
            if kept is None:
                raise
            return kept.body
        try:
            self.shelf.put(tile, body)
        except OSError as error:
            log.warning("tiles: nothing is kept: %s", failure(self.folder, error))
        return body

    @property
    def _is_resting(self) -> bool:
        """Whether the provider has failed just now, so that nobody need wait for it again."""
        return monotonic() - self.provider.failed_at < REST_S
