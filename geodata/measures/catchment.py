"""How far each fair reaches: the area from which it is within the threshold."""

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.access.detour import BORROWED_HILLS, detour_factors
from geodata.access.joins import fair_snaps
from geodata.access.trip import farthest, within
from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import circles
from geodata.campaign.campaign import Campaign
from geodata.districts.locate import display, locate
from geodata.errors import NotFoundError
from geodata.measures.query import CoverageQuery
from geodata.roads.network import Network, Snaps, centres
from geodata.signs.profile import Profile
from geodata.ways.isochrones import land, land_costs

Shapes = npt.NDArray[np.object_]
CORNERS = 64
# Parts that meet at a border meet along the same line but for what floating point takes off it.
SEAM_DEGREES = 1e-11
LAND_KEPT = 8


def reach(campaign: Campaign, query: CoverageQuery, fair_ids: Sequence[str]) -> gpd.GeoDataFrame:
    """
    The area within the query's threshold of each fair, for drawing.

    By road the squares of land from which it is reached. On the straight line a circle of 64
    corners. Estimated: in each district the circle that its
    detour factor leaves, and beyond all districts the one of the borrowed factor; the districts'
    borders are those of the map, simplified.

    Parameters
    ----------
    campaign, query
        As for ``coverage``; the window plays no part.
    fair_ids
        Which fairs, cancelled ones too if asked for.

    Returns
    -------
    gpd.GeoDataFrame
        Indexed by ``fair_id`` in the order given; ``geometry``, degrees, WGS-84.

    Raises
    ------
    NotFoundError
        If there is no fair of such an id.
    """
    index = pd.Index(list(fair_ids), name="fair_id", dtype="str")
    at = campaign.fairs.index.get_indexer(index)
    if (at < 0).any():
        missing = fair_ids[int(np.argmin(at))]
        raise NotFoundError(f"there is no fair {missing!r}")
    return gpd.GeoDataFrame(geometry=areas_of(campaign, query, at), index=index, crs="EPSG:4326")


def areas_of(campaign: Campaign, query: CoverageQuery, fairs: Ints) -> Shapes | list[Any]:
    """The reach of each fair: its land by road, otherwise the circles around its place."""
    if query.travel.by_road:
        return [land_within(campaign, query, np.array([each])) for each in fairs]
    points = campaign.fairs[["lon", "lat"]].to_numpy(dtype=float)[fairs]
    places, place_of = np.unique(points.reshape(-1, 2), axis=0, return_inverse=True)
    draw = estimated_areas if query.travel.estimated else straight_areas
    areas: Shapes = draw(campaign, query, places[:, 0], places[:, 1])[place_of.ravel()]
    return areas


def land_within(
    campaign: Campaign, query: CoverageQuery, fairs: Ints, limit: float | None = None
) -> shapely.Geometry:
    """
    The land from which at least one of some fairs is reached by road.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    limit
        Minutes or metres; by default the query's threshold.
    """
    limit = query.limit if limit is None else limit
    return chosen_land(campaign, query, fairs, lambda cost: within(cost, limit))


def land_beyond(campaign: Campaign, query: CoverageQuery, fairs: Ints) -> shapely.Geometry:
    """The land near a road from which one gets to some fair, but in more than the threshold."""

    def beyond(cost: Floats) -> npt.NDArray[np.bool_]:
        return np.isfinite(cost) & ~within(cost, query.limit)

    nearer = [land_within(campaign, query, fairs)]
    return without_better(campaign, chosen_land(campaign, query, fairs, beyond), nearer)


def land_unreachable(campaign: Campaign, query: CoverageQuery, fairs: Ints) -> shapely.Geometry:
    """The land near a road from which no fair can be reached."""
    reached = (
        [chosen_land(campaign, query, fairs, np.isfinite)] if len(campaign.networks) > 1 else []
    )
    return without_better(campaign, chosen_land(campaign, query, fairs, np.isinf), reached)


def without_better(
    campaign: Campaign, land: shapely.Geometry, better: Sequence[shapely.Geometry]
) -> shapely.Geometry:
    """Land without what another network reaches better; one network says each thing once."""
    if len(campaign.networks) == 1:
        return land
    return shapely.difference(land, shapely.union_all(list(better)))


def chosen_land(
    campaign: Campaign,
    query: CoverageQuery,
    fairs: Ints,
    choose: Callable[[Floats], npt.NDArray[np.bool_]],
) -> shapely.Geometry:
    """The squares whose costs are chosen, of all networks together."""
    profile = query.travel.profile
    areas = [
        land(network, profile, choose(cost) & squares_inside(campaign, network, profile))
        for network, cost in land_costs_of(campaign, query, fairs)
    ]
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)


def squares_inside(campaign: Campaign, network: Network, profile: Profile) -> npt.NDArray[np.bool_]:
    """Whether the centre of each square of a network lies in a district; without any, all do."""

    def find() -> npt.NDArray[np.bool_]:
        cell = np.asarray(network[f"{profile}_cell"], dtype=np.intp)
        if campaign.districts.empty:
            return np.ones(len(cell), dtype=bool)
        return locate(campaign.districts, *centres(network.known.cells, cell)) >= 0

    key = (network.digest, profile)
    return campaign.still.get("squares inside", key, find, most=LAND_KEPT)


def land_costs_of(
    campaign: Campaign, query: CoverageQuery, fairs: Ints
) -> list[tuple[Network, Floats]]:
    """What it costs from the squares of each network to the nearest of some fairs."""
    unit = query.travel.unit
    movement = query.travel.movement.counting(unit)

    def measure() -> list[tuple[Network, Floats]]:
        return [
            (network, land_costs(network, movement, unit, targets(network)[fairs]))
            for network in campaign.networks.values()
        ]

    def targets(network: Network) -> Snaps:
        return fair_snaps(campaign, network, movement.profile)

    key = (fairs.tobytes(), movement, unit)
    return campaign.cache.get("land costs", key, measure, most=LAND_KEPT)


def circles_around(lon: Floats, lat: Floats, radius_m: Floats) -> Shapes:
    """Geodesic circles as polygons; people at the very radius are inside at the corners."""
    polygons: Shapes = shapely.polygons(circles(lon, lat, farthest(radius_m), CORNERS))
    return polygons


def straight_areas(_: Campaign, query: CoverageQuery, lon: Floats, lat: Floats) -> Shapes:
    """The reach of each place on the straight line."""
    return circles_around(lon, lat, np.full(len(lon), query.limit))


def estimated_areas(campaign: Campaign, query: CoverageQuery, lon: Floats, lat: Floats) -> Shapes:
    """The reach of each place when every district has its own detour factor."""
    way_m = query.travel.metres(query.limit)
    beyond = circles_around(lon, lat, np.full(len(lon), way_m / BORROWED_HILLS))
    districts = drawn_districts(campaign)
    if not districts.size:
        return beyond
    factors = detour_factors(campaign.districts.index)["factor"].to_numpy()
    widest = circles_around(lon, lat, np.full(len(lon), way_m / min(1.0, factors.min())))
    place_at, district_at = shapely.STRtree(districts).query(widest)
    reached = circles_around(lon[place_at], lat[place_at], way_m / factors[district_at])
    inside = shapely.intersection(reached, districts[district_at])
    outside = shapely.difference(beyond, region(campaign))
    place_at = np.append(place_at, np.arange(len(lon)))
    return unite_by_place(np.append(inside, outside), place_at, len(lon))


def unite_by_place(parts: Shapes, place_at: Ints, places: int) -> Shapes:
    """The parts of each place as one polygon or several."""
    order = np.argsort(place_at, kind="stable")
    starts = np.searchsorted(place_at[order], np.arange(1, places))
    groups = np.split(parts[order], starts)
    out = np.empty(places, dtype=object)
    out[:] = [shapely.union_all(group, grid_size=SEAM_DEGREES) for group in groups]
    return out


def drawn_districts(campaign: Campaign) -> Shapes:
    """The districts' polygons as the map shows them."""

    def simplify() -> Shapes:
        simpler: Shapes = display(campaign.districts).geometry.to_numpy()
        return simpler

    return campaign.still.get("drawn districts", "", simplify, most=1)


def region(campaign: Campaign) -> shapely.Geometry:
    """All districts together, simplified."""
    return campaign.still.get(
        "region", "", lambda: shapely.union_all(drawn_districts(campaign)), most=1
    )
