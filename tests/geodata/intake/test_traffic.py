"""A bureau's own tables of traffic, as a file that somebody made."""

import pytest

from geodata.errors import FileRefused
from geodata.intake.traffic import traffic_with
from geodata.roads.traffic import usual_traffic
from geodata.signs.tags import KINDS

HEAD = "traffic,class,factor,source\n"


def read(folder, text, encoding="utf-8"):
    file = folder / "traffic.csv"
    file.write_bytes(text.encode(encoding))
    return traffic_with(file)


def refused(folder, text):
    with pytest.raises(FileRefused) as error:
        read(folder, text)
    return "\n".join(map(str, error.value.problems))


def test_tables_stand_beside_the_usual_ones(tmp_path):
    tables = read(
        tmp_path, f"{HEAD}am,primary,1.75,survey\nam,primary_link,1.2,survey\npm,road,2,x\n"
    )

    assert [each.name for each in tables.rows] == ["free", "peak", "am", "pm"]
    found = tables.find("AM")
    factor = dict(zip(KINDS, found.factors, strict=True))
    assert (factor["primary"], factor["primary_link"], factor["residential"]) == (1.75, 1.2, 1)
    assert found.source == "survey"
    assert not found.illustrative


def test_chinese_headings_and_gb18030_are_read(tmp_path):
    text = "路况,道路等级,系数,来源\n早高峰,Motorway,1.5,交通年报\n"

    found = read(tmp_path, text, "gb18030").find("早高峰")

    assert found.source == "交通年报"
    assert dict(zip(KINDS, found.factors, strict=True))["motorway_link"] == 1.5


def test_a_measured_peak_goes_before_the_illustrative_one(tmp_path):
    tables = read(tmp_path, f"{HEAD}Peak,primary,2.1,counted in 2026\n")

    assert len(tables.rows) == len(usual_traffic().rows)
    assert not tables.find("peak").illustrative
    assert tables.find("peak").source == "counted in 2026"


def test_sources_of_a_table_are_all_told(tmp_path):
    tables = read(tmp_path, f"{HEAD}am,primary,2,a\nam,secondary,2,b\nam,tertiary,1.5,a\n")

    assert tables.find("am").source == "a; b"


def test_every_wrong_cell_is_told_at_once(tmp_path):
    told = refused(
        tmp_path,
        f"{HEAD},primary,1.5,s\nfree,primary,1.5,s\nam,ferry,1.5,s\nam,primary,fast,s\n"
        "am,secondary,11,s\nam,tertiary,nan,s\nam,road,1.5,\nam,track,1.2,s\nam,track,1.3,s\n"
        f"{'x' * 31},primary,1.2,s\n",
    )

    for row, column in (
        (2, "traffic"), (3, "traffic"), (4, "class"), (5, "factor"), (6, "factor"), (7, "factor"),
        (8, "source"), (10, "class"), (11, "traffic"),
    ):  # fmt: skip
        assert f"row {row}, {column}: " in told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no column"),
        ("traffic,class,factor\nam,primary,2\n", "no column source"),
        (HEAD, "holds no table"),
        (HEAD + "\n,,,\n", "holds no table"),
        (HEAD + "".join(f"t{n},primary,2,s\n" for n in range(5)), "at most 4"),
        (HEAD + "x" * 1_000_001, "larger than"),
        (HEAD + 'am,primary,2,"' + "y" * 200_000 + "\n", "no CSV that can be read"),
    ],
    ids=["empty", "no source", "no rows", "blank rows", "five tables", "huge", "endless cell"],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(tmp_path, text, reason):
    assert reason in refused(tmp_path, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileRefused) as error:
        traffic_with(tmp_path / "none.csv")
    assert "cannot be read" in str(error.value.problems[0])
