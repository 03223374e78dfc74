"""What a picture draws: the layers of the live map, taken apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import orjson
import shapely

from geodata.access.costs import trip_costs
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.campaign.window import Window
from geodata.ground.folder import GroundTiles
from geodata.measures.classes import class_breaks
from geodata.measures.coverage import Coverage
from geodata.measures.gaps import circle_m2
from geodata.measures.measure import Measure
from geodata.measures.query import CoverageQuery
from maps.frames import RegionFrame, frame_at, region_frames
from maps.layers import base_shapes, fairs_layer
from maps.picture.classes import BEYOND, PLAIN, Look, balance_look, look_of

FEWEST = 0.5  # persons: fewer are none

Record = Mapping[str, Any]
"""One row of a layer, by its columns' names."""


@dataclass(frozen=True, slots=True)
class Land:
    """
    What is drawn.

    Parameters
    ----------
    base
        The ground, as `maps.layers.base_shapes` gives it.
    fairs
        Rows of that layer.
    gaps
        ``lon, lat, persons``: the people of a district who are not covered, in their middle.
    circle_m2
        The ground that a circle takes up for each of them.
    looks
        By code how the districts look that are asked for; without any, none has colours.
    chosen
        The code of a district that is outlined.
    frames
        Of regions that lie far apart, each to be drawn by itself.
    grounds
        What lies on the ground, from extracts.
    marks
        ``lon, lat, number``: what is to be found by its number, as a list beside the map has it.
    region
        The one of them that this land is; None is the whole.
    """

    base: Mapping[str, Any]
    fairs: Sequence[Record]
    circle_m2: float = 0.0
    gaps: Sequence[Record] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)
    chosen: str | None = None
    frames: Sequence[RegionFrame] = ()
    grounds: Sequence[GroundTiles] = ()
    marks: Sequence[Record] = ()
    region: RegionFrame | None = None

    @property
    def parts(self) -> Sequence["Land"]:
        """What is drawn by itself: the land of each frame, or the whole."""
        if not self.frames:
            return (self,)
        layers = (self.fairs, self.gaps, self.marks)
        fairs, gaps, marks = (self._by_frame(rows) for rows in layers)
        return [
            replace(self, frames=(), region=frame, fairs=fairs[n], gaps=gaps[n], marks=marks[n])
            for n, frame in enumerate(self.frames)
        ]

    def _by_frame(self, rows: Sequence[Record]) -> list[list[Record]]:
        """Rows of a layer by the frame that they are drawn in."""
        lon, lat = (np.array([row[way] for row in rows], dtype=float) for way in ("lon", "lat"))
        at = frame_at(self.frames, lon, lat)
        return [
            [row for row, n in zip(rows, at, strict=True) if n == here]
            for here in range(len(self.frames))
        ]

    @property
    def bounds(self) -> list[list[float]] | None:
        """What is shown, ``[[south, west], [north, east]]`` in degrees; None without any land."""
        features = self.base["districts"]["features"]
        shown = [f["geometry"] for f in features if self.look(f["properties"]["adcode"]) != BEYOND]
        if not shown:
            return None
        shapes = shapely.from_geojson([orjson.dumps(each).decode() for each in shown])
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return [[south, west], [north, east]]

    def look(self, adcode: str) -> Look:
        """How a district is drawn: one that is not asked for lies beyond what is shown."""
        if self.region is not None and adcode not in self.region.districts:
            return BEYOND
        return self.looks.get(adcode, BEYOND) if self.looks else PLAIN


def covered_land(
    campaign: Campaign,
    query: CoverageQuery,
    answer: Coverage,
    measure: Measure,
    chosen: str | None = None,
) -> Land:
    """The land of the planner's map. Where the colours tell of what lacks, no circles do."""
    districts = answer.to_dict()["districts"]
    breaks = class_breaks(campaign, measure, query)
    shows_lack = not measure.low_is_worst
    return Land(
        base=base_shapes(campaign),
        fairs=records(fairs_layer(campaign, query.window(campaign))),
        circle_m2=circle_m2(campaign) or 0.0,
        gaps=() if shows_lack else gaps_by_district(campaign, query, answer),
        looks={row["adcode"]: look_of(row, measure, breaks) for row in districts},
        chosen=chosen,
        frames=region_frames(campaign, query.region),
        grounds=campaign.drawn_grounds,
    )


def balance_land(
    campaign: Campaign,
    query: CoverageQuery,
    rows: Sequence[Record],
    chosen: str | None = None,
) -> Land:
    """
    The land of who gains and who loses; no circles.

    Parameters
    ----------
    rows
        The districts with ``difference``, the share as `balance_look` has it, ``persons`` and
        ``persons_unsaid``, those of them of whom one of the states says nothing.
    """
    return Land(
        base=base_shapes(campaign),
        fairs=records(fairs_layer(campaign, query.window(campaign))),
        looks={
            row["adcode"]: balance_look(
                row["difference"],
                (row["persons_unsaid"] or 0.0) / row["persons"] if row["persons"] else 0.0,
            )
            for row in rows
        },
        chosen=chosen,
        frames=region_frames(campaign, query.region),
        grounds=campaign.drawn_grounds,
    )


def fairs_land(campaign: Campaign, window: Window) -> Land:
    """The land of the seeker's map, with the published fairs of some days."""
    fairs = records(fairs_layer(campaign, window))
    return Land(
        base=base_shapes(campaign),
        fairs=[fair for fair in fairs if fair["status"] == "published"],
        frames=region_frames(campaign),
        grounds=campaign.drawn_grounds,
    )


def gaps_by_district(
    campaign: Campaign, query: CoverageQuery, answer: Coverage
) -> Sequence[Record]:
    """Who is not covered, a row for each district with such people; most persons first."""
    costs = trip_costs(campaign, query.fairs(campaign), query.travel)
    demand, inside = campaign.demand, lives_in(campaign, query.region)
    missed = np.where(~answer.covered & costs.known, query.persons(campaign), 0.0)[inside]
    at, count = demand.district_at[inside], len(campaign.districts)
    persons = np.bincount(at, missed, count)
    lon, lat = (np.bincount(at, missed * way[inside], count) for way in (demand.lon, demand.lat))
    order = [n for n in np.argsort(-persons, kind="stable") if persons[n] >= FEWEST]
    return [
        {"lon": lon[n] / persons[n], "lat": lat[n] / persons[n], "persons": float(persons[n])}
        for n in order
    ]


def records(layer: bytes) -> list[Record]:
    """A layer's rows by their columns' names."""
    table = orjson.loads(layer)
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
