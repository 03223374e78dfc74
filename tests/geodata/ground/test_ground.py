"""The ground of an extract: what is read, how it is cut into tiles, and how it lies at rest."""

import gzip
import json
from collections import Counter

import numpy as np
import pytest
import shapely
from river_city import City, river_city

from geodata.errors import FileRefused, RoadsDamagedError
from geodata.ground.build import build_ground
from geodata.ground.extract import read_extract
from geodata.ground.findings import as_one
from geodata.ground.folder import is_tile, open_ground, write_ground
from geodata.ground.kinds import AREAS, BRIDGE, TUNNEL, ZOOMS, Kind, Place
from geodata.ground.plane import EXTENT, to_degrees, to_square

MOST_BYTES = 20_000


def untold(_):
    """Nobody listens."""


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The ground of the city, open."""
    folder = tmp_path_factory.mktemp("city")
    content = build_ground([river_city().write(folder / "city.osm.pbf")], untold)
    return open_ground(folder, write_ground(folder, content))


def ground_of(city, folder):
    """The ground of any city."""
    content = build_ground([city.write(folder / "city.osm.pbf")], untold)
    return open_ground(folder, write_ground(folder, content))


def held(ground, address):
    """What a tile holds."""
    return json.loads(gzip.decompress(ground.tile(*address)))


def everything(ground, zoom):
    """Every shape of a zoom: its kind and its points in degrees."""
    for z, x, y in ground.addresses(zoom):
        for kind, *shapes in held(ground, (z, x, y))["s"]:
            for steps in shapes:
                points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / EXTENT
                yield kind, to_degrees((points + np.array([x, y])) / 2**z)


def names(ground, zoom):
    """Every name of a zoom by what it names."""
    rows = [row for each in ground.addresses(zoom) for row in held(ground, each)["n"]]
    return {(Place(row[0]), row[1], row[2]) for row in rows}


def test_the_plane_of_the_tiles_leads_back_to_degrees():
    there = np.array([(106.55, 29.56), (-179.9, -84.9), (0, 0)])

    assert to_degrees(to_square(there)) == pytest.approx(there)
    assert (to_square([(-180, 85.05113)]) * 4).tolist()[0] == pytest.approx([0, 0], abs=1e-5)


def test_rivers_are_drawn_at_every_zoom_where_they_flow(city):
    for zoom in ZOOMS:
        lines = [points for kind, points in everything(city, zoom) if kind == Kind.RIVER]
        drawn = shapely.multilinestrings([shapely.linestrings(each) for each in lines])
        for at in ((106.55, 29.50), (106.585, 29.553), (106.48, 29.57)):
            assert drawn.distance(shapely.Point(at)) < 0.005 + 0.5 / 2**zoom, zoom


def test_a_river_whose_banks_close_is_an_area_too(city):
    rings = [points for kind, points in everything(city, 12) if kind == Kind.WATER]
    water = shapely.union_all([shapely.make_valid(shapely.Polygon(each)) for each in rings])

    assert water.contains(shapely.Point(106.55, 29.502))
    assert not water.contains(shapely.Point(106.56, 29.60))


def test_bridges_and_tunnels_are_told_from_what_lies_on_the_ground(city):
    near = Counter(kind for kind, _ in everything(city, 14))

    assert near[Kind.PRIMARY + BRIDGE]
    assert near[Kind.METRO + TUNNEL]
    assert near[Kind.METRO]
    assert near[Kind.FERRY]
    assert near[Kind.STREET]
    assert Kind.STREET not in Counter(kind for kind, _ in everything(city, 12))
    assert all(kind < TUNNEL for kind, _ in everything(city, 10))


def test_names_come_in_both_scripts_and_without_an_english_one_in_pinyin(city):
    found = names(city, 14)

    assert (Place.METRO_STATION, "观音桥", "Guanyinqiao") in found
    assert (Place.METRO_STATION, "龙头寺", "Longtousi") in found
    assert (Place.STATION, "重庆北站", "Chongqing North Railway Station") in found
    assert (Place.RIVER, "长江", "Yangtze River") in found
    assert (Place.STREET, "中山12路", "Zhongshan 12 Lu") in found
    assert (Place.BRIDGE, "黄花园大桥", "Huanghuayuan Bridge") in names(city, 12)
    assert not any(place is Place.STREET and zh.endswith("大桥") for place, zh, _ in found)
    assert (Place.RIVER, "长江", "Yangtze River") in names(city, 8)
    assert not any(place is Place.STREET for place, *_ in names(city, 10))


def test_a_river_is_called_as_all_of_it_is_where_its_lines_lack_a_name_or_a_chinese_one(tmp_path):
    city = City()
    city.way([(106.0, 29.0), (106.3, 29.0)], "", waterway="river", name="Rhein")
    city.way([(106.3, 29.0), (106.6, 29.0)], "", waterway="river")
    city.way([(106.6, 29.0), (106.9, 29.0)], "", waterway="river", name="长江")
    city.way([(106.6, 29.1), (106.9, 29.1)], "primary", name="Rheinstrasse")
    members = [("w", number, "main_stream") for number in (1, 2, 3, 4)]
    of_all = {"type": "waterway", "waterway": "river", "name": "Rhine", "name:zh": "莱茵河"}
    city.relations.append((members, of_all))

    found = {(place, zh) for place, zh, _ in names(ground_of(city, tmp_path), 12)}

    assert found == {
        (Place.RIVER, "莱茵河"), (Place.RIVER, "长江"), (Place.STREET, "Rheinstrasse")
    }  # fmt: skip


def test_of_several_names_in_one_the_first_is_written_and_all_are_found(tmp_path):
    city = City()
    city.way([(106.0, 29.0), (106.3, 29.1)], "primary")
    several = {"name:zh": "旧金山;舊金山;三藩市", "name:en": "San Francisco;Frisco"}
    city.spot((106.1, 29.05), place="town", name="San Francisco", **several)
    simplified = {"name:zh": "華埠站", "name:zh-Hans": "华埠站"}
    city.spot((106.2, 29.05), railway="station", name="Chinatown", **simplified)

    station, town = sorted(ground_of(city, tmp_path).landmarks, key=lambda each: -each.place)

    assert (town.zh, town.en) == ("旧金山", "San Francisco")
    assert {"舊金山", "三藩市", "Frisco"} <= set(town.also)
    assert station.zh == "华埠站"
    assert "華埠站" in station.also


def test_a_river_may_be_named_wherever_one_looks(tmp_path):
    city = City()
    city.way([(106.0, 29.0), (107.5, 29.0)], "", waterway="river", name="长江")
    ground = ground_of(city, tmp_path)

    for zoom in (8, 10, 12, 14):
        rows = sorted(
            x + row[3] / EXTENT
            for z, x, y in ground.addresses(zoom)
            for row in held(ground, (z, x, y))["n"]
        )
        assert max(np.diff(rows), default=0) < 0.9, zoom  # of a tile's side, from name to name


def test_a_coast_is_a_line_and_so_is_that_of_an_island(tmp_path):
    city = City()
    city.way([(106.0, 29.0), (106.3, 29.1)], "", natural="coastline")
    island = [(106.1, 28.9), (106.2, 28.9), (106.2, 28.95), (106.1, 28.9)]
    city.way(island, "", natural="coastline")

    drawn = [*everything(ground_of(city, tmp_path), 12)]

    assert {kind for kind, _ in drawn} == {Kind.BANK}
    assert min(points[:, 1].min() for _, points in drawn) == pytest.approx(28.9, abs=0.001)


SHORE = [(106.4, 29.1), (106.2, 29.15), (106.0, 29.1)]  # land on its left: to the south
ISLE = [(106.2, 29.17), (106.22, 29.17), (106.21, 29.19), (106.2, 29.17)]  # and within


def coast_of(shore, box=(106.1, 29.0, 106.3, 29.2)):
    """A shore and an isle before it, in an extract that states its box."""
    city = City()
    city.way([(106.15, 29.05), (106.16, 29.05)], "primary")
    city.way(shore, "", natural="coastline")
    city.way(ISLE, "", natural="coastline")
    city.box = box
    return city


def test_the_sea_is_filled_on_the_right_of_its_coast_to_the_edge_of_the_extract(tmp_path):
    ground = ground_of(coast_of(SHORE), tmp_path)

    for zoom in (12, 14):
        sea = areas_of_water(ground, zoom)
        wet, dry = [(106.12, 29.17), (106.29, 29.19)], [(106.2, 29.1), (106.21, 29.18)]
        assert all(sea.contains(shapely.Point(at)) for at in wet), zoom
        assert not any(sea.contains(shapely.Point(at)) for at in dry), zoom
        assert sea.bounds == pytest.approx((106.1, 29.125, 106.3, 29.2), abs=0.002)


def test_a_coast_whose_last_vertex_the_extract_has_left_out_leads_on_to_the_edge(tmp_path):
    shore = [999_999, (106.2992, 29.124), (106.2, 29.15), (106.1008, 29.124), 999_998]

    sea = areas_of_water(ground_of(coast_of(shore), tmp_path))

    assert sea.contains(shapely.Point(106.12, 29.17))
    assert not sea.contains(shapely.Point(106.2, 29.1))


@pytest.mark.parametrize(
    ("shore", "box"),
    [
        (SHORE, None),  # nobody knows how far the extract reaches
        ([*SHORE[:2], (106.15, 29.14)], (106.1, 29.0, 106.3, 29.2)),  # nor where this coast leads
    ],
)
def test_where_a_coast_ends_nobody_knows_where_the_sea_does(tmp_path, shore, box):
    kinds = Counter(kind for kind, _ in everything(ground_of(coast_of(shore, box), tmp_path), 14))

    assert not kinds[Kind.WATER]
    assert kinds[Kind.BANK]


@pytest.mark.parametrize(
    ("tags", "is_named"),
    [
        ({"name": "江北国际机场", "iata": "CKG"}, True),
        ({"name": "白市驿机场", "military": "airfield"}, False),
        ({"name": "市医院直升机场"}, False),
        ({"name": "Heliport Balzers"}, False),
        ({"name": "滑翔机场", "aerodrome:type": "gliding"}, False),
    ],
)
def test_of_airfields_those_are_named_from_which_one_flies(tmp_path, tags, is_named):
    city = City()
    city.way([(106.0, 29.0), (106.3, 29.1)], "primary")
    city.spot((106.1, 29.05), aeroway="aerodrome", **tags)

    assert [each.zh for each in ground_of(city, tmp_path).landmarks] == [tags["name"]] * is_named


def test_what_is_looked_for_by_name_is_listed_once(city):
    found = Counter((Place(each.place), each.zh) for each in city.landmarks)

    assert found[Place.BRIDGE, "东水门大桥"] == 1
    assert found[Place.QUARTER, "解放碑"] == 1
    assert found[Place.AIRPORT, "江北机场"] == 1
    assert max(found.values()) == 1
    ((lon, lat),) = [(e.lon, e.lat) for e in city.landmarks if e.zh == "东水门大桥"]
    assert (lon, lat) == pytest.approx((106.59, 29.558), abs=0.001)


def test_a_line_over_many_tiles_is_whole_when_they_lie_side_by_side(tmp_path):
    city = City()
    points = [(106.0, 29.0), (106.3, 29.31), (106.31, 29.02), (106.9, 29.4)]
    city.way(points, "primary")
    ground = ground_of(city, tmp_path)

    whole = shapely.LineString(to_square(points))  # straight there, and not on the globe
    for zoom in (8, 10, 12, 14):
        pieces = [shapely.LineString(to_square(p)) for _, p in everything(ground, zoom)]
        drawn, grain = shapely.union_all(pieces), 1 / 2**zoom / 400
        assert drawn.buffer(grain).contains(whole), zoom
        assert whole.buffer(grain).contains(drawn), zoom
    addresses = ground.addresses(14)
    assert len(addresses) < 120
    for address in addresses:
        assert all(len(steps) >= 4 for _, *shapes in held(ground, address)["s"] for steps in shapes)


def test_no_border_of_an_authority_is_drawn(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    ring = [(106.4, 29.4), (106.6, 29.4), (106.6, 29.6), (106.4, 29.4)]
    border = {"boundary": "administrative", "admin_level": "6", "name": "某区"}
    city.way(ring, "", **border, natural="water")
    city.way([(106.2, 29.2), (106.3, 29.3)], "", **border)
    members = [("w", 2, "outer")]
    city.relations.append((members, {"type": "boundary", "natural": "water", **border}))

    ground = ground_of(city, tmp_path)

    assert {kind for z in ZOOMS for kind, _ in everything(ground, z)} == {Kind.PRIMARY}
    assert ground.landmarks == ()


def broken_river(city, whole):
    """A river of 300 km and its banks; of these the extract may hold one only."""
    centre = [(104.0 + n / 20, 29.5 + 0.1 * np.sin(n / 5)) for n in range(61)]
    city.way(centre, "", waterway="river", name="大河")
    north, south = ([(x, y + side) for x, y in centre] for side in (0.004, -0.004))
    city.way(north, "")
    city.way([north[-1], *reversed(south), north[0]], "")
    first = len(city.ways) - 1
    members = [("w", first, "outer"), ("w", first + 1 if whole else 99_999, "outer")]
    city.relations.append((members, {"type": "multipolygon", "natural": "water"}))
    return north


def test_a_river_that_the_edge_cuts_keeps_its_line_and_the_banks_that_are_there(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    bank = shapely.LineString(broken_river(city, whole=False))
    ground = ground_of(city, tmp_path)

    for zoom in ZOOMS:
        shown = list(everything(ground, zoom))
        river = sum(shapely.LineString(p).length for kind, p in shown if kind == Kind.RIVER)
        assert river > 3.0
        assert not any(kind == Kind.WATER for kind, _ in shown)
    banks = [shapely.LineString(p) for kind, p in everything(ground, 12) if kind == Kind.BANK]
    assert shapely.union_all(banks).buffer(0.0005).contains(bank)
    assert any(kind == Kind.WATER for kind, _ in everything(whole_river(tmp_path), 12))


def whole_river(folder):
    """The ground of the same river, its banks whole."""
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    broken_river(city, whole=True)
    return ground_of(city, folder)


def areas_of_water(ground, zoom=14):
    """The water of a zoom as one area."""
    rings = [points for kind, points in everything(ground, zoom) if kind == Kind.WATER]
    # As a map fills them: by the rule of winding, land in water turns the other way round.
    turns = [(shapely.Polygon(ring), shapely.LinearRing(ring).is_ccw) for ring in rings]
    filled = [
        shapely.union_all([area for area, turn in turns if turn is way]) for way in (True, False)
    ]
    larger, smaller = sorted(filled, key=lambda area: -area.area)
    return shapely.difference(larger, smaller)


def ring_of_ways(city, middle, half, ways=2):
    """A square in so many ways; their numbers."""
    (x, y), first = middle, len(city.ways) + 1
    ring = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    ring.append(ring[0])
    step = -(-4 // ways)
    for begin in range(0, 4, step):
        city.way(ring[begin : begin + step + 1], "")
    return list(range(first, len(city.ways) + 1))


def test_water_whose_islands_lie_beyond_the_edge_is_filled_where_its_banks_close(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    banks, island = (
        ring_of_ways(city, (106.6, 29.6), 0.01),
        ring_of_ways(city, (106.6, 29.6), 0.003),
    )
    members = [("w", way, "outer") for way in banks] + [("w", way, "inner") for way in island]
    members.append(("w", 99_999, "inner"))
    city.relations.append((members, {"type": "multipolygon", "waterway": "riverbank"}))

    ground = ground_of(city, tmp_path)

    water = areas_of_water(ground)
    assert water.contains(shapely.Point(106.605, 29.6))
    assert not water.contains(shapely.Point(106.6, 29.6))
    assert not any(kind == Kind.BANK for kind, _ in everything(ground, 14))


def test_an_island_in_water_that_does_not_close_is_no_water(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    banks, island = (
        ring_of_ways(city, (106.6, 29.6), 0.01),
        ring_of_ways(city, (106.6, 29.6), 0.003),
    )
    members = [("w", banks[0], "outer"), ("w", 99_999, "outer")]
    members += [("w", way, "inner") for way in island]
    city.relations.append((members, {"type": "multipolygon", "natural": "water"}))

    kinds = Counter(kind for kind, _ in everything(ground_of(city, tmp_path), 14))

    assert not kinds[Kind.WATER]
    assert kinds[Kind.BANK]


def test_what_one_extract_lacks_another_may_hold(tmp_path):
    whole, cut = City(), City()
    for city, is_whole in ((whole, True), (cut, False)):
        city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
        broken_river(city, whole=is_whole)
    paths = [cut.write(tmp_path / "cut.osm.pbf"), whole.write(tmp_path / "whole.osm.pbf")]

    one = as_one([read_extract(path, untold) for path in paths])

    kinds = Counter(shape.kind for shape in one.shapes.values())
    assert kinds[Kind.WATER] == 1
    assert kinds[Kind.BANK] == 0


def hostile_city(chance):
    """All that an extract should not hold: markup, areas without end, relations of themselves."""
    city = City()
    city.way([(106.5, 29.5), (106.6, 29.55)], "primary", name="<script>alert(1)</script>")
    city.spot((106.5, 29.5), place="town", name="{{ 7*7 }}\u202e\x07</svg>" + "长" * 200)
    angles = np.sort(chance.uniform(0, 2 * np.pi, 10_000))
    radii = chance.uniform(0.02, 0.08, 10_000)
    ring = [
        (106.5 + r * np.cos(a), 29.5 + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)
    ]
    for part in range(0, 10_000, 1_900):
        city.way([*ring[part : part + 1_901]], "")
    city.way([ring[-1], ring[0]], "")
    ways = range(2, len(city.ways) + 1)
    members = [("w", way, "outer") for way in ways]
    city.relations.append((members, {"type": "multipolygon", "natural": "water"}))
    knot = [(106.7, 29.5), (106.8, 29.6), (106.8, 29.5), (106.7, 29.6), (106.7, 29.5)]
    city.way(knot, "", natural="water")
    city.way(knot, "")
    crossing = [("w", len(city.ways), "outer"), ("r", 3, "outer"), ("w", 12345, "inner")]
    city.relations.append((crossing, {"type": "multipolygon", "landuse": "residential"}))
    own = [("r", 3, "outer"), ("r", 2, "outer")]
    city.relations.append((own, {"type": "multipolygon", "natural": "water"}))
    city.way([(-179.9, 10), (179.9, 10)], "primary")
    city.way([(106.5, 89.9), (106.6, 29.6)], "motorway")
    city.way([(106.55, 29.5), (106.55, 29.5)], "primary")
    return city


@pytest.mark.slow
def test_a_hostile_extract_makes_a_whole_ground_of_light_tiles(tmp_path):
    city = hostile_city(np.random.default_rng(11))
    ground = ground_of(city, tmp_path)

    for zoom in ZOOMS:
        for address in ground.addresses(zoom):
            assert is_tile(*address)
            assert len(ground.tile(*address)) <= MOST_BYTES
    kinds = Counter(kind for kind, _ in everything(ground, 12))
    assert kinds[Kind.WATER]  # ten thousand vertices of it
    assert kinds[Kind.BANK]  # what crosses itself is drawn by its line
    (town,) = [each for each in ground.landmarks if each.place == Place.TOWN]
    assert len(town.zh) <= 60
    assert not {"\x07", "\u202e"} & set(town.zh)
    assert all(np.abs(points[:, 1]).max() < 86 for _, points in everything(ground, 12))


def test_a_way_around_the_world_takes_no_tiles(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "primary")
    city.way([(-179.9, 10), (179.9, 10), (179.8, 10.1)], "primary")

    assert len(ground_of(city, tmp_path).addresses(14)) < 20


def test_vertices_that_the_file_does_not_hold_leave_a_gap(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5), 999_999, (106.53, 29.5), (106.54, 29.5)], "primary")
    lines = [shapely.LineString(points) for _, points in everything(ground_of(city, tmp_path), 12)]

    drawn = shapely.union_all(lines).buffer(0.0005)
    assert drawn.contains(shapely.Point(106.505, 29.5))
    assert drawn.contains(shapely.Point(106.535, 29.5))
    assert not drawn.contains(shapely.Point(106.52, 29.5))


def test_an_extract_of_no_ground_has_none(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.51, 29.5)], "footway")

    assert build_ground([city.write(tmp_path / "a.osm.pbf")], untold) == b""


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    whole = river_city().write(tmp_path / "whole.osm.pbf")
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:-2000])

    with pytest.raises(FileRefused) as refused:
        build_ground([cut], untold)

    assert "cut off or damaged" in refused.value.problems[0].reason


def test_the_same_extract_makes_the_same_file(city, tmp_path):
    content = build_ground([river_city().write(tmp_path / "again.osm.pbf")], untold)

    assert write_ground(tmp_path, content) == city.digest
    assert [each.name for each in tmp_path.iterdir() if "osm" not in each.name] == [
        f"{city.digest}.tiles"
    ]


@pytest.mark.parametrize("at", [5, 40, 3000, -1])
def test_a_file_that_is_not_as_it_was_written_is_not_opened(city, tmp_path, at):
    content = bytearray(build_ground([river_city().write(tmp_path / "c.osm.pbf")], untold))
    digest = write_ground(tmp_path, bytes(content))
    content[at] ^= 1
    (tmp_path / f"{digest}.tiles").write_bytes(content)

    with pytest.raises(RoadsDamagedError, match="damaged"):
        open_ground(tmp_path, digest)
    with pytest.raises(RoadsDamagedError, match="no such ground"):
        open_ground(tmp_path, "0" * 40)
    content[at] ^= 1
    assert write_ground(tmp_path, bytes(content)) == digest  # it is put right
    assert open_ground(tmp_path, digest).addresses(12) == city.addresses(12)


def test_what_is_cut_off_under_our_hands_is_no_tile(tmp_path):
    content = build_ground([river_city().write(tmp_path / "c.osm.pbf")], untold)
    digest = write_ground(tmp_path, content)
    ground = open_ground(tmp_path, digest)
    last = ground.addresses(14)[-1]
    assert ground.tile(*last)

    (tmp_path / f"{digest}.tiles").write_bytes(content[:-5])

    assert ground.tile(*last) is None
    assert ground.tile(14, 0, 0) is None


def test_areas_are_the_first_of_the_kinds():
    assert [int(kind) for kind in AREAS] == list(range(len(AREAS)))
