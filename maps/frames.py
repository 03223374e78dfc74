"""Frames: each region on a map of its own, where one map of them all would be mostly empty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geodata.base.arrays import Floats, Ints
from geodata.base.mercator import to_plane
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import region_of

FILLED = 1 / 3


@dataclass(frozen=True, slots=True)
class RegionFrame:
    """
    A region that is drawn by itself.

    Parameters
    ----------
    region
        Its code.
    districts
        The codes of its districts.
    box
        West, south, east and north on Mercator's plane, in centimetres.
    """

    region: str
    districts: frozenset[str]
    box: tuple[float, float, float, float]


def region_frames(campaign: Campaign, region: str | None = None) -> tuple[RegionFrame, ...]:
    """
    The frames of a map; none where one map shows it well.

    Parameters
    ----------
    region
        The one that is asked for, which has the map for itself; None for all of them.
    """
    if region is not None:
        return ()
    return campaign.still.get("region frames", "", lambda: _frames(campaign), most=1)


def _frames(campaign: Campaign) -> tuple[RegionFrame, ...]:
    """A frame for each region, if their boxes fill less than a third of the box around them."""
    regions, districts = region_of(campaign.districts), campaign.districts
    boxes = plane_boxes(districts.bounds.to_numpy()) if len(districts) else np.empty((0, 4))
    frames = []
    for region in sorted(set(regions)):
        here = regions == region
        box = tuple(shapely.total_bounds(shapely.box(*boxes[here].T)).tolist())
        frames.append(RegionFrame(region, frozenset(districts.index[here]), box))
    return tuple(frames) if lie_apart([frame.box for frame in frames]) else ()


def plane_boxes(bounds: Floats) -> Floats:
    """Boxes on the plane from boxes in degrees, shape (n, 4)."""
    west, south, east, north = bounds.T
    left, bottom = to_plane(west, south)
    right, top = to_plane(east, north)
    return np.column_stack([left, bottom, right, top])


def lie_apart(boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether boxes, west, south, east and north each, leave most of their common box empty."""
    if len(boxes) < 2:
        return False
    areas = shapely.area(shapely.box(*np.array(boxes).T))
    whole = shapely.box(*shapely.total_bounds(shapely.box(*np.array(boxes).T)))
    return bool(areas.sum() < FILLED * whole.area)


def frame_at(frames: Sequence[RegionFrame], lon: Floats, lat: Floats) -> Ints:
    """The frame in which each place is drawn, shape (n,): that of the nearest box."""
    east, north = to_plane(lon, lat)
    away = []
    for left, bottom, right, top in (frame.box for frame in frames):
        across = np.maximum(np.maximum(left - east, east - right), 0)
        up = np.maximum(np.maximum(bottom - north, north - top), 0)
        away.append(np.hypot(across, up))
    nearest: Ints = np.argmin(away, axis=0)
    return nearest
