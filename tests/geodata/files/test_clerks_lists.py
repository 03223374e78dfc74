"""What offices write in their lists, and what a clerk must be told of it."""

import pytest
from openpyxl import Workbook

from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import parse

SEATS = Gazetteer.from_json(
    [["500240", "石柱土家族自治县", "Shizhu", 108.11, 30.0],
     ["500112", "渝北区", "Yubei", 106.63, 29.72]]
)  # fmt: skip
FAIR = {
    "招聘会名称": "春风",
    "举办地点": "广场",
    "经度": "106.5",
    "纬度": "29.5",
    "日期": "2027-02-18",
}


def fairs(tmp_path, *rows, **options):
    path = tmp_path / "f.csv"
    whole = [FAIR | row for row in rows]
    names = list(dict.fromkeys(name for row in whole for name in row))
    lines = [",".join(str(row.get(name, "")) for name in names) for row in whole]
    path.write_text("\n".join([",".join(names), *lines]), encoding="utf-8")
    return parse(path, "fairs", ReadOptions(**options), SEATS)


def problems(tmp_path, *rows, **options):
    with pytest.raises(FileRefused) as refused:
        fairs(tmp_path, *rows, **options)
    return [str(each) for each in refused.value.problems]


def test_a_column_of_remarks_is_said_to_be_shown_to_seekers(tmp_path):
    assert any(
        "备注（内部）* is shown" in n for n in fairs(tmp_path, {"备注（内部）*": "x"}).notices
    )
    told = fairs(tmp_path, {"备注": "内部"}).notices
    assert any("备注 is shown to seekers" in each for each in told)
    assert not any("shown to seekers" in each for each in fairs(tmp_path, {"公告": "改期"}).notices)


def test_rows_of_one_name_and_place_are_named_with_what_makes_them_one_fair(tmp_path):
    (told,) = (
        each
        for each in fairs(
            tmp_path, {"时间": "9:00"}, {"时间": "14:00"}, {"举办地点": "别处"}
        ).notices
        if "one name and place" in each
    )
    assert "rows 2 and 3; if they are sessions of one fair" in told
    one = {"招聘会编号": "a"}
    same = fairs(tmp_path, one | {"时间": "9:00-10:00"}, one | {"时间": "14:00-15:00"})
    assert not any("one name and place" in each for each in same.notices)


@pytest.mark.parametrize("cell", ["1.38E+10", "########", "1E+11"])
def test_a_phone_that_a_spreadsheet_spoilt_is_refused(tmp_path, cell):
    assert "format the column as text" in problems(tmp_path, {"联系电话": cell})[0]


def test_zero_zero_is_no_point(tmp_path):
    zero = {"经度": "0", "纬度": "0", "区县": "渝北区"}
    assert "there is no point" in problems(tmp_path, zero)[0]
    read = fairs(tmp_path, zero, place_by_district=True)
    assert read.frame[["lon", "lat", "precision"]].to_numpy().tolist() == [
        [106.63, 29.72, "district"]
    ]


def test_a_point_that_was_put_right_is_exact_again(tmp_path):
    at_seat = {"区县": "渝北区", "位置精度": "district", "经度": "106.63", "纬度": "29.72"}
    read = fairs(tmp_path, at_seat, at_seat | {"经度": "106.575", "纬度": "29.557"})

    assert read.frame["precision"].tolist() == ["district", "point"]
    assert any("was taken for the exact place" in each for each in read.notices)


def test_a_column_that_says_another_datum_is_believed_before_anything_is_stored(tmp_path):
    (told,) = problems(tmp_path, {"坐标系": "GCJ-02"})
    assert "say --datum gcj02" in told
    assert fairs(tmp_path, {"坐标系": "WGS84"}).frame.shape[0] == 1


def test_days_of_a_winter_without_years_are_said_to_need_them(tmp_path):
    rows = {"日期": "12月28日"}, {"日期": "1月8日"}
    assert any(
        "state the year of each" in each for each in fairs(tmp_path, *rows, year=2027).notices
    )
    rows = {"日期": "2月28日"}, {"日期": "1月8日"}
    assert not any("state the year" in each for each in fairs(tmp_path, *rows, year=2027).notices)


@pytest.mark.parametrize("name", ["石柱县", "渝 北 区", "石柱", "石柱土家族自治县"])
def test_a_county_is_known_as_offices_write_it(name):
    assert len(SEATS.own(name)) == 1


def test_an_end_that_may_be_meant_for_the_afternoon_is_told_as_such(tmp_path):
    (told,) = problems(tmp_path, {"开始时间": "下午2:00", "结束时间": "4:30"})
    assert "in the afternoon it is 16:30" in told


def test_the_choices_of_a_status_are_told_in_chinese_too(tmp_path):
    assert "cancelled (取消)" in problems(tmp_path, {"状态": "延期"})[0]


def test_a_day_written_together_is_read_where_a_workbook_took_it_for_a_number(tmp_path):
    book = Workbook()
    book.active.append(list(FAIR))
    book.active.append(["春风", "广场", 106.5, 29.5, 20270224])
    book.save(tmp_path / "f.xlsx")

    read = parse(tmp_path / "f.xlsx", "fairs", ReadOptions(), Gazetteer(()))

    assert read.frame["date"].tolist() == ["2027-02-24"]
