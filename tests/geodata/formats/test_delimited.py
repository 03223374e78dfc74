"""Text tables: what separates cells, which encoding, and which row is at fault."""

import csv
import io

import pytest

from geodata.errors import FileRefused
from geodata.formats.delimited import read_text_table

# Five Chinese characters whose bytes in GB18030 also happen to be letters in UTF-8.
LIKE_UTF8 = bytes.fromhex("c2a5 d0b0 c3bb c4bc d3a1").decode("gb18030")


@pytest.fixture
def read(tmp_path):
    """``read(content, most_rows=...)``: the raw table of a text file."""

    def read(content, most_rows=100):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_text_table(path, most_rows)

    return read


def rows(grid):
    return grid.cells.to_numpy().tolist()


def reason_of(read, content):
    with pytest.raises(FileRefused) as refusal:
        read(content)
    (problem,) = refusal.value.problems
    return problem.reason


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("lon;lat;persons\n106,5;29,5;3,5\n", ["106,5", "29,5", "3,5"]),
        ("name\tlon\tlat\nA, b, c, d, e\t106\t29\n", ["A, b, c, d, e", "106", "29"]),
        ("name,lon,lat\na;b;c;d;e,106,29\n", ["a;b;c;d;e", "106", "29"]),
        ('"名称";"经度";"纬度"\n甲,乙,丙,丁;106;29\n', ["甲,乙,丙,丁", "106", "29"]),
        ("计划,一,二,三,四\n名称\t经度\t纬度\n甲\t106\t29\n", ["甲", "106", "29"]),
    ],
)
def test_the_headings_say_what_separates_cells_whatever_the_cells_hold(read, text, last):
    assert rows(read(text))[-1][: len(last)] == last


def test_cells_come_as_csv_wrote_them(read):
    written = [["name", "lon"], [' a "b"\r\nc,', "1"], ["=1+1", " 2 "], ["\x01\u2028\x85", "NA"]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(written)

    grid = read("\ufeff" + text.getvalue())

    assert rows(grid) == written
    assert list(grid.cells.index) == [1, 2, 3, 4]
    assert grid.notices == ()


def test_records_count_as_rows_however_many_lines_they_have(read):
    content = 'name,lon\n"a\nb\nc",1\nd,"2\n'

    assert reason_of(read, content).startswith("row 3:")


@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", ()),
        ("utf-8", b"\xef\xbb\xbf", ()),
        ("utf-16-le", b"\xff\xfe", ("the file was read as UTF-16-LE",)),
        ("utf-16-be", b"\xfe\xff", ("the file was read as UTF-16-BE",)),
        ("gb18030", b"", ("the file was read as GB18030",)),
    ],
)
def test_an_encoding_other_than_utf_8_is_told(read, encoding, mark, told):
    grid = read(mark + "名称,经度\n渝北𠮷,1\n".encode(encoding))

    assert rows(grid)[1] == ["渝北𠮷", "1"]
    assert grid.notices == told


def test_chinese_that_happens_to_look_like_utf_8_is_read_as_what_it_is(read):
    grid = read(f"名称,经度\n{LIKE_UTF8},1\n重庆,2\n".encode("gb18030"))

    assert rows(grid)[1:] == [[LIKE_UTF8, "1"], ["重庆", "2"]]


@pytest.mark.parametrize(
    "others", ["渝北回兴,1\n", "渝北,1\n江北,2\n渝中,3\n"], ids=["one long", "three short"]
)
def test_rows_in_two_encodings_are_refused_with_the_first_that_differs(read, others):
    content = b"name,lon\n" + others.encode() + "重庆市,4\n".encode("gb18030")

    assert "encodings are mixed" in reason_of(read, content)
    assert f"line {others.count(chr(10)) + 2} " in reason_of(read, content)


def test_so_many_rows_are_read_and_no_more(read):
    head = "name,lon\n"

    assert len(read(head + "a,1\n" * 100 + "\n" * 50).cells) == 101
    assert "more rows" in reason_of(read, head + "a,1\n" * 130)
