"""What the road networks of a version lack: whole districts, classes of road, most of the roads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely

from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import areas_m2
from geodata.base.mercator import to_degrees
from geodata.campaign.regions import region_of
from geodata.districts.locate import locate
from geodata.ground.folder import GroundTiles
from geodata.roads.network import Network
from geodata.signs.profile import AGAINST, ALONG, Profile
from geodata.signs.tags import FERRY, KINDS

# A district has too few roads below this part of what the adjoining ones have to the square
# kilometre. Borders that were simplified one by one lie up to so many degrees apart.
FEW_ROADS = 0.2
BORDERS_APART = 0.002


class Lack(StrEnum):
    """
    What is missing.

    ``districts``: districts of one region without any road. ``classes``: all roads of a network are
    of one class, so that their speeds are one guess. ``density``: districts with less than a fifth
    of the road per square kilometre of the adjoining ones. ``waters``, ``names``: the ground of a
    network's extract has none, so that maps show none.
    """

    DISTRICTS = "districts"
    CLASSES = "classes"
    DENSITY = "density"
    WATERS = "waters"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """
    One thing that the networks lack.

    Parameters
    ----------
    of
        The network's name and its one class of road, the network's name, or the districts' codes.
    region
        That of the districts without roads, "" otherwise.
    whole
        Whether these are all its districts.
    """

    lack: Lack
    of: tuple[str, ...]
    region: str = ""
    whole: bool = False


def shortcomings(districts: gpd.GeoDataFrame, networks: Mapping[str, Network]) -> list[Shortcoming]:
    """What the networks lack in the districts, all networks taken together."""
    found = [each for name, network in networks.items() for each in lone_class(name, network)]
    if districts.empty or not networks:
        return found
    km = np.sum([road_km(districts, network) for network in networks.values()], axis=0)
    found += without_roads(districts, km)
    sparse = districts.index[has_few(districts, km)].tolist()
    return [*found, Shortcoming(Lack.DENSITY, tuple(sparse))] if sparse else found


def lone_class(name: str, network: Network) -> Sequence[Shortcoming]:
    """A network whose roads, ferries apart, are all of one class."""
    kinds = np.setdiff1d(network["kind"], [FERRY])
    if len(kinds) != 1:
        return ()
    return (Shortcoming(Lack.CLASSES, (name, KINDS[int(kinds[0])])),)


def ground_lacks(name: str, ground: GroundTiles) -> list[Shortcoming]:
    """What the ground of a network's extract has none of."""
    there = {Lack.WATERS: ground.known.covered.water, Lack.NAMES: ground.landmarks}
    return [Shortcoming(lack, (name,)) for lack, found in there.items() if not found]


def road_km(districts: gpd.GeoDataFrame, network: Network) -> Floats:
    """
    Kilometres of road for cars in each district, shape (n,).

    An edge counts where its middle lies; edges are short beside a district.
    """
    drive = network["directions"] & (ALONG[Profile.DRIVE] | AGAINST[Profile.DRIVE])
    edges = np.flatnonzero((drive > 0) & (network["kind"] != FERRY))
    lon, lat = middles(network, edges)
    at = locate(districts, lon, lat)
    inside = at >= 0
    return np.bincount(at[inside], network["metres"][edges[inside]], len(districts)) / 1000


def middles(network: Network, edges: Ints) -> tuple[Floats, Floats]:
    """Longitude and latitude of a point amid each edge."""
    first = np.asarray(network["first"], dtype=np.intp)
    low, high = (first[edges] + first[edges + 1] - 1) // 2, (first[edges] + first[edges + 1]) // 2
    east, north = (
        (network[axis][low].astype(np.float64) + network[axis][high]) / 2
        for axis in ("east", "north")
    )
    return to_degrees(east, north)


def without_roads(districts: gpd.GeoDataFrame, km: Floats) -> list[Shortcoming]:
    """The districts without any road, region by region."""
    regions, found = region_of(districts), []
    for region in sorted(set(regions[km == 0])):
        inside = regions == region
        bare = tuple(districts.index[inside & (km == 0)])
        found.append(Shortcoming(Lack.DISTRICTS, bare, region, len(bare) == int(inside.sum())))
    return found


def has_few(districts: gpd.GeoDataFrame, km: Floats) -> np.ndarray:
    """Whether each district has few roads beside the adjoining ones that have any, shape (n,)."""
    polygons = districts.geometry.to_numpy()
    km2 = areas_m2(polygons) / 1e6
    tree = shapely.STRtree(polygons)
    one, other = tree.query(polygons, predicate="dwithin", distance=BORDERS_APART)
    counts = (one != other) & (km[other] > 0)
    one, other = one[counts], other[counts]
    around_km, around_km2 = (np.bincount(one, each[other], len(km)) for each in (km, km2))
    return (km > 0) & (km * around_km2 < FEW_ROADS * around_km * km2)
