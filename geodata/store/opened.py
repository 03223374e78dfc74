"""The networks and grounds of versions, opened once for as long as a version refers to them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geodata.campaign.provenance import RoadSource
from geodata.errors import RoadsDamagedError
from geodata.ground.folder import GroundTiles, open_ground
from geodata.roads.folder import open_network
from geodata.roads.network import Network

log = logging.getLogger("fairreach")


@dataclass(slots=True)
class Networks:
    """Those of a folder that are open, by their digest."""

    folder: Path
    _open: dict[str, Network] = field(default_factory=dict)

    def of(self, sources: Sequence[RoadSource]) -> dict[str, Network]:
        """The networks that can be opened, by name; the others are told of."""
        found: dict[str, Network] = {}
        for each in sources:
            try:
                known = self._open.get(each.digest)
                found[each.name] = known or open_network(self.folder / each.digest)
            except RoadsDamagedError as error:  # the pages say which network is not there
                log.warning("%s", error)
        self._open = {network.digest: network for network in found.values()}
        return found


@dataclass(slots=True)
class Grounds:
    """Those of a folder that are open, by their digest."""

    folder: Path
    _open: dict[str, GroundTiles] = field(default_factory=dict)

    def of(self, sources: Sequence[RoadSource]) -> tuple[GroundTiles, ...]:
        """The grounds of some networks' extracts that can be opened; the others are told of."""
        found: dict[str, GroundTiles] = {}
        for digest in dict.fromkeys(each.ground for each in sources if each.ground):
            try:
                found[digest] = self._open.get(digest) or open_ground(self.folder, digest)
            except RoadsDamagedError as error:  # the map does without
                log.warning("%s", error)
        self._open = found
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of a campaign does not come from the database: road networks by name, and grounds."""

    sources: tuple[RoadSource, ...] = ()
    networks: Mapping[str, Network] = field(default_factory=dict)
    grounds: tuple[GroundTiles, ...] = ()
