"""The illustrative employers and their openings: invented, in the numbers that were reported."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from geodata.base.arrays import Ints
from geodata.demo.addresses import EXAMPLE, by_district, scatter, urban_people
from geodata.demo.cells import GRID_CRS
from geodata.demo.fairs import INNER_WEIGHT, is_inner
from geodata.demo.population import Counts, ModelledPeople, apportion
from geodata.demo.terms import demo_terms
from geodata.districts.names import short_zh

EMPLOYERS, HEADCOUNT = 337, 18_000
# What was reported of Jiangbei district alone.
REPORTED_DISTRICT, REPORTED_EMPLOYERS, REPORTED_HEADCOUNT = "江北区", 72, 3_947
OCCUPATIONS: Mapping[str, tuple[str, ...]] = {
    "汽车": ("汽车装配工", "电气工程师", "机械设计工程师", "质量检验员", "汽车维修技师"),
    "金融": ("金融客服专员", "理财顾问", "信贷审核专员", "风险管理专员"),
    "商贸": ("新媒体运营", "电商客服", "门店店长", "采购专员", "仓储管理员"),
    "生物医药": ("药品生产操作员", "医药检验员", "研发助理", "医药销售代表"),
    "信息技术": ("软件开发工程师", "信息技术支持工程师", "软件测试工程师", "数据标注员"),
    "电子制造": ("电子装配工", "电气工程师", "设备维护技术员"),
    "现代物流": ("货运调度员", "配送员", "叉车司机"),
    "餐饮住宿": ("餐厅服务员", "厨师", "酒店前台"),
}
# How often each sector hires; the four that were reported to hire most come first.
SECTOR_WEIGHTS = (0.22, 0.16, 0.18, 0.13, 0.12, 0.08, 0.06, 0.05)
UNPLACED = 0.1
NEAREST_FAIRS = 8
MOST_FAIRS = 3


def demo_employers(districts: gpd.GeoDataFrame, people: ModelledPeople, seed: int) -> pd.DataFrame:
    """
    The table ``employers``: 337, of them 72 in Jiangbei, the others where urban people live.

    Parameters
    ----------
    districts
        ``name_zh, geometry``, WGS-84.
    people
        Who lives where; its order of districts is theirs.
    seed
        Chooses places and sectors.
    """
    rng = np.random.default_rng([seed, 2])
    number = employer_counts(districts, people)
    district_at = np.repeat(np.arange(len(number)), number)
    lon, lat = scatter(rng, districts, people, _cells(rng, people, number))
    name = districts["name_zh"].to_numpy()[district_at]
    turn = np.concatenate([np.arange(1, each + 1) for each in number])
    return pd.DataFrame(
        {
            "employer_id": [f"E{at:03}" for at in range(1, EMPLOYERS + 1)],
            "name": [f"示例企业 {short_zh(d)}-{n:03}" for d, n in zip(name, turn, strict=True)],
            "district": name.tolist(),
            "address": (name + EXAMPLE).tolist(),
            "lon": lon,
            "lat": lat,
            "sector": rng.choice(list(OCCUPATIONS), size=EMPLOYERS, p=SECTOR_WEIGHTS).tolist(),
            "precision": "point",
            "illustrative": True,
        }
    )


def employer_counts(districts: gpd.GeoDataFrame, people: ModelledPeople) -> Counts:
    """How many employers each district has: Jiangbei's are reported, the others by urban people."""
    reported = (districts["name_zh"] == REPORTED_DISTRICT).to_numpy()
    urban = by_district(people, urban_people(people)) * np.where(
        is_inner(people), INNER_WEIGHT, 1.0
    )
    others: Counts = apportion(EMPLOYERS - REPORTED_EMPLOYERS, np.where(reported, 0.0, urban))
    return np.where(reported, REPORTED_EMPLOYERS, others)


def _cells(rng: np.random.Generator, people: ModelledPeople, number: Counts) -> Ints:
    """A cell for each employer, by the urban people in it."""
    urban, chosen = urban_people(people), []
    for at, some in enumerate(number.tolist()):
        here = np.flatnonzero(people.cells.district_at == at)
        chosen.append(rng.choice(here, size=some, p=urban[here] / urban[here].sum()))
    return np.concatenate(chosen).astype(np.intp)


def demo_openings(employers: pd.DataFrame, fairs: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    The table ``openings``: 18,000 positions, 3,947 of them in Jiangbei, most at a fair nearby.

    Parameters
    ----------
    employers, fairs
        As `demo_employers` and `demo_fairs` return them.
    seed
        Chooses occupations, fairs and headcounts.
    """
    rng = np.random.default_rng([seed, 3])
    offers = _offers(rng, employers["sector"].tolist())
    offers["fair_id"] = _fair_ids(rng, offers["employer_at"].to_numpy(), employers, fairs)
    chosen = employers.iloc[offers["employer_at"]]
    return pd.DataFrame(
        {
            "employer_id": chosen["employer_id"].tolist(),
            "fair_id": offers["fair_id"].tolist(),
            "occupation": offers["occupation"].tolist(),
            "sector": chosen["sector"].tolist(),
            "headcount": _headcounts(rng, chosen["district"].to_numpy() == REPORTED_DISTRICT),
            **demo_terms(chosen["sector"].tolist(), seed),
            "illustrative": True,
        }
    )


def _offers(rng: np.random.Generator, sectors: Sequence[str]) -> pd.DataFrame:
    """One row per employer and occupation: ``employer_at, occupation``."""
    rows = [
        (at, occupation)
        for at, sector in enumerate(sectors)
        for occupation in rng.permutation(OCCUPATIONS[sector])[: rng.integers(2, 6)]
    ]
    return pd.DataFrame(rows, columns=["employer_at", "occupation"])


def _fair_ids(
    rng: np.random.Generator, employer_at: Ints, employers: pd.DataFrame, fairs: pd.DataFrame
) -> list[str]:
    """A fair for each offer: employers go to up to three nearby, those with the fewest offers."""
    near, taken = _nearest(employers, fairs), np.zeros(len(fairs), dtype=np.int64)
    names = fairs["fair_id"].tolist()
    fair_ids = np.full(len(employer_at), "", dtype=object)
    for at in range(len(employers)):
        offers = np.flatnonzero(employer_at == at)
        visited = near[at][np.argsort(taken[near[at]], kind="stable")][
            : rng.integers(1, MOST_FAIRS + 1)
        ]
        for offer, absent in zip(offers, rng.random(len(offers)) < UNPLACED, strict=True):
            fair = visited[offer % len(visited)]
            fair_ids[offer] = "" if absent else names[fair]
            taken[fair] += not absent
    return fair_ids.tolist()


def _nearest(employers: pd.DataFrame, fairs: pd.DataFrame) -> Ints:
    """Positions of the fairs nearest to each employer, shape (employers, 8)."""
    to_grid = Transformer.from_crs("EPSG:4326", GRID_CRS, always_xy=True)
    at_fairs, at_employers = (
        np.column_stack(to_grid.transform(t["lon"].to_numpy(), t["lat"].to_numpy()))
        for t in (fairs, employers)
    )
    return np.asarray(cKDTree(at_fairs).query(at_employers, k=NEAREST_FAIRS)[1], dtype=np.intp)


def _headcounts(rng: np.random.Generator, reported: np.ndarray) -> Counts:
    """At least one position each; Jiangbei's and all others' sum to what was reported."""
    wish = rng.lognormal(sigma=0.8, size=len(reported))
    headcount = np.ones(len(reported), dtype=np.int64)
    for rows, total in (
        (reported, REPORTED_HEADCOUNT),
        (~reported, HEADCOUNT - REPORTED_HEADCOUNT),
    ):
        headcount[rows] += apportion(total - int(rows.sum()), wish[rows])
    return headcount
