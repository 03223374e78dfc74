"""What the door accepts: files as they arrive. Those of features go through the child process."""

import zipfile
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from shapely import Point, Polygon, box

from geodata.base.datum import Datum, from_wgs84
from geodata.campaign.tables import TABLES
from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused, InputError
from geodata.export.template import TEMPLATES, write_template
from geodata.files.options import ReadOptions
from geodata.files.read import parse, read_table

GAZETTEER = Gazetteer.from_json(
    [
        ["500105", "江北区", "Jiangbei District", 106.57, 29.61],
        ["500112", "渝北区", "Yubei District", 106.63, 29.72],
    ]
)
CHINESE = ["招聘会名称", "举办地点", "区县", "经度", "纬度", "日期", "时间", "展位数", "联系人"]
ROW = ["春风行动", "人力市场", "江北区", 106.5, 29.5, "2027-02-18", "9:00-11:30", 40, ""]
FAIR = "name,venue,lon,lat,date\nSpring,Hall,106.5,29.5,2027-02-18\n"


@pytest.fixture
def read(tmp_path):
    """``read(content, table, name=..., **options)`` of bytes, text, or a workbook."""

    def read(content, table="fairs", name=None, **options):
        if isinstance(content, Workbook):
            path = tmp_path / (name or "t.xlsx")
            content.save(path)
        else:
            path = tmp_path / (name or "t.csv")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return parse(path, table, ReadOptions(**options), GAZETTEER)

    return read


def book_of(*rows, title="招聘会"):
    book = Workbook()
    book.worksheets[0].title = title
    for row in rows:
        book.worksheets[0].append(row)
    return book


def test_a_plain_table_has_the_contracts_columns_in_order_and_its_file_rows(read):
    frame = read(FAIR).frame

    assert list(frame.columns) == [c.name for c in TABLES["fairs"].columns] + ["precision"]
    assert frame.index.tolist() == [2]
    assert frame.loc[2, ["name", "status", "precision"]].tolist() == [
        "Spring", "published", "point",
    ]  # fmt: skip
    assert not frame.isna().drop(columns=["booths", "expected_seekers"]).to_numpy().any()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_text_is_read_in_every_encoding_that_spreadsheets_write(read, encoding):
    text = (
        "招聘会名称,举办地点,经度,纬度,日期\n重庆春风行动,江北人力市场,106.5,29.5,2027年2月18日\n"
    )

    found = read(text.encode(encoding))

    assert found.frame["name"].tolist() == ["重庆春风行动"]
    expected = () if encoding.startswith("utf-8") else ("the file was read as",)
    assert [n[:20] for n in found.notices if "was read as" in n] == list(expected)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_separate(read, mark):
    assert len(read(FAIR.replace(",", mark)).frame) == 1


def test_chinese_headings_below_merged_title_rows_are_found(read):
    book = book_of(["2027 年春风行动招聘会计划表"], [], CHINESE, ROW)
    book.worksheets[0].merge_cells("A1:I1")

    found = read(book)

    row = found.frame.loc[4]
    assert (row["start_time"], row["end_time"], row["booths"]) == ("09:00", "11:30", 40)
    assert "2 rows above the headings were passed over as titles" in found.notices
    assert "columns not known here were left out: 联系人" in found.notices


def test_headings_are_known_with_units_in_brackets_stars_and_full_width_letters(read):
    found = read(
        "招聘会名称*,举办地点,经度（°E）,纬度 (°N),日　期,ＳＴＡＴＵＳ\n"
        "A,B,106.5,29.5,2027-02-18,取消\n"
    )

    assert found.frame["status"].tolist() == ["cancelled"]


def test_rows_are_counted_as_the_spreadsheet_counts_them_past_empty_ones(read):
    found = read(FAIR + ",,,,\n" + "Second,Hall,106.6,29.5,2027-02-19\n,,,,\n,,,,\n")

    assert found.frame.index.tolist() == [2, 4]
    assert "1 empty rows between others were passed over" in found.notices


def test_date_cells_serials_and_days_without_a_year_are_read(read):
    book = book_of(CHINESE, *([*ROW[:5], day, *ROW[6:]] for day in (
        datetime(2027, 2, 18), 46436, "2月18日", "2027年2月18日",
    )))  # fmt: skip

    found = read(book, year=2027)

    assert set(found.frame["date"]) == {"2027-02-18"}
    assert "days without a year were read as days of 2027 (1 times)" in found.notices


def test_a_workbook_of_1904_counts_its_days_from_there(read):
    book = book_of(CHINESE, ROW)
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet["F2"] = datetime(2027, 2, 18)
    sheet["F2"].number_format = numbers.FORMAT_DATE_YYYYMMDD2
    sheet.append([*ROW[:5], 46436 - 1462, *ROW[6:]])

    assert set(read(book).frame["date"]) == {"2027-02-18"}


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_shifted_coordinates_are_exact_to_a_decimetre_after_conversion(read, datum):
    lon, lat = from_wgs84(106.5744, 29.6066, datum)
    text = f"name,venue,lon,lat,date\nA,B,{lon:.9f},{lat:.9f},2027-02-18\n"

    row = read(text, datum=datum).frame.iloc[0]

    off = np.hypot((row["lon"] - 106.5744) * 96_800, (row["lat"] - 29.6066) * 111_320)
    assert off < 0.1


def test_projected_coordinates_are_read_with_their_reference_system(read):
    point = gpd.GeoSeries([Point(106.5, 29.5)], crs=4326).to_crs(4544)[0]
    text = f"employer_id,name,lon,lat\ne1,A,{point.x},{point.y}\n"

    frame = read(text, "employers", crs="EPSG:4544").frame

    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([106.5, 29.5], abs=1e-8)


@pytest.mark.parametrize("crs", ["EPSG:99999999", "here"])
def test_a_reference_system_that_is_unknown_is_refused(read, crs):
    with pytest.raises(InputError, match="--crs"):
        read(FAIR, crs=crs)


def test_degrees_minutes_and_seconds_are_read_from_a_table(read):
    found = read("name,venue,lon,lat,date\nA,B,106°30′00″E,29°30′00″N,2027-02-18\n")

    assert found.frame[["lon", "lat"]].iloc[0].tolist() == [106.5, 29.5]
    assert any("degrees, minutes and seconds" in notice for notice in found.notices)


def test_a_district_merged_downwards_belongs_to_every_row_beneath(read):
    others = [[name, ROW[1], None, *ROW[3:]] for name in ("夏季行动", "秋季行动")]
    book = book_of(CHINESE, ROW, *others)
    book.worksheets[0].merge_cells("C2:C4")

    found = read(book)

    assert found.frame["district"].tolist() == ["江北区"] * 3
    assert "2 cells below merged ones were given their value" in found.notices


def test_formulas_with_their_results_are_read_as_these(read, tmp_path):
    # openpyxl writes no results, so the cached value is put into the sheet's XML afterwards.
    book = book_of(CHINESE, [*ROW[:7], "=20+20", ""])
    cached = with_results(tmp_path, book, b"<f>20+20</f><v></v>", b"<f>20+20</f><v>40</v>")

    assert read(cached, name="c.xlsx").frame["booths"].tolist() == [40]


def with_results(folder, book, before, after):
    plain, cached = folder / "plain.xlsx", folder / "cached.xlsx"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(cached, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b"<v />", b"<v></v>").replace(b"<v/>", b"<v></v>")
                assert before in content
            new.writestr(part.filename, content.replace(before, after))
    return cached.read_bytes()


def test_the_first_visible_sheet_with_anything_in_it_is_read(read):
    book = book_of(title="空")
    book.create_sheet("隐藏").append(["x"])
    book["隐藏"].sheet_state = "hidden"
    for row in (CHINESE, ROW):
        book.create_sheet("表") if "表" not in book.sheetnames else None
        book["表"].append(row)

    found = read(book)

    assert len(found.frame) == 1
    assert any("only the sheet 表 was read" in notice for notice in found.notices)


@pytest.mark.slow
def test_features_are_read_from_both_formats_without_their_heights(tmp_path):
    points = gpd.GeoDataFrame(
        {"name": ["A"], "sector": ["汽车"]}, geometry=[Point(106.5, 29.5, 220)], crs=4326
    )
    for extension in ("geojson", "gpkg"):
        path = tmp_path / f"e.{extension}"
        points.to_file(path)

        found = read_table(path, "employers", ReadOptions(), GAZETTEER)

        assert found.frame[["name", "lon", "lat"]].iloc[0].tolist() == ["A", 106.5, 29.5]
        assert "heights (Z) were left out" in found.notices


@pytest.mark.slow
def test_a_geopackage_in_metres_is_moved_to_wgs84(tmp_path):
    path = tmp_path / "e.gpkg"
    points = gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(106.5, 29.5)], crs=4326)
    points.to_crs(3857).to_file(path)

    frame = read_table(path, "employers", ReadOptions(), GAZETTEER).frame

    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([106.5, 29.5], abs=1e-9)


@pytest.mark.slow
def test_districts_are_polygons_with_codes_and_names(tmp_path):
    path = tmp_path / "d.geojson"
    gpd.GeoDataFrame(
        {"区划代码": [500105, 500112], "名称": ["江北区", "渝北区"]},
        geometry=[box(106, 29, 107, 30), box(107, 29, 108, 30)],
        crs=4326,
    ).to_file(path)

    found = read_table(path, "districts", ReadOptions(), GAZETTEER)

    assert found.frame["adcode"].tolist() == ["500105", "500112"]
    assert found.frame["name_en"].tolist() == ["江北区", "渝北区"]
    assert any("English name" in notice for notice in found.notices)


@pytest.mark.slow
def test_districts_that_overlap_are_taken_with_a_notice(tmp_path):
    path = tmp_path / "d.geojson"
    gpd.GeoDataFrame(
        {"adcode": ["500105", "500112"], "name_zh": ["a", "b"], "name_en": ["a", "b"]},
        geometry=[box(106, 29, 107, 30), box(106.5, 29, 108, 30)],
        crs=4326,
    ).to_file(path)

    notices = read_table(path, "districts", ReadOptions(), GAZETTEER).notices

    assert any("overlap" in notice for notice in notices)


def test_a_row_without_a_point_is_put_at_its_districts_seat_when_asked(read):
    found = read(
        "name,district,lon,lat\nA,渝北,,\nB,江北区,106.5,29.5\n",
        "employers",
        place_by_district=True,
    )

    assert found.frame["precision"].tolist() == ["district", "point"]
    assert found.frame.iloc[0][["lon", "lat"]].tolist() == [106.63, 29.72]
    assert "1 rows without a point were put at their district's seat" in found.notices


def test_a_missing_id_is_made_from_the_row_and_stays_when_the_plan_changes(read):
    header = "name,venue,lon,lat,date,status\n"
    first = read(header + "A,V,106.5,29.5,2027-02-18,planned\nB,V,106.5,29.5,2027-02-18,planned\n")
    later = read(
        header + "B,V,106.5,29.5,2027-02-18,cancelled\nA,V,106.5,29.5,2027-02-18,planned\n"
    )

    assert set(first.frame["fair_id"]) == set(later.frame["fair_id"])
    assert first.frame.set_index("name")["fair_id"].to_dict() == (
        later.frame.set_index("name")["fair_id"].to_dict()
    )


def test_rows_that_are_alike_get_different_ids(read):
    found = read("lon,lat,persons\n106.5,29.5,1\n106.5,29.5,1\n", "demand")

    assert found.frame["demand_id"].is_unique
    assert found.frame["demand_id"].iloc[1] == found.frame["demand_id"].iloc[0] + "-2"


def test_plain_and_unusual_numbers_of_a_column_are_read_alike(read):
    found = read('lon,lat,persons\n106.5,29.5,12.5\n106.6,２９．５,"1,200"\n', "demand")

    assert found.frame["persons"].tolist() == [12.5, 1200]
    assert found.frame["lat"].tolist() == [29.5, 29.5]


def test_hostile_text_comes_through_exactly(read):
    hostile = "{{7*7}}{% x %}</script>${1}`<img onerror=x>=cmd|' /C calc'!A0\x07\u2028😀"
    frame = pd.DataFrame([[hostile, 106.5, 29.5]], columns=["name", "lon", "lat"])

    assert read(frame.to_csv(index=False), "employers").frame["name"].tolist() == [hostile]


@pytest.mark.slow
@pytest.mark.parametrize("table", TEMPLATES)
def test_a_template_is_read_back_without_its_example(tmp_path, table):
    path = tmp_path / "t.xlsx"
    write_template(table, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    example = [cell.value for cell in sheet[2]]
    sheet.append([f"x{n}" if value == "EXAMPLE" else value for n, value in enumerate(example)])
    book.save(path)

    found = read_table(path, table, ReadOptions(), GAZETTEER)

    assert found.frame.index.tolist() == [3]
    assert "the template's example row was passed over" in found.notices


@pytest.mark.slow
def test_an_untouched_template_has_no_rows(tmp_path):
    path = tmp_path / "t.xlsx"
    write_template("fairs", path)

    with pytest.raises(FileRefused) as refusal:
        read_table(path, "fairs", ReadOptions(), GAZETTEER)

    assert "no row below the headings" in str(refusal.value.problems[0])


def test_a_template_is_a_workbook_of_a_table_that_has_one(tmp_path):
    for table, name in (("districts", "d.xlsx"), ("fairs", "f.csv")):
        with pytest.raises(InputError):
            write_template(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_polygon_with_a_hole_stays_one(tmp_path):
    path = tmp_path / "d.geojson"
    holed = Polygon(box(106, 29, 107, 30).exterior, [box(106.4, 29.4, 106.6, 29.6).exterior])
    gpd.GeoDataFrame(
        {"adcode": ["500105"], "name_zh": ["a"], "name_en": ["a"]}, geometry=[holed], crs=4326
    ).to_file(path)

    found = read_table(path, "districts", ReadOptions(), GAZETTEER).frame

    assert found.geometry.iloc[0].equals(holed)


def test_a_place_that_was_a_districts_seat_stays_marked_on_its_way_out_and_in(read):
    text = "name,lon,lat,precision\nA,106.63,29.72,district\nB,106.5,29.5,point\nC,106.5,29.5,\n"

    assert read(text, "employers").frame["precision"].tolist() == ["district", "point", "point"]
