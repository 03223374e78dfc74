"""
A small city after the shape of inner Chongqing: two rivers that meet, bridges, metro and names.

The numbers are our own; the rivers bend where theirs bend. It lies in the demo's districts.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely import affinity
from towns import Town

Point = tuple[float, float]
YANGTZE: Sequence[Point] = (
    (106.30, 29.25), (106.38, 29.30), (106.44, 29.38), (106.46, 29.44), (106.52, 29.47),
    (106.55, 29.50), (106.56, 29.54), (106.585, 29.553), (106.592, 29.568), (106.60, 29.59),
    (106.63, 29.61), (106.66, 29.60), (106.70, 29.62), (106.78, 29.65), (106.90, 29.70),
)  # fmt: skip
JIALING: Sequence[Point] = (
    (106.33, 29.90), (106.40, 29.80), (106.43, 29.72), (106.46, 29.66), (106.45, 29.60),
    (106.48, 29.57), (106.51, 29.575), (106.53, 29.565), (106.56, 29.566), (106.592, 29.568),
)  # fmt: skip
BRIDGES: Sequence[tuple[str, str, Point, Point]] = (
    ("黄花园大桥", "Huanghuayuan Bridge", (106.557, 29.555), (106.553, 29.578)),
    ("千厮门大桥", "Qiansimen Bridge", (106.576, 29.560), (106.574, 29.576)),
    ("东水门大桥", "", (106.580, 29.560), (106.600, 29.556)),
    ("鹅公岩大桥", "", (106.512, 29.482), (106.548, 29.483)),
    ("朝天门大桥", "Chaotianmen Bridge", (106.592, 29.592), (106.612, 29.586)),
)
STATIONS: Sequence[tuple[str, str, Point]] = (
    ("观音桥", "Guanyinqiao", (106.533, 29.577)), ("红旗河沟", "", (106.527, 29.588)),
    ("小什字", "Xiaoshizi", (106.579, 29.561)), ("两路口", "Lianglukou", (106.543, 29.553)),
    ("南坪", "Nanping", (106.562, 29.530)), ("龙头寺", "", (106.554, 29.606)),
    ("上新街", "", (106.602, 29.555)), ("大坪", "", (106.517, 29.540)),
)  # fmt: skip
PLACES: Sequence[tuple[str, str, str, Point]] = (
    ("解放碑", "quarter", "", (106.577, 29.557)), ("观音桥", "quarter", "", (106.5335, 29.5745)),
    ("石桥铺街道", "suburb", "", (106.487, 29.533)), ("弹子石", "suburb", "", (106.606, 29.577)),
    ("鱼洞", "town", "Yudong", (106.52, 29.38)), ("蔡家岗", "town", "", (106.47, 29.71)),
    ("重庆", "city", "Chongqing", (106.551, 29.563)),
    ("龙头寺", "neighbourhood", "", (106.556, 29.609)),
)  # fmt: skip
METRO = (
    ((106.517, 29.540), (106.543, 29.553), (106.579, 29.561), (106.602, 29.555)),
    ((106.562, 29.530), (106.543, 29.553), (106.533, 29.577), (106.527, 29.588), (106.554, 29.606)),
)
RING: Sequence[Point] = (
    (106.46, 29.50), (106.50, 29.45), (106.58, 29.45), (106.65, 29.50), (106.67, 29.57),
    (106.64, 29.65), (106.55, 29.68), (106.47, 29.66), (106.44, 29.58), (106.46, 29.50),
)  # fmt: skip
YANGTZE_WIDTH, JIALING_WIDTH = 0.009, 0.0055  # degrees
BLOCK = 0.0035


class City(Town):
    """A town whose points are longitudes and latitudes."""

    def place(self, x: float, y: float) -> Point:
        return x, y

    def lines(self, shape: shapely.Geometry, highway: str = "", **tags: str) -> None:
        """A way for each line of a shape."""
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString" and part.length:
                points = shapely.get_coordinates(part).round(7).tolist()
                self.way([(x, y) for x, y in points], highway, **tags)

    def area(self, polygon: shapely.Polygon, **tags: str) -> None:
        """A closed way."""
        self.way([tuple(p) for p in polygon.exterior.coords], "", **tags)

    def spot(self, at: Point, **tags: str) -> None:
        """A node with tags."""
        self.node_tags[self.node(*at)] = tags


def rounded(line: shapely.LineString) -> shapely.LineString:
    """A line without its corners, as Chaikin cuts them."""
    points = shapely.get_coordinates(line)
    for _ in range(3):
        quarter = np.empty((2 * (len(points) - 1), 2))
        quarter[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
        quarter[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], quarter, points[-1:]])
    return shapely.LineString(points.round(7))


def river_city() -> City:
    """The city: 300 streets, both rivers with their banks, five bridges, eight metro stations."""
    city = City(106.55, 29.56)
    city.timestamp = "2027-01-01T00:00:00Z"
    water = add_rivers(city)
    add_streets(city, water)
    add_rails(city)
    for zh, en, start, end in BRIDGES:
        city.way([start, end], "primary", name=zh, bridge="yes", **named(en))
    for zh, kind, en, at in PLACES:
        city.spot(at, place=kind, name=zh, **named(en))
    park = affinity.scale(shapely.Point(106.535, 29.556).buffer(0.004), 1, 0.6)
    city.area(park, leisure="park", name="鹅岭公园")
    city.spot(
        (106.468, 29.568), amenity="university", name="重庆大学", **named("Chongqing University")
    )
    city.spot((106.512, 29.536), amenity="hospital", name="重庆医院")
    city.spot((106.5405, 29.5705), amenity="marketplace", name="北城市场")
    city.spot((106.638, 29.719), aeroway="aerodrome", name="江北机场", **named("Jiangbei Airport"))
    return city


def named(en: str) -> dict[str, str]:
    """An English name, if there is one."""
    return {"name:en": en} if en else {}


def add_rivers(city: City) -> shapely.Geometry:
    """Centre lines, and banks as multipolygons: the Yangtze's is cut at the extract's edge."""
    found = []
    for points, width, zh, en in (
        (YANGTZE, YANGTZE_WIDTH, "长江", "Yangtze River"),
        (JIALING, JIALING_WIDTH, "嘉陵江", "Jialing River"),
    ):
        line = rounded(shapely.LineString(points))
        city.lines(line, waterway="river", name=zh, **named(en))
        area = line.buffer(width / 2, quad_segs=4)
        found.append(area)
        add_banks(city, area)
    return shapely.union_all(found)


def add_banks(city: City, area: shapely.Polygon) -> None:
    """A relation of two ways around an area, each as long as a file may have them."""
    ring = [tuple(p) for p in area.exterior.coords][:-1]
    half = len(ring) // 2
    first = len(city.ways) + 1
    city.way(ring[: half + 1], "")
    city.way([*ring[half:], ring[0]], "")
    members = [("w", first, "outer"), ("w", first + 1, "outer")]
    city.relations.append((members, {"type": "multipolygon", "natural": "water"}))


def add_streets(city: City, water: shapely.Geometry) -> None:
    """A grid that ends at the banks, a few wide streets, and a ring over all rivers."""
    land = shapely.box(106.47, 29.48, 106.64, 29.65).difference(water.buffer(0.001))
    xs, ys = np.arange(106.475, 106.64, BLOCK), np.arange(29.485, 29.65, BLOCK)
    for n, x in enumerate(xs):
        kind = "primary" if n % 12 == 6 else "tertiary" if n % 4 == 2 else "residential"
        names = {"name": f"人民{n}路"} if kind != "residential" else {}
        city.lines(shapely.LineString([(x, y) for y in ys]).intersection(land), kind, **names)
    for n, y in enumerate(ys):
        kind = "secondary" if n % 8 == 4 else "residential"
        names = {"name": f"中山{n}路"} if kind == "secondary" else {}
        city.lines(shapely.LineString([(x, y) for x in xs]).intersection(land), kind, **names)
    ring = rounded(shapely.LineString(RING))
    city.lines(ring.difference(water.buffer(0.001)), "motorway", name="内环快速路")
    over = ring.intersection(water.buffer(0.001))
    city.lines(over, "motorway", name="内环快速路", bridge="yes")
    for east in (106.49, 106.525, 106.555, 106.61):
        block = shapely.box(east, 29.50, east + 0.02, 29.545).difference(water.buffer(0.002))
        for part in shapely.get_parts(block):
            city.area(part, landuse="residential")


def add_rails(city: City) -> None:
    """Two metro lines, partly in a tunnel, a railway with its station, and a ferry."""
    for line in METRO:
        city.way(list(line[:2]), "", railway="subway", tunnel="yes")
        city.way(list(line[1:]), "", railway="subway")
    for zh, en, at in STATIONS:
        city.spot(at, railway="station", station="subway", name=zh, **named(en))
        city.spot((at[0] + 0.0008, at[1] + 0.0006), railway="subway_entrance", ref="1")
    city.way([(106.40, 29.70), (106.50, 29.63), (106.548, 29.608)], "", railway="rail")
    city.spot(
        (106.548, 29.608),
        railway="station",
        name="重庆北站",
        alt_name="火车北站;龙头寺火车站",
        **named("Chongqing North Railway Station"),
    )
    city.way([(106.588, 29.566), (106.602, 29.572)], "", route="ferry", name="过江轮渡")


def write_river_city(path: Path) -> Path:
    """The city's extract."""
    return river_city().write(path)
