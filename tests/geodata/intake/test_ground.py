"""A bureau's own waters, roads and railways take the place of those of before."""

import json

import pytest
from shapely.geometry import mapping, shape

from geodata.base.datum import Datum, from_wgs84
from geodata.campaign.attribution import BOUNDARIES, NATIONAL_MAP, RIVERS, sources_of
from geodata.campaign.provenance import Provenance
from geodata.campaign.tables import BASEMAP
from geodata.demo.rivers import rivers
from geodata.errors import FileRefused
from geodata.export.contents import table_sheet
from geodata.export.write import export_sheet
from geodata.files.options import ReadOptions
from geodata.intake.tables import import_file
from geodata.store.store import Store

pytestmark = pytest.mark.slow

LINE = {"type": "LineString", "coordinates": [[104.4, 30.8], [104.5, 30.4], [104.7, 29.9]]}
LAKE = {"type": "Polygon", "coordinates": [[[106, 29], [106.1, 29], [106.1, 29.1], [106, 29]]]}
POINT = {"type": "Point", "coordinates": [106.5, 29.5]}


def features(*rows):
    made = [{"type": "Feature", "geometry": g, "properties": p} for p, g in rows]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


@pytest.fixture
def store(tmp_path):
    """A store with the demo's rivers and a town."""
    store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
    ground = rivers()
    ground.loc[len(ground)] = ["town", "白涛", "Baitao", 1e4, shape(POINT)]
    source = Provenance("basemap", "demo", "", "wgs84", len(ground), False, NATIONAL_MAP)
    store.replace({"basemap": ground}, provenance={"basemap": source})
    yield store
    store.close()


@pytest.fixture
def take(store, tmp_path):
    def take(*rows, **options):
        path = tmp_path / "own.geojson"
        path.write_text(features(*rows), encoding="utf-8")
        dry_run = options.pop("dry_run", False)
        return import_file(store, path, "basemap", ReadOptions(**options), dry_run=dry_run)

    return take


def kinds(store):
    return store.table("basemap")["kind"].value_counts().to_dict()


def credited(store):
    return {name for each in sources_of(store.load().provenance) for name in each.tables}


def test_an_import_takes_the_place_of_its_kinds_and_says_what_stays(store, take):
    report = take(
        ({"类别": "河流", "名称": "沱江", "name_en": "Tuo River"}, LINE), ({"类别": "水系"}, LAKE)
    )

    assert report.rows == 2
    assert report.notices == ("replaced: 6 water", "kept: 1 town")
    assert kinds(store) == {"town": 1, "water": 2}
    ground = store.load().basemap
    assert ground["name_zh"].tolist() == ["白涛", "沱江", ""]
    assert mapping(ground.geometry.iloc[1])["coordinates"] == tuple(map(tuple, LINE["coordinates"]))


def test_rivers_are_credited_as_long_as_they_are_there_and_the_rest_with_them(store, take):
    assert RIVERS in credited(store)

    take(({"kind": "road"}, LINE))
    assert kinds(store) == {"town": 1, "water": 6, "road": 1}
    assert RIVERS in credited(store)

    take(({"kind": "water"}, LINE))
    assert store.load().provenance["basemap"].origin == BOUNDARIES
    assert RIVERS not in credited(store)

    take(*(({"kind": k, "name_zh": "a"}, POINT if k == "town" else LINE) for k in
           ("water", "road", "town")))  # fmt: skip
    assert credited(store) == set()


def test_a_dry_run_says_the_same_and_keeps_nothing(store, take):
    report = take(({"kind": "water"}, LINE), dry_run=True)

    assert report.notices == ("replaced: 6 water", "kept: 1 town")
    assert report.version is None
    assert kinds(store)["water"] == 6


def test_a_base_map_can_be_imported_where_there_is_none(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/new.db")
    path = tmp_path / "own.geojson"
    path.write_text(features(({"kind": "rail", "name_en": "Chengyu"}, LINE)), encoding="utf-8")

    report = import_file(store, path, "basemap", ReadOptions())

    assert report.notices == ()
    assert store.table("basemap")[["name_zh", "name_en"]].to_numpy().tolist() == [["Chengyu"] * 2]


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_what_is_exported_can_be_imported_again(store, take, tmp_path, ending):
    take(({"kind": "water", "name_zh": "沱江"}, LINE), ({"kind": "rail"}, LINE))
    before, path = store.table("basemap"), tmp_path / f"out.{ending}"
    export_sheet(table_sheet(BASEMAP, before), path)

    import_file(store, path, "basemap", ReadOptions())

    after = store.table("basemap")
    names = BASEMAP.export_names
    assert after[names].equals(before[names])
    assert after.geometry.geom_equals_exact(before.geometry, 1e-9).all()


def test_lines_in_a_shifted_datum_or_in_metres_come_to_lie_where_they_belong(store, take):
    def moved(x, y):
        return [float(n) for n in from_wgs84(x, y, Datum.GCJ02)]

    shifted = LINE | {"coordinates": [moved(*at) for at in LINE["coordinates"]]}
    take(({"kind": "water"}, shifted), datum=Datum.GCJ02)
    first = store.load().basemap.geometry.iloc[-1]
    assert first.equals_exact(shape(LINE), 1e-5)

    metres = {"type": "LineString", "coordinates": [[500_000, 3_300_000], [510_000, 3_300_000]]}
    take(({"kind": "water"}, metres), crs="EPSG:32648")
    assert store.load().basemap.geometry.iloc[-1].coords[0][0] == pytest.approx(105)


def test_every_bad_row_is_named_with_its_reason(store, take):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    far = {"type": "LineString", "coordinates": [[500_000, 3_300_000], [510_000, 3_300_000]]}
    dot = {"type": "LineString", "coordinates": [[106, 29], [106, 29]]}
    rows = (
        ({"kind": "canal"}, LINE), ({"kind": None}, LINE), ({"kind": "road"}, LAKE),
        ({"kind": "water"}, POINT), ({"kind": "water"}, None), ({"kind": "water"}, bow),
        ({"kind": "rail"}, dot), ({"kind": "town"}, POINT),
    )  # fmt: skip

    with pytest.raises(FileRefused) as refused:
        take(*rows)

    found = {each.row: (each.column, each.reason) for each in refused.value.problems}
    assert list(found) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found[1][1].startswith("must be one of water (水系), road (道路), rail (铁路)")
    assert found[2] == ("kind", "is empty, and is needed")
    assert found[3] == ("geometry", "must be a LineString or MultiLineString")
    assert "must be a LineString or MultiLineString or Polygon" in found[4][1]
    assert "there is none" in found[5][1]
    assert "no valid polygon" in found[6][1]
    assert "no valid line" in found[7][1]
    assert found[8] == ("name_zh", "is empty, and a town needs a name")
    with pytest.raises(FileRefused) as refused:
        take(({"kind": "water"}, far))
    assert "these are no degrees" in refused.value.problems[0].reason
    assert store.current_version() == 1


def test_more_vertices_than_a_server_should_carry_are_refused(take):
    long = LINE | {"coordinates": [[106 + n * 1e-6, 29.5] for n in range(500_001)]}

    with pytest.raises(FileRefused) as refused:
        take(({"kind": "water"}, long))

    assert refused.value.problems[0].reason.startswith("holds 500,001 vertices")


def test_a_table_without_shapes_is_refused(store, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("kind,name_zh\nwater,a\n", encoding="utf-8")

    with pytest.raises(FileRefused) as refused:
        import_file(store, path, "basemap", ReadOptions())

    assert "lines, areas and points; give .geojson" in refused.value.problems[0].reason
