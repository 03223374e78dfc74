"""Whatever once headed a column in a file of ours is read again, in each language."""

import csv

import pandas as pd
import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from geodata.campaign.headings import HEADINGS, LANGUAGES, heading
from geodata.campaign.tables import TABLES
from geodata.districts.names import Gazetteer
from geodata.export.contents import mark_rows, table_sheet
from geodata.export.write import export_sheet
from geodata.files.options import ReadOptions
from geodata.files.read import parse
from geodata.formats.headers import find_header, header_problems

GAZETTEER = Gazetteer.from_json([["500105", "江北区", "Jiangbei District", 106.57, 29.61]])
IN_SHEETS = [table for table in TABLES.values() if not table.shapes]
ROWS = {
    "fairs": [
        {"fair_id": "f1", "name": "江北, “春风”", "venue": "人才市场", "district": "江北区",
         "address": "示例路 1 号", "lon": 106.5744, "lat": 29.6, "date": "2027-02-18",
         "start_time": "09:00", "end_time": "11:30", "booths": 60, "expected_seekers": 1200,
         "status": "planned", "services": "s1", "bring": "身份证", "notice": "改期",
         "phone": "023-12333", "organiser": "某中心", "link": "https://example.org/f",
         "transport": "+1 路",
         "illustrative": True},
        {"fair_id": "007", "name": "=1+1", "venue": "x", "lon": -106.0, "lat": 29.0,
         "date": "2027-03-01", "status": "published"},
    ],
    "employers": [
        {"employer_id": "e1", "name": "甲公司", "district": "江北区", "address": "某路",
         "lon": 106.5, "lat": 29.5, "sector": "汽车"},
    ],
    "openings": [
        {"employer_id": "e1", "fair_id": "f1", "occupation": "焊工", "sector": "汽车",
         "headcount": 5, "wage_min": 4000, "wage_max": 6500, "education": "大专",
         "experience": "不限"},
        {"employer_id": "e1", "fair_id": "", "occupation": "司机", "sector": "", "headcount": 0},
    ],
    "demand": [
        {"demand_id": "d1", "lon": 106.5, "lat": 29.5, "persons": 12.5, "group": "all"},
        {"demand_id": "d2", "lon": 106.5, "lat": 29.5, "persons": 3.0, "group": "rural"},
    ],
    "services": [
        {"service_id": "s1", "name": "登记", "name_en": "Registration", "name_id": "Pendaftaran",
         "about": "一两句话", "who": "所有人", "bring": "身份证", "venue": "大厅",
         "district": "江北区", "address": "某路", "lon": 106.5, "lat": 29.5,
         "hours": "9:00-17:00", "link": "https://example.org/", "situations": "returning"},
        {"service_id": "s2", "name": "咨询"},
    ],
    "policies": [
        {"policy_id": "p1", "name": "补贴", "conditions": "age >= 16", "about": "一两句话",
         "venue": "大厅", "situations": "graduate;returning"},
    ],
    "candidates": [
        {"venue_id": "v1", "name": "体育馆", "district": "江北区", "address": "某路", "lon": 106.5,
         "lat": 29.5, "capacity": 800, "cost": 5000.5, "free_from": "2027-02-01",
         "free_to": "2027-03-31", "illustrative": True},
        {"venue_id": "v2", "name": "广场", "lon": 106.5, "lat": 29.5, "cost": 0.0},
    ],
}  # fmt: skip
# What stands in files that have left. A heading may be added here, and never be taken away.
WRITTEN = {
    "fairs": {
        "fair_id": ("招聘会编号", "Fair ID", "ID bursa kerja"),
        "name": ("场次", "Name", "Nama"),
        "venue": ("举办地点", "Venue", "Tempat"),
        "district": ("区县", "District", "Distrik"),
        "address": ("地址", "Address", "Alamat"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "date": ("日期", "Date", "Tanggal"),
        "start_time": ("开始时间", "Start", "Mulai"),
        "end_time": ("结束时间", "End", "Selesai"),
        "sessions": ("各场时间", "Sessions", "Sesi"),
        "booths": ("展位数", "Booths", "Stan"),
        "expected_seekers": ("预计人数", "Expected seekers", "Perkiraan pencari kerja"),
        "status": ("状态", "Status", "Status"),
        "services": ("服务事项", "Services", "Layanan"),
        "bring": ("携带材料", "What to bring", "Yang perlu dibawa"),
        "notice": ("公告", "Notice", "Pengumuman"),
        "phone": ("联系电话", "Phone", "Telepon"),
        "organiser": ("主办单位", "Organiser", "Penyelenggara"),
        "link": ("官方链接", "Link", "Tautan"),
        "transport": ("交通路线", "Getting there", "Petunjuk jalan"),
        "precision": ("位置精度", "Position", "Ketepatan posisi"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "employers": {
        "employer_id": ("企业编号", "Employer ID", "ID pemberi kerja"),
        "name": ("企业名称", "Name", "Nama"),
        "district": ("区县", "District", "Distrik"),
        "address": ("地址", "Address", "Alamat"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "sector": ("行业", "Sector", "Sektor"),
        "precision": ("位置精度", "Position", "Ketepatan posisi"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "openings": {
        "employer_id": ("企业编号", "Employer ID", "ID pemberi kerja"),
        "fair_id": ("招聘会编号", "Fair ID", "ID bursa kerja"),
        "occupation": ("岗位", "Job", "Posisi"),
        "sector": ("行业", "Sector", "Sektor"),
        "headcount": ("招聘人数", "Openings", "Lowongan"),
        "wage_min": ("最低月薪", "Wage from", "Upah mulai"),
        "wage_max": ("最高月薪", "Wage up to", "Upah sampai"),
        "education": ("学历", "Education", "Pendidikan"),
        "experience": ("经验", "Experience", "Pengalaman"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "demand": {
        "demand_id": ("编号", "Point ID", "ID titik"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "persons": ("人口", "People", "Penduduk"),
        "group": ("人群", "Group", "Kelompok"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "services": {
        "service_id": ("事项编号", "Service ID", "ID layanan"),
        "name": ("事项名称", "Name", "Nama"),
        "name_en": ("英文名称", "English name", "Nama Inggris"),
        "name_id": ("印尼文名称", "Indonesian name", "Nama Indonesia"),
        "about": ("简介", "About", "Keterangan"),
        "who": ("办理对象", "Who qualifies", "Yang berhak"),
        "bring": ("携带材料", "What to bring", "Yang perlu dibawa"),
        "venue": ("办理地点", "Venue", "Tempat"),
        "district": ("区县", "District", "Distrik"),
        "address": ("地址", "Address", "Alamat"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "hours": ("办理时间", "Hours", "Jam layanan"),
        "link": ("官方链接", "Link", "Tautan"),
        "situations": ("适用情形", "Situations", "Situasi"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "candidates": {
        "venue_id": ("场地编号", "Venue ID", "ID tempat"),
        "name": ("场地名称", "Name", "Nama"),
        "district": ("区县", "District", "Distrik"),
        "address": ("地址", "Address", "Alamat"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "capacity": ("容纳人数", "Capacity", "Kapasitas"),
        "cost": ("费用", "Cost", "Biaya"),
        "free_from": ("可用起始日", "Free from", "Tersedia mulai"),
        "free_to": ("可用截止日", "Free until", "Tersedia sampai"),
        "precision": ("位置精度", "Position", "Ketepatan posisi"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
    "policies": {
        "policy_id": ("政策编号", "Policy ID", "ID kebijakan"),
        "name": ("政策名称", "Name", "Nama"),
        "name_en": ("英文名称", "English name", "Nama Inggris"),
        "name_id": ("印尼文名称", "Indonesian name", "Nama Indonesia"),
        "about": ("简介", "About", "Keterangan"),
        "who": ("办理对象", "Who qualifies", "Yang berhak"),
        "bring": ("携带材料", "What to bring", "Yang perlu dibawa"),
        "conditions": ("申请条件", "Conditions", "Syarat"),
        "venue": ("办理地点", "Venue", "Tempat"),
        "district": ("区县", "District", "Distrik"),
        "address": ("地址", "Address", "Alamat"),
        "lon": ("经度", "Longitude", "Bujur"),
        "lat": ("纬度", "Latitude", "Lintang"),
        "link": ("官方链接", "Link", "Tautan"),
        "situations": ("适用情形", "Situations", "Situasi"),
        "illustrative": ("示例数据", "Illustrative", "Data contoh"),
    },
}


def frame_of(table):
    """Rows of a table as it is stored."""
    columns = {column.name: column for column in table.stored_columns}
    rows = [{c.name: c.empty_value for c in columns.values()} | row for row in ROWS[table.name]]
    return pd.DataFrame(rows).astype({name: each.dtype for name, each in columns.items()})


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize("language", [*LANGUAGES, None])
@pytest.mark.parametrize("table", IN_SHEETS, ids=lambda table: table.name)
def test_a_table_that_left_in_any_language_comes_in_with_the_same_rows(
    tmp_path, table, language, extension
):
    frame, path = frame_of(table), tmp_path / f"t.{extension}"

    assert export_sheet(table_sheet(table, frame), path, language=language) == len(frame)

    back = parse(path, table.name, ReadOptions(), GAZETTEER)
    assert_frame_equal(
        back.frame[table.export_names].reset_index(drop=True),
        frame[table.export_names],
        check_exact=True,
    )
    assert not any("not known" in notice for notice in back.notices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_that_is_made_up_as_a_whole_is_so_again(tmp_path, language):
    sheet = mark_rows(table_sheet(TABLES["demand"], frame_of(TABLES["demand"])), illustrative=True)

    export_sheet(sheet, tmp_path / "t.csv", language=language)

    assert parse(tmp_path / "t.csv", "demand", ReadOptions(), GAZETTEER).illustrative


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", IN_SHEETS, ids=lambda table: table.name)
def test_each_column_has_a_heading_of_its_own_that_is_read_as_that_column(table, language):
    columns = [column for column in table.file_columns if column.name in table.export_names]
    headings = [heading(column, language) for column in columns]
    cells = pd.DataFrame([headings], index=[1], dtype=object)

    header = find_header(cells, table)

    assert len(set(headings)) == len(headings)
    assert list(header.columns) == [column.name for column in columns]
    assert header.unknown == ()
    assert list(header_problems(cells, header, table, ())) == []
    assert {column.name for column in columns} <= HEADINGS.keys()


def test_what_once_headed_a_column_is_read_as_it_for_good():
    for name, columns in WRITTEN.items():
        for column, headings in columns.items():
            for each in headings:
                cells = pd.DataFrame([[each]], index=[1], dtype=object)
                assert list(find_header(cells, TABLES[name]).columns) == [column], (name, each)


def test_what_is_written_today_is_kept_among_what_once_was():
    for table in IN_SHEETS:
        for column in table.file_columns:
            if column.name in table.export_names:
                today = {heading(column, language) for language in LANGUAGES}
                assert today <= set(WRITTEN[table.name][column.name])


def test_a_file_says_the_headings_of_its_language_and_names_its_fields_in_the_others(tmp_path):
    sheet = table_sheet(TABLES["openings"], frame_of(TABLES["openings"]))
    for language in LANGUAGES:
        export_sheet(sheet, tmp_path / f"{language}.csv", language=language)
        export_sheet(sheet, tmp_path / f"{language}.xlsx", language=language)
    fairs = table_sheet(TABLES["fairs"], frame_of(TABLES["fairs"]))
    export_sheet(fairs, tmp_path / "t.geojson", language="zh")

    heads = []
    for language in LANGUAGES:
        with (tmp_path / f"{language}.csv").open(encoding="utf-8-sig", newline="") as lines:
            heads.append(next(csv.reader(lines))[:5])
        first = next(load_workbook(tmp_path / f"{language}.xlsx").active.iter_rows())
        assert [cell.value for cell in first][:5] == heads[-1]
    assert heads == [
        ["企业编号", "招聘会编号", "岗位", "行业", "招聘人数"],
        ["Employer ID", "Fair ID", "Job", "Sector", "Openings"],
        ["ID pemberi kerja", "ID bursa kerja", "Posisi", "Sektor", "Lowongan"],
    ]
    assert '"start_time":' in (tmp_path / "t.geojson").read_text(encoding="utf-8")
