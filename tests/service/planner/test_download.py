"""The planner's table as a file: the API's numbers, the reader's words, and no formula."""

import csv
import io
import re
import tempfile
from datetime import datetime
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pytest
from campaigns import BOXES, district_table, make_campaign
from click.testing import CliRunner
from stores import NOW, small_campaign, store_campaign

from service.cli import main

HOSTILE = '=HYPERLINK("http://127.0.0.1:9/x","{{ 7*7 }}")\x07 渝北 😀'
HEADS = {
    "en": ["District", "Code", "People", "Covered", "Not covered", "Coverage", "Fairs",
           "Fairs per 100,000 people", "Average to the nearest fair, km",
           "9 of 10 people live within, km"],
    "zh": ["区县", None, "人口", "已覆盖", "未覆盖", "覆盖率", "招聘会"],
    "id": ["Distrik", None, "Penduduk", "Tercakup", "Belum tercakup", "Cakupan", "Bursa kerja"],
}  # fmt: skip
FORMATS = ["General", "General", "#,##0", "#,##0", "#,##0", "0.0%", "#,##0", "#,##0.00",
           "#,##0.0", "#,##0.0"]  # fmt: skip
BY_ROAD = [
    "name_en", "adcode", "persons", "persons_covered", "persons_gap", "persons_no_road",
    "coverage", "coverage_known", "fairs", "fairs_per_100k", "mean_cost", "p90_cost",
    "persons_unreachable",
]  # fmt: skip
STRAIGHT = [
    n for n in BY_ROAD if n not in ("persons_no_road", "coverage_known", "persons_unreachable")
]


def workbook_of(response):
    assert response.status_code == 200, response.text
    return openpyxl.load_workbook(io.BytesIO(response.data))


def lines_of(response):
    """The table of a CSV file, and what stands behind the empty line."""
    assert response.status_code == 200, response.text
    assert response.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    return lines[:end], lines[end + 1 :]


def told(api, names, unit):
    """The API's districts and total by code, metres as kilometres; "" is the total's code."""
    rows = {row["adcode"]: row for row in [*api["districts"], {"adcode": "", **api["total"]}]}
    scale = 1000 if unit == "m" else 1
    costs = ("mean_cost", "p90_cost")
    return {
        code: [row[n] and row[n] / scale if n in costs else row[n] for n in names]
        for code, row in rows.items()
    }


QUERIES = ["", "threshold_km=40", "travel=estimated&threshold_min=75", "region=510100",
           "from=2027-02-19&to=2027-03-01", "threshold=3&unit=km"]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_workbook_holds_the_numbers_of_the_api_as_numbers(client, query):
    api = client.get(f"/api/v1/coverage?{query.replace('threshold=3&unit=km', 'threshold_km=3')}")
    api = api.get_json()

    page = workbook_of(client.get(f"/planner.xlsx?lang=en&{query}")).worksheets[0]

    rows = list(page.iter_rows(min_row=2))
    wanted = told(api, STRAIGHT[2:], api["definition"]["cost_unit"])
    assert {row[1].value or "": [cell.value for cell in row[2:]] for row in rows} == {
        code: pytest.approx(values, rel=1e-15) for code, values in wanted.items()
    }
    assert [row[0].value for row in rows].count("Together") == 1
    assert rows[-1][0].value == "Together"
    for row in rows:
        shown = [cell.number_format for cell in row if cell.value is not None]
        assert shown == [f for f, cell in zip(FORMATS, row, strict=True) if cell.value is not None]
        assert {cell.data_type for cell in row[2:]} == {"n"}


@pytest.mark.parametrize("query", QUERIES)
def test_a_csv_holds_the_same_numbers_rounded_as_on_the_page(client, query):
    api = client.get(f"/api/v1/coverage?{query.replace('threshold=3&unit=km', 'threshold_km=3')}")
    api = api.get_json()

    (_, *rows), _ = lines_of(client.get(f"/planner.csv?lang=en&{query}"))

    wanted = told(api, STRAIGHT[2:], api["definition"]["cost_unit"])
    assert [row[1] for row in rows][-1] == ""
    for _, code, *values in rows:
        persons, covered, gap, share, fairs, per_100k, mean, p90 = wanted[code]
        assert values[:3] == [f"{each:.0f}" for each in (persons, covered, gap)]
        assert values[3:5] == ["" if share is None else f"{share:.1%}", f"{fairs}"]
        assert values[5] == f"{per_100k:.2f}"
        assert values[6:] == ["" if each is None else f"{each:.1f}" for each in (mean, p90)]


@pytest.mark.parametrize("lang", HEADS)
def test_the_headings_are_in_the_language_of_the_page_and_stay_in_sight(client, lang):
    page = workbook_of(client.get(f"/planner.xlsx?lang={lang}")).worksheets[0]
    (head, *_), _ = lines_of(client.get(f"/planner.csv?lang={lang}"))

    first = [cell.value for cell in page[1]]
    assert first == head
    known = [(word, wanted) for word, wanted in zip(head, HEADS[lang], strict=False) if wanted]
    assert all(word == wanted for word, wanted in known)
    assert page.freeze_panes == "B2"
    assert page.print_title_rows == "$1:$1"
    assert all(cell.font.bold for cell in page[1])
    width = page.column_dimensions["A"].width
    assert width > max(len(str(row[0].value)) for row in page.iter_rows())


def test_the_rows_are_ranked_as_on_the_page(client):
    for query in ("sort=name", "sort=-coverage", "measure=gap", "sort=persons&region=500000"):
        page = client.get(f"/planner?lang=en&{query}").text
        ranked = re.findall(r'id="row-(\d+)"', page)
        (_, *rows), _ = lines_of(client.get(f"/planner.csv?lang=en&{query}"))
        assert [row[1] for row in rows] == [*ranked, ""]
        assert len(ranked) >= 2


def test_what_the_numbers_mean_stands_on_a_second_sheet_and_behind_the_table(client):
    query = "travel=estimated&threshold_min=75&region=500000&from=2027-02-19&to=2027-03-01"
    api = client.get(f"/api/v1/coverage?{query}").get_json()
    book = workbook_of(client.get(f"/planner.xlsx?lang=en&{query}"))
    _, behind = lines_of(client.get(f"/planner.csv?lang=en&{query}"))

    rows = [
        [cell for cell in row if cell] for row in book.worksheets[1].iter_rows(values_only=True)
    ]
    notes = dict(row for row in rows if len(row) == 2)

    assert rows == behind
    assert book.worksheets[1].title == "What the numbers mean"
    assert notes["Region"].startswith("Chongqing; ")
    assert notes["People"].startswith("Everybody; ")
    assert notes["Limit"].startswith("75 min")
    assert "30 km/h" in notes["Travel"]
    assert (notes["First day"], notes["Last day"]) == ("19 February 2027", "1 March 2027")
    assert notes["Fairs counted"].startswith(f"{api['definition']['fairs_counted']};")
    assert notes["Data as of"] == "1 January 2027"
    assert notes["Created on"] == "18 February 2027"
    assert notes["Campaign version"] == "1"
    assert f"{api['total']['coverage']:.1%} of people in Chongqing" in notes["In short"]
    assert "Illustrative data" not in notes
    assert book.properties.created == datetime(2027, 2, 18)


@pytest.mark.parametrize("query", ["travel=roads&threshold_min=3", "travel=roads&threshold_km=1.5",
                                   "travel=roads&profile=walk&threshold_min=10"])  # fmt: skip
def test_by_road_what_is_not_known_has_a_column_and_is_no_share(town_client, query):
    api = town_client.get(f"/api/v1/coverage?{query}").get_json()
    page = workbook_of(town_client.get(f"/planner.xlsx?lang=en&{query}")).worksheets[0]

    wanted = told(api, BY_ROAD[2:], api["definition"]["cost_unit"])
    for row in page.iter_rows(min_row=2, values_only=True):
        if row[0] == "Together" or 2 * row[5] <= row[2]:
            assert list(row[2:]) == pytest.approx(wanted[row[1] or ""], rel=1e-15)
        assert row[3] + (row[4] or 0) + row[5] <= row[2] * (1 + 1e-12)
    assert page["F1"].value == "Unknown, no road data"


def test_a_district_whose_people_are_mostly_unknown_has_empty_cells_and_comes_last(town_client):
    query = "travel=roads&threshold_min=3&measure=gap&lang=en"
    book = workbook_of(town_client.get(f"/planner.xlsx?{query}"))

    *_, last, _ = book.worksheets[0].iter_rows(values_only=True)

    assert last == ("District 510104", "510104", 60, 0, None, 60, *[None] * 2, 0, 0, None, None, 0)
    notes = dict(book.worksheets[1].iter_rows(values_only=True))
    assert notes["Empty cells"] == "No road is known for most people in: District 510104."


def test_a_name_that_is_a_formula_stays_a_text(app_on, url):
    districts = district_table(BOXES)
    districts.iloc[0, districts.columns.get_indexer(["name_zh", "name_en"])] = HOSTILE
    store_campaign(url, small_campaign(districts=districts))
    client = app_on(url).test_client()

    page = workbook_of(client.get("/planner.xlsx?lang=en&sort=name")).worksheets[0]
    (_, *rows), _ = lines_of(client.get("/planner.csv?lang=en&sort=name"))

    named = {cell.value: cell for (cell,) in page.iter_rows(min_row=2, max_col=1)}
    assert {cell.data_type for cell in named.values()} <= {"s", "inlineStr"}
    assert HOSTILE.replace("\x07", "_x0007_") in named
    assert f"'{HOSTILE}" in [row[0] for row in rows]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_what_is_made_up_is_said_on_the_sheet_and_in_the_name_of_the_file(app_on, url):
    store_campaign(url, small_campaign(illustrative=["fairs"]))
    client = app_on(url).test_client()

    response = client.get("/planner.xlsx?lang=en")
    book = workbook_of(response)

    last = [cell.value for cell in book.worksheets[0]["A"]][-1]
    assert last == "Made up for demonstration: fairs."
    notes = dict(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert notes["Illustrative data"] == last
    assert "illustrative" in response.headers["Content-Disposition"]


def test_a_file_is_called_by_what_it_holds_in_the_readers_words_and_in_ascii(client):
    for extension in ("xlsx", "csv"):
        stated = client.get(f"/planner.{extension}?lang=zh&region=500000&to=2027-03-01")
        header = stated.headers["Content-Disposition"]
        kind, plain, spoken = header.split("; ")
        assert kind == "attachment"
        assert plain == f"filename=fairreach_500000_2027-02-18_2027-03-01.{extension}"
        assert spoken.startswith("filename*=UTF-8''")
        assert unquote(spoken).endswith(f"_重庆_2027-02-18_2027-03-01.{extension}")
        assert header.isascii()


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_an_empty_campaign_has_an_empty_table(app_on, url, extension):
    store_campaign(url, make_campaign(), only=("districts",))
    client = app_on(url).test_client()

    response = client.get(f"/planner.{extension}?lang=en")

    if extension == "csv":
        (_, *rows), notes = lines_of(response)
        assert [row[2] for row in rows] == ["0"] * 4
        assert ["In short", "No fair counts in these dates, so nobody is covered."] in notes
    else:
        assert workbook_of(response).worksheets[0].max_row == 5


def test_without_anything_stored_the_answer_is_503_with_the_reason(app_on, url):
    response = app_on(url).test_client().get("/planner.xlsx")

    assert response.status_code == 503
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize(
    ("query", "named"),
    [("threshold_km=nan", "threshold_km"), ("region=1", "region"), ("sort=x", "sort"),
     ("lang=xx", "lang"), ("group=nobody", "group"), ("travel=roads", "travel"),
     ("measure=x", "measure"), ("from=2027-02-30", "from"), ("threshold=x&unit=km", "threshold")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_the_reason(client, extension, query, named):
    response = client.get(f"/planner.{extension}?{query}")

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert named in response.get_json()["errors"][0]["parameter"]
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_a_file_that_has_not_changed_is_not_sent_again(client, extension):
    first = client.get(f"/planner.{extension}?lang=en")
    again = client.get(
        f"/planner.{extension}?lang=en", headers={"If-None-Match": first.headers["ETag"]}
    )
    other = client.get(f"/planner.{extension}?lang=zh")

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"
    assert other.headers["ETag"] != first.headers["ETag"]
    assert "Accept-Language" in first.headers["Vary"]


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_a_head_request_says_the_same_without_the_file(client, extension):
    whole = client.get(f"/planner.{extension}?lang=id")
    head = client.head(f"/planner.{extension}?lang=id")

    assert (head.status_code, head.data) == (200, b"")
    names = ("Content-Type", "Content-Length", "ETag", "Content-Disposition", "Content-Language")
    assert [head.headers[n] for n in names] == [whole.headers[n] for n in names]


def test_without_room_for_a_draft_the_answer_is_503_and_csv_goes_on(client, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    refused = client.get("/planner.xlsx?threshold_km=11")

    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert client.get("/planner.csv?threshold_km=11").status_code == 200


def test_the_page_leads_to_its_own_table(client):
    query = "threshold_km=40&region=500000&sort=name&from=2027-02-19"
    page = client.get(f"/planner?lang=en&{query}").text

    for extension in ("xlsx", "csv"):
        link = re.search(rf'href="(/planner\.{extension}[^"]*)"', page)[1].replace("&amp;", "&")
        assert client.get(link).data
        assert {*query.split("&"), "lang=en"} <= {*link.partition("?")[2].split("&")}


@pytest.fixture
def exported(filled, tmp_path):
    """``exported(what, name, *options)``: the file that the command writes."""

    def run(what, name, *options):
        environment = {"FAIRREACH_DATABASE_URL": filled, "FAIRREACH_NOW": NOW}
        path = tmp_path / name
        done = CliRunner(env=environment).invoke(main, ["export", what, str(path), *options])
        assert done.exit_code == 0, done.output
        return path

    return run


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_command_writes_the_file_that_the_page_gives(client, exported, lang):
    for extension in ("csv", "xlsx"):
        options = ("--lang", lang, "--threshold-km", "40", "--region", "500000")
        path = exported("coverage", f"c.{extension}", *options)
        answer = client.get(f"/planner.{extension}?lang={lang}&threshold_km=40&region=500000")
        if extension == "csv":
            assert path.read_bytes() == answer.data
            continue
        here, there = openpyxl.load_workbook(path), workbook_of(answer)
        for one, other in zip(here.worksheets, there.worksheets, strict=True):
            assert list(one.iter_rows(values_only=True)) == list(other.iter_rows(values_only=True))


def test_the_gap_is_exported_in_words_and_by_names(client, exported):
    total = client.get("/api/v1/coverage").get_json()["total"]["persons_gap"]

    page = openpyxl.load_workbook(exported("gaps", "g.xlsx", "--lang", "en")).worksheets[0]
    machine = pd.read_csv(exported("gaps", "g.csv", "--headings", "machine"))
    shifted = openpyxl.load_workbook(exported("gaps", "s.xlsx", "--datum", "gcj02", "--lang", "en"))

    head, *rows = page.iter_rows(values_only=True)
    assert head == ("Not covered", "Longitude", "Latitude", "Side of the cell, m")
    assert sum(row[0] for row in rows) == total == machine["persons"].sum()
    assert [list(row[1:3]) for row in rows] == machine[["lon", "lat"]].to_numpy().tolist()
    assert shifted.worksheets[0]["B2"].value != page["B2"].value
    assert "GCJ-02" in dict(shifted.worksheets[1].iter_rows(values_only=True))["Coordinates"]


def test_chinese_words_head_a_file_unless_asked_otherwise(exported):
    words = exported("coverage", "c.csv").read_text(encoding="utf-8-sig")
    names = exported("coverage", "m.csv", "--headings", "machine").read_text(encoding="utf-8-sig")
    fairs = exported("fairs", "f.csv").read_text(encoding="utf-8-sig")
    shapes = exported("coverage", "c.geojson", "--lang", "en").read_text(encoding="utf-8")

    assert words.startswith("区县,")
    assert names.startswith("adcode,name_zh,name_en,persons,")
    assert fairs.startswith("招聘会编号,场次,")
    assert '"persons_covered"' in shapes
