"""The illustrative plan of job fairs: invented venues where such plans have theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.base.arrays import Flags, Ints
from geodata.campaign import tables
from geodata.demo.addresses import EXAMPLE, by_district, scatter, urban_people
from geodata.demo.population import Counts, ModelledPeople, apportion

FAIRS = 141
DAYS = 49
# A district counts as inner where three quarters of its people are urban: the nine of central
# Chongqing and the eleven in and around central Chengdu.
INNER_URBAN_SHARE = 0.75
INNER_WEIGHT = 1.6
TOWN_M = 8_000.0
SEAT_EVERY = 4
WEEKDAYS = (0.5, 0.6, 0.7, 0.8, 3.0, 6.0, 4.0)  # how often, Monday first
HOURS = (
    ("09:00", "12:00"), ("09:30", "13:00"), ("09:00", "15:00"), ("13:30", "17:00"),
    ("10:00", "16:00"), ("18:30", "21:00"),
)  # fmt: skip
MARKET_HOURS = ("08:30", "11:30")
SEAT_VENUE = "人力资源市场"
VENUES = (
    "文化体育中心广场", "商圈中心广场", "就业服务大厅", "产业园区服务中心", "会展中心", "体育馆",
    "高校联合招聘点", "零工市场", "火车站前广场", "社区党群服务中心", "科技园多功能厅",
)  # fmt: skip
MARKET_VENUE = "乡镇集市广场"
THEMES = (
    "综合", "民营企业专场", "高校毕业生专场", "制造业专场", "汽车产业专场", "金融商贸专场",
    "数字经济专场", "返乡务工人员专场", "女性就业专场", "生物医药专场", "零工专场", "社区就业专场",
)  # fmt: skip
MARKET_THEME = "乡镇赶集"
UNSTATED = ("services", "bring", "notice", "sessions", "phone", "link", "transport")


@dataclass(frozen=True, eq=False, slots=True)
class Sites:
    """
    Where the fairs are held, one entry per fair, shape (141,).

    Parameters
    ----------
    district_at, cell_at
        Positions of the district and of the cell that it was chosen for.
    turn
        Which of its district's fairs it is, from 0.
    is_seat, is_market
        Whether it is held at the district's seat, or in a town far from it.
    """

    district_at: Ints
    cell_at: Ints
    turn: Ints
    is_seat: Flags
    is_market: Flags


def demo_fairs(
    districts: gpd.GeoDataFrame, people: ModelledPeople, start: date, seed: int
) -> pd.DataFrame:
    """
    The plan: 141 published fairs over seven weeks, denser in the inner districts.

    Parameters
    ----------
    districts
        ``name_zh, seat_lon, seat_lat, geometry``, WGS-84.
    people
        Who lives where; its order of districts is theirs.
    start
        The day of the first fair.
    seed
        Chooses venues, days and hours.

    Returns
    -------
    pd.DataFrame
        The table ``fairs``, by day and hour.
    """
    rng = np.random.default_rng([seed, 1])
    sites = _sites(rng, districts, people)
    lon, lat = scatter(rng, districts, people, sites.cell_at)
    district = districts.iloc[sites.district_at]
    venue = _venues(sites, district["name_zh"].tolist())
    booths = np.where(sites.is_market, rng.integers(8, 21, FAIRS), rng.integers(25, 121, FAIRS))
    visitors = np.round(booths * rng.uniform(12, 30, FAIRS) / 50).astype(np.int64) * 50
    held = pd.DataFrame(
        {
            "name": _names(rng, sites, district["name_zh"].tolist()),
            "venue": venue,
            "district": district["name_zh"].tolist(),
            "address": (district["name_zh"] + EXAMPLE).tolist(),
            "lon": np.where(sites.is_seat, district["seat_lon"], lon),
            "lat": np.where(sites.is_seat, district["seat_lat"], lat),
            "date": _days(rng, venue, sites.is_market, start),
            "booths": pd.array(booths, dtype="Int64"),
            "expected_seekers": pd.array(visitors, dtype="Int64"),
            "status": "published",
            "precision": "point",
            "organiser": ("示例 " + district["name_zh"] + "就业服务机构").tolist(),
            **dict.fromkeys(UNSTATED, ""),
            "illustrative": True,
        }
    )
    held["start_time"], held["end_time"] = _hours(rng, sites.is_market)
    held = held.sort_values(["date", "start_time", "venue"], ignore_index=True)
    held["fair_id"] = [f"F{number:03}" for number in range(1, FAIRS + 1)]
    return held[[column.name for column in tables.FAIRS.stored_columns]]


def fair_counts(people: ModelledPeople) -> Counts:
    """How many fairs each district holds, by its urban people; the smallest counties none."""
    weight = np.where(is_inner(people), INNER_WEIGHT, 1.0)
    return apportion(FAIRS, weight * by_district(people, urban_people(people)))


def is_inner(people: ModelledPeople) -> Flags:
    """Which districts are inner ones."""
    urban = by_district(people, urban_people(people))
    inner: Flags = urban >= INNER_URBAN_SHARE * by_district(people, people.persons["all"])
    return inner


def _sites(rng: np.random.Generator, districts: gpd.GeoDataFrame, people: ModelledPeople) -> Sites:
    number, seat_cells = fair_counts(people), _seat_cells(districts, people)
    chosen = [
        _cells(rng, people, int(seat_cells[at]), int(number[at])) for at in range(len(number))
    ]
    cell_at = np.concatenate(chosen)
    district_at = np.repeat(np.arange(len(number)), number)
    turn = np.concatenate([np.arange(each) for each in number])
    x_m, y_m, seats = people.cells.x_m, people.cells.y_m, seat_cells[district_at]
    away_m = np.hypot(x_m[cell_at] - x_m[seats], y_m[cell_at] - y_m[seats])
    is_market = (away_m > TOWN_M) & ~is_inner(people)[district_at]
    return Sites(district_at, cell_at, turn, turn % SEAT_EVERY == 0, is_market)


def _seat_cells(districts: gpd.GeoDataFrame, people: ModelledPeople) -> Ints:
    """The cell of each district that is nearest to its seat."""
    cells, nearest = people.cells, np.empty(len(districts), dtype=np.intp)
    seats = districts[["seat_lon", "seat_lat"]].itertuples(index=False, name=None)
    for at, (lon, lat) in enumerate(seats):
        here = np.flatnonzero(cells.district_at == at)
        nearest[at] = here[np.argmin(np.hypot(cells.lon[here] - lon, cells.lat[here] - lat))]
    return nearest


def _cells(rng: np.random.Generator, people: ModelledPeople, seat: int, number: int) -> Ints:
    """A district's fairs: every fourth at its seat, the others where people are, far apart."""
    cells = people.cells
    here = np.flatnonzero(cells.district_at == cells.district_at[seat])
    persons = urban_people(people)[here]
    chosen = np.full(number, seat, dtype=np.intp)
    apart_m = np.full(len(here), np.inf)
    for turn in range(1, number):
        last = chosen[turn - 1]
        away_m = np.hypot(cells.x_m[here] - cells.x_m[last], cells.y_m[here] - cells.y_m[last])
        apart_m = np.minimum(apart_m, away_m)
        if turn % SEAT_EVERY:
            weight = persons * apart_m
            chosen[turn] = rng.choice(here, p=weight / weight.sum())
    return chosen


def _venues(sites: Sites, districts: Sequence[str]) -> list[str]:
    """Names of the venues; towns of one district are told apart by their number."""
    venues = []
    for district, turn, seat, market in zip(
        districts, sites.turn.tolist(), sites.is_seat, sites.is_market, strict=True
    ):
        other = turn - turn // SEAT_EVERY - 1
        kind = f"第{other + 1}{MARKET_VENUE}" if market else VENUES[other % len(VENUES)]
        venues.append(district + (SEAT_VENUE if seat else kind))
    return venues


def _names(rng: np.random.Generator, sites: Sites, districts: Sequence[str]) -> list[str]:
    """Names of the fairs: a theme each, none twice in a row in the same district."""
    first = rng.integers(len(THEMES), size=sites.district_at.max() + 1)[sites.district_at]
    themes = [THEMES[at % len(THEMES)] for at in first + sites.turn]
    held = zip(districts, themes, sites.is_market, strict=True)
    return [f"{where}{MARKET_THEME if market else theme}招聘会" for where, theme, market in held]


def _hours(rng: np.random.Generator, is_market: Flags) -> tuple[list[str], list[str]]:
    chosen = rng.choice(len(HOURS), size=len(is_market), p=(0.34, 0.16, 0.16, 0.14, 0.14, 0.06))
    hours = [MARKET_HOURS if m else HOURS[at] for m, at in zip(is_market, chosen, strict=True)]
    return [start for start, _ in hours], [end for _, end in hours]


def _days(
    rng: np.random.Generator, venues: Sequence[str], is_market: Flags, start: date
) -> list[str]:
    """A day for each fair, mostly at weekends, the first on ``start``; no venue twice a day."""
    days = [start + timedelta(days=number) for number in range(DAYS)]
    often = np.array([WEEKDAYS[day.weekday()] for day in days])
    taken = {(venues[0], 0)}
    chosen = [0]
    for number in range(1, len(venues)):
        free = np.array([(venues[number], at) not in taken for at in range(DAYS)])
        market = np.array([day.day % 3 == number % 3 for day in days])
        weight = free * (market if is_market[number] else often)
        at = int(rng.choice(DAYS, p=weight / weight.sum()))
        taken.add((venues[number], at))
        chosen.append(at)
    return [days[at].isoformat() for at in chosen]
