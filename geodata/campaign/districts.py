"""Districts: their names, and which of them holds a point."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.base.arrays import Floats, Ints

MUNICIPALITIES = ("11", "12", "31", "50")
DISPLAY_TOLERANCE = 0.0035
BORDER = 1e-6  # degrees, a decimetre: to so much is a converted point exact
CITIES = {"重庆": "500000", "成都": "510100"}
# Endings by which a district may be left unnamed, the longest first.
_KINDS = (
    "土家族苗族自治县", "苗族土家族自治县", "土家族自治县", "自治县", "新区", "区", "县", "市",
)  # fmt: skip
_KINDS_EN = (
    " Tujia and Miao Autonomous County", " Miao and Tujia Autonomous County",
    " Tujia Autonomous County", " Autonomous County", " District", " County", " City",
)  # fmt: skip


def city_of(adcode: str) -> str:
    """The city of a district: its municipality ("500000") or its prefecture ("510100")."""
    return f"{adcode[:2]}0000" if adcode.startswith(MUNICIPALITIES) else f"{adcode[:4]}00"


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """One district as a gazetteer knows it; the seat in WGS-84 degrees."""

    adcode: str
    name_zh: str
    name_en: str
    seat_lon: float
    seat_lat: float


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and seats of the districts of a campaign."""

    places: tuple[NamedDistrict, ...]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, districts: gpd.GeoDataFrame) -> Self:
        """The gazetteer of districts indexed by ``adcode``, as a `Campaign` holds them."""
        columns = ["name_zh", "name_en", "seat_lon", "seat_lat"]
        rows = districts[columns].itertuples(index=True, name=None)
        return cls.from_json([list(row) for row in rows])

    @classmethod
    def from_json(cls, rows: list[list[Any]]) -> Self:
        """The gazetteer that `to_json` wrote down."""
        places = tuple(
            NamedDistrict(str(a), str(z), str(e), float(x), float(y)) for a, z, e, x, y in rows
        )
        return cls(places, _unambiguous(places))

    def to_json(self) -> list[list[Any]]:
        """Plain rows ``adcode, name_zh, name_en, seat_lon, seat_lat``."""
        return [[p.adcode, p.name_zh, p.name_en, p.seat_lon, p.seat_lat] for p in self.places]

    def resolve(self, text: str) -> str | None:
        """The adcode that a code, a full or short Chinese name or an English one stands for."""
        return self.by_name.get(_key(text))

    def seat(self, adcode: str) -> tuple[float, float]:
        """Longitude and latitude of a district's seat; KeyError where there is no such one."""
        for place in self.places:
            if place.adcode == adcode:
                return place.seat_lon, place.seat_lat
        raise KeyError(adcode)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.replace("'", "").replace("’", "").split())


def _unambiguous(places: tuple[NamedDistrict, ...]) -> dict[str, str]:
    """Names that stand for one district only; a full name goes before another's short one."""
    short = _unique((name, place.adcode) for place in places for name in _short_names(place))
    full = _unique((name, p.adcode) for p in places for name in (p.name_zh, p.name_en))
    return short | full | {p.adcode: p.adcode for p in places}


def _unique(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    codes: dict[str, set[str]] = {}
    for name, adcode in named:
        codes.setdefault(_key(name), set()).add(adcode)
    return {name: found.pop() for name, found in codes.items() if name and len(found) == 1}


def _short_names(place: NamedDistrict) -> Iterator[str]:
    yield short_zh(place.name_zh)
    yield short_en(place.name_en)
    for city in ("重庆市", "重庆", "成都市", "成都"):
        if place.name_zh and city_of(place.adcode) == CITIES[city[:2]]:
            yield city + place.name_zh


def short_zh(name: str) -> str:
    """A Chinese name without the district's kind, unless that would leave one character."""
    for kind in _KINDS:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)
    return name


def short_en(name: str) -> str:
    """An English name without the district's kind."""
    kind = next((kind for kind in _KINDS_EN if name.casefold().endswith(kind.casefold())), "")
    return name[: len(name) - len(kind)]


def locate(districts: gpd.GeoDataFrame, lon: Floats, lat: Floats) -> Ints:
    """
    The district that holds each point.

    Parameters
    ----------
    districts
        Polygons, WGS-84, in the order in which they are asked.
    lon, lat
        Degrees, shape (n,).

    Returns
    -------
    Ints
        Position in ``districts``, shape (n,); -1 outside all. A point on a border belongs to the
        first district in order that covers it.
    """
    found = np.full(len(lon), -1, dtype=np.intp)
    if not len(lon) or districts.empty:
        return found
    polygons = districts.geometry.to_numpy()
    shapely.prepare(polygons)
    # Sorted by longitude, the points within a polygon's bounds are one run.
    order = np.argsort(lon, kind="stable")
    x, y = np.asarray(lon)[order], np.asarray(lat)[order]
    sorted_found = np.full(len(x), -1, dtype=np.intp)
    for position, polygon in enumerate(polygons):
        west, south, east, north = shapely.bounds(polygon)
        first, last = np.searchsorted(x, west, "left"), np.searchsorted(x, east, "right")
        inside = (y[first:last] >= south) & (y[first:last] <= north)
        free = np.flatnonzero(inside & (sorted_found[first:last] < 0)) + first
        sorted_found[free[shapely.intersects_xy(polygon, x[free], y[free])]] = position
    found[order] = sorted_found
    return found


def display(districts: gpd.GeoDataFrame, tolerance: float = DISPLAY_TOLERANCE) -> gpd.GeoDataFrame:
    """
    The districts with fewer vertices, for maps: shared borders stay shared, no slivers open.

    Parameters
    ----------
    tolerance
        Degrees; the area that a vertex may stand for is at most about its square.
    """
    if districts.empty:
        return districts
    polygons = districts.geometry.to_numpy()
    return districts.set_geometry(shapely.coverage_simplify(polygons, tolerance))


def mismatches(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Rows of fairs or employers whose stated district is not the one that holds them.

    Returns
    -------
    pd.DataFrame
        Indexed as the rows; columns ``name, stated, stated_adcode, adcode`` (``stated_adcode`` ""
        where the name is none of the districts).
    """
    gazetteer = Gazetteer.of(districts)
    stated = places["district"]
    known = {text: gazetteer.resolve(text) or "" for text in stated.unique()}
    resolved = stated.map(known).astype("str")
    wrong = (stated != "") & ((resolved == "") | (resolved != places["adcode"]))
    wrong &= ~on_border(places, resolved, districts, wrong)
    compared = {
        "name": places["name"],
        "stated": stated,
        "stated_adcode": resolved,
        "adcode": places["adcode"],
    }
    return pd.DataFrame(compared)[wrong]


def on_border(
    places: pd.DataFrame, stated: pd.Series, districts: gpd.GeoDataFrame, asked: pd.Series
) -> pd.Series:
    """
    Which places lie on the border of the district that they state: it holds them, too.

    Parameters
    ----------
    stated
        The adcode that each place states; "" for none that is known.
    asked
        The places to look at.
    """
    found = pd.Series(data=False, index=places.index)
    some = np.flatnonzero(asked & (stated != "") & places["lon"].notna())
    if some.size:
        at = districts.index.get_indexer(stated.iloc[some])
        points = shapely.points(places["lon"].iloc[some], places["lat"].iloc[some])
        found.iloc[some] = shapely.dwithin(districts.geometry.to_numpy()[at], points, BORDER)
    return found


def with_adcodes(table: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places that may be without a point with their ``adcode``; see `Campaign.services`."""
    gazetteer = Gazetteer.of(districts)
    stated = {text: gazetteer.resolve(text) or "" for text in table["district"].unique()}
    held = pd.Series(adcodes(districts, table["lon"], table["lat"]), index=table.index)
    return table.assign(
        adcode=held.where(table["lon"].notna(), table["district"].map(stated)).astype("str")
    )


def adcodes(
    districts: gpd.GeoDataFrame, lon: Floats | pd.Series, lat: Floats | pd.Series
) -> pd.api.extensions.ExtensionArray:
    """The adcode of the district (by index) that holds each WGS-84 point; "" outside all."""
    at: Ints = locate(districts, np.asarray(lon), np.asarray(lat))
    codes = np.append(districts.index.to_numpy(dtype=object), "")  # position -1 is the ""
    return pd.array(codes[at], dtype="str")
