"""A campaign's layers as JSON for the map: the smallest form that loses nothing a screen shows."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely

from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.illustration import is_mixed
from geodata.campaign.regions import region_of
from geodata.campaign.sessions import Session
from geodata.campaign.window import Window
from geodata.districts.locate import display
from geodata.districts.names import short_en, short_zh
from geodata.measures.catchment import land_beyond, land_unreachable, land_within, reach
from geodata.measures.gaps import circle_m2
from geodata.measures.query import CoverageQuery
from geodata.search.road_trips import is_long
from geodata.ways.route import Way
from maps.ground import ground_lines
from maps.steps import pack

# Five decimals are about a metre; shapes simplified to 300 m need fewer.
POINT_DIGITS = 5
SHAPE_DIGITS = 3
NEIGHBOUR_STEP = 0.01  # they were simplified to 2 km
REACH_DIGITS = 3
LAND_DIGITS = 4  # squares of half a kilometre must keep their corners apart
BANDS_MIN = (15, 30, 45, 60)
LABEL_TOLERANCE = 0.01
FAIR_COLUMNS = (
    "fair_id", "lon", "lat", "name", "venue", "date", "start_time", "end_time", "status",
    "precision",
)  # fmt: skip
EMPLOYER_COLUMNS = ("employer_id", "lon", "lat", "name", "sector", "precision")
EVERY_STATUS = ("planned", "published", "cancelled")


def base_layer(campaign: Campaign) -> bytes:
    """What `base_shapes` answers, its lines and areas as `maps.steps` packs them; made once."""

    def make() -> bytes:
        shapes = base_shapes(campaign).items()
        return orjson.dumps(
            {key: pack(each) if isinstance(each, dict) else each for key, each in shapes}
        )

    return campaign.still.get("map base", "", make, most=1)


def base_shapes(campaign: Campaign) -> dict[str, Any]:
    """Districts, city outlines, neighbours, settlements, waters and lines as GeoJSON; made once."""

    def make() -> dict[str, Any]:
        shapes: dict[str, Any] = orjson.loads(orjson.dumps(_base(campaign)))
        return shapes

    return campaign.still.get("map shapes", "", make, most=1)


def _base(campaign: Campaign) -> dict[str, Any]:
    shown = display(campaign.districts)
    ground = campaign.basemap
    outlines = ground[ground["kind"] == "outline"]
    places = ground[ground["kind"] == "settlement"]
    west, south, east, north = (float(n) for n in shown.total_bounds) if len(shown) else [0.0] * 4
    neighbours = shapely.set_precision(outlines.geometry.to_numpy(), NEIGHBOUR_STEP)
    return {
        "bounds": [[south, west], [north, east]] if len(shown) else None,
        "circle_m2": circle_m2(campaign),
        "districts": _shape_collection(shown.geometry.to_numpy(), _district_names(shown)),
        "cities": _shape_collection(_cities(shown)),
        "neighbours": _shape_collection(neighbours),
        "settlements": _shape_collection(places.geometry.to_numpy(), _names(places)),
        **ground_lines(ground, campaign.drawn_grounds),
    }


def _shape_collection(
    shapes: Iterable[shapely.Geometry], properties: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Shapes of the ground as a collection."""
    return _collection(shapely.transform(_array(shapes), _rounding(SHAPE_DIGITS)), properties)


def _district_names(districts: pd.DataFrame) -> list[dict[str, Any]]:
    """What each district is called, and where its name stands."""
    names = districts[["name_zh", "name_en"]].itertuples(name=None)
    return [
        {
            "adcode": code,
            "zh": zh,
            "en": en,
            "at": at,
            "short_zh": short_zh(zh),
            "short_en": short_en(en),
        }
        for (code, zh, en), at in zip(names, _middles(districts), strict=True)
    ]


def _middles(districts: pd.DataFrame) -> list[list[float]]:
    """Where a district's name has the most room: the centre of its largest inner circle."""
    lines = shapely.maximum_inscribed_circle(districts.geometry.to_numpy(), LABEL_TOLERANCE)
    starts = shapely.get_coordinates(shapely.get_point(lines, 0))
    middles: list[list[float]] = np.round(starts, SHAPE_DIGITS).tolist()
    return middles


def _cities(districts: pd.DataFrame) -> list[shapely.Geometry]:
    """The outline of each city, from its districts' borders."""
    city = pd.Series(region_of(districts))
    polygons = districts.geometry.to_numpy()
    return [
        shapely.coverage_union_all(polygons[np.asarray(city == name)]) for name in city.unique()
    ]


def _names(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{"zh": zh, "en": en} for zh, en in zip(table["name_zh"], table["name_en"], strict=True)]


def fairs_layer(campaign: Campaign, window: Window) -> bytes:
    """
    The fairs held within a window, cancelled ones too, as columns and rows.

    Each has the day and hours of its first session there, and how many it has besides; in a
    what-if, whether the plan has no such fair.
    """

    def make() -> bytes:
        times, rows = campaign.times, np.sort(window.next_sessions(campaign, EVERY_STATUS))
        at = times.fair_at[rows]
        shown = {name: getattr(times, name)[rows].tolist() for name in Session._fields}
        fairs = campaign.fairs.iloc[at].assign(**shown)
        table = fairs.reset_index()[told_columns(campaign, "fairs", FAIR_COLUMNS)]
        table["headcount"] = _headcounts(campaign, table["fair_id"])
        further = np.bincount(times.fair_at, minlength=len(campaign.fairs))[at] - 1
        if further.any():
            table["further"] = further
        if campaign.trial is not None:
            table["is_new"] = ~table["fair_id"].isin(campaign.plan.fairs.index)
        return orjson.dumps(_rows(table))

    return campaign.cache.get("map fairs", window.key, make, most=8)


def _headcounts(campaign: Campaign, ids: pd.Series) -> pd.Series:
    """The openings of each fair or employer; None where none are listed."""
    listed = campaign.openings.groupby(str(ids.name))["headcount"].sum().to_dict()
    return pd.Series([listed.get(each) for each in ids], dtype=object)


def told_columns(campaign: Campaign, table: str, columns: Sequence[str]) -> list[str]:
    """The columns of a layer; where only some rows are made up, each says whether it is."""
    return [*columns, *([ILLUSTRATIVE.name] if is_mixed(campaign, table) else [])]


def employers_layer(campaign: Campaign) -> bytes:
    """All employers, as columns and rows."""

    def make() -> bytes:
        names = told_columns(campaign, "employers", EMPLOYER_COLUMNS)
        table = campaign.employers.reset_index()[names]
        table["headcount"] = _headcounts(campaign, table["employer_id"])
        return orjson.dumps(_rows(table))

    return campaign.cache.get("map employers", "", make, most=1)


def reach_layer(campaign: Campaign, query: CoverageQuery) -> bytes:
    """The area within the query's threshold of every counting fair in its window."""
    if query.travel.by_road:
        return road_reach_layer(campaign, query)

    def make() -> bytes:
        at = query.fairs(campaign)
        ids = campaign.fairs.index[at]
        # Several fairs at one place reach equally far: one shape is drawn for them all.
        points = campaign.fairs[["lon", "lat"]].iloc[at]
        first = ids[~points.duplicated().to_numpy()]
        areas = reach(campaign, query, list(first)).geometry.to_numpy()
        shapes = shapely.transform(areas, _rounding(REACH_DIGITS))
        return orjson.dumps(_collection(shapes, [{"fair_id": fair_id} for fair_id in first]))

    return campaign.cache.get("map reach", query, make, most=4)


def road_reach_layer(campaign: Campaign, query: CoverageQuery) -> bytes:
    """
    The land within 15, 30, 45 and 60 minutes of the nearest fair and within the threshold, and
    what lies beyond it.

    Each feature has ``kind``: ``within`` its own ``limit`` (in the threshold's unit; some limits
    are above the threshold), ``beyond`` the query's own threshold, or ``unreachable`` by any way.
    With a threshold in kilometres there is one band, the threshold's own.
    """
    fairs = query.fairs(campaign)

    def within() -> list[dict[str, Any]]:
        limits = bands(query)[::-1]
        costs = [query.threshold.cost(limit) for limit in limits]
        areas = [land_within(campaign, query, fairs, cost) for cost in costs]
        told = [{"kind": "within", "limit": n, "unit": query.threshold.unit} for n in limits]
        return _features(shapely.transform(_array(areas), _rounding(LAND_DIGITS)), told)

    def make() -> bytes:
        movement = query.travel.movement.counting(query.travel.unit)
        key = (fairs.tobytes(), movement, bands(query), query.threshold.unit)
        shown = campaign.cache.get("map bands", key, within, most=4)
        rest = [land_beyond(campaign, query, fairs), land_unreachable(campaign, query, fairs)]
        told = [{"kind": "beyond"}, {"kind": "unreachable"}]
        areas = shapely.transform(_array(rest), _rounding(LAND_DIGITS))
        # What is drawn later lies on top: what is nearer, on what is farther.
        features = [*_features(areas, told), *shown]
        return orjson.dumps({"type": "FeatureCollection", "features": features})

    return campaign.cache.get("map road reach", query, make, most=4)


def bands(query: CoverageQuery) -> tuple[float, ...]:
    """The limits for which the land within reach is drawn, in the threshold's unit."""
    own = query.threshold.value
    return tuple(sorted({*BANDS_MIN, own})) if query.threshold.unit == "min" else (own,)


def fair_reach_layer(campaign: Campaign, query: CoverageQuery, fair: int) -> bytes:
    """The land within the query's threshold of one fair by road."""
    area = land_within(campaign, query, np.array([fair]))
    shape = shapely.transform(_array([area]), _rounding(LAND_DIGITS))
    return orjson.dumps(_collection(shape, [{"fair_id": campaign.fairs.index[fair]}]))


def way_layer(campaign: Campaign, here: Place, fair: int | None, way: Way | None) -> bytes:
    """
    The way to a fair: ``line`` on the road, ``minutes`` from door to door, ``metres`` on the road.

    ``walk_m`` are the walks to the road and from it, ``straight_m`` is the straight distance, and
    ``long_way`` tells whether the way is a long one for it. ``fair`` is None where there is no fair
    to go to, ``line`` where there is no way.
    """
    told: dict[str, Any] = {"fair": None, "line": None}
    if fair is not None:
        row = campaign.fairs.iloc[fair]
        names = ("name", "venue", "lon", "lat")
        told["fair"] = {"fair_id": campaign.fairs.index[fair], **{n: row[n] for n in names}}
    if way is not None:
        line = np.round(np.column_stack([way.lon, way.lat]), POINT_DIGITS)
        straight_m = distances_m(
            *(np.array([n]) for n in (here.lon, here.lat, row["lon"], row["lat"]))
        )
        length_m = np.array([way.metres + sum(way.walk_m)])
        told |= {
            "line": line.tolist(),
            "straight_m": round(float(straight_m[0]), 1),
            "long_way": bool(is_long(length_m, straight_m)[0]),
            "minutes": round(way.minutes, 2),
            "metres": round(way.metres, 1),
            "walk_m": [round(walk, 1) for walk in way.walk_m],
        }
    return orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)


def _rounding(digits: int) -> Any:
    return lambda xy: np.round(xy, digits)


def _rows(table: pd.DataFrame) -> dict[str, Any]:
    """A table as its columns' names and its rows; points rounded to about a metre."""
    points = {name: table[name].round(POINT_DIGITS) for name in ("lon", "lat")}
    return {
        "columns": list(table.columns),
        "rows": table.assign(**points).to_numpy(dtype=object).tolist(),
    }


def _collection(
    shapes: Iterable[shapely.Geometry], properties: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": _features(shapes, properties)}


def _features(
    shapes: Iterable[shapely.Geometry], properties: Sequence[dict[str, Any]] | None
) -> list[dict[str, Any]]:
    drawn = shapely.to_geojson(_array(shapes))
    known = properties if properties is not None else [{}] * len(drawn)
    return [
        {"type": "Feature", "geometry": orjson.Fragment(shape), "properties": each}
        for shape, each in zip(drawn, known, strict=True)
    ]


def _array(shapes: Iterable[shapely.Geometry]) -> Any:
    return np.asarray(shapes, dtype=object)
