"""The brief: the page's state on paper, as a workbook and as a page; names are text in all."""

import io
import re
import sys
import time
from datetime import date
from html import unescape

import openpyxl
import pdf
import pytest
import shapely
from click.testing import CliRunner
from stores import NOW, settings_on, small_campaign, store_campaign

from geodata.campaign.changes import Changes
from geodata.measures.comparison import comparison
from service.app import create_app
from service.arguments import Arguments
from service.brief.action_words import place_text
from service.brief.actions import Act, actions
from service.cli import main
from service.planner.changes import told_changes
from service.queries import coverage_query, trial_campaign

NAME = '=1+1 #panic("x") $a$ \\ *b* `c` @d <e> [f] {{ 7*7 }} 渝'
NOTE = '#import "/etc/passwd" // /* \n</style><script>alert(1)</script>'
TRY = ("--add", "106.9,29.9", "--move", "f3@106.55,29.5", "--close", "f5")
TODAY = date(2027, 2, 18)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The URL of a store that holds a scenario with a hostile name."""
    url = f"sqlite:///{tmp_path_factory.mktemp('saved')}/fairreach.db"
    store_campaign(url, small_campaign())
    done = command(url, "scenario", "save", NAME, "--note", NOTE, *TRY)
    assert done.exit_code == 0, done.stderr
    return url


def command(url, *line, **more):
    environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW, **more}
    return CliRunner(env=environment).invoke(main, list(line))


def written(url, file, *line):
    done = command(url, "brief", *line, "-o", str(file))
    assert done.exit_code == 0, done.stderr
    return file.read_bytes()


def packed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_a_scenario_is_two_or_three_sheets_whose_text_is_text(saved, tmp_path, lang):
    content = written(saved, tmp_path / "b.pdf", NAME, "--lang", lang)
    sheets = pdf.pages(content)

    assert 2 <= len(sheets) <= 3
    assert b"pdfuaid" in content
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.size == pytest.approx((595.3, 841.9), abs=0.1)
        assert sheet.text.endswith(f"{number}/{len(sheets)}")
    text = "".join(sheet.text for sheet in sheets)
    assert packed(NAME) in text
    assert packed(NOTE) in text
    assert "106.90000,29.90000" in text


@pytest.mark.slow
def test_made_up_data_say_so_on_every_sheet(demo_url, tmp_path):
    sheets = pdf.pages(written(demo_url, tmp_path / "b.pdf", "--lang", "en"))

    assert len(sheets) in (2, 3)
    for sheet in sheets:
        assert "Illustrativedata.Madeupfordemonstration" in sheet.text
    assert packed("live within 10 km (straight line) of a fair") in sheets[0].text


@pytest.mark.slow
def test_a_character_that_no_font_has_is_named(saved, tmp_path):
    done = command(saved, "brief", "--close", "f2", "-o", str(tmp_path / "b.pdf"))

    assert done.exit_code == 2
    assert "no font here has a sign for 😀 (U+1F600)" in done.stderr
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("absent", ["typst", "pylopdf_fonts_zh_cn"])
def test_without_typst_or_a_font_a_plain_sentence_says_what_to_do(
    saved, tmp_path, monkeypatch, absent
):
    monkeypatch.setitem(sys.modules, absent, None)

    done = command(saved, "brief", "-o", str(tmp_path / "b.pdf"))

    assert done.exit_code == 2
    assert "pip install 'fairreach[brief]'" in done.stderr
    assert written(saved, tmp_path / "b.html")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("-o", "b.txt"), "a brief is written as .pdf, .xlsx, .html"),
        (("nobody", "-o", "b.html"), "there is no scenario 'nobody'"),
        ((NAME, "--close", "f5", "-o", "b.html"), "one of them"),
        (("--close", "nobody", "-o", "b.html"), "there is no fair nobody"),
        (("--measure", "x", "-o", "b.html"), "--measure"),
    ],
)
def test_what_cannot_be_written_is_said(saved, tmp_path, monkeypatch, line, told):
    monkeypatch.chdir(tmp_path)

    done = command(saved, "brief", *line)

    assert done.exit_code == 2
    assert told in done.stderr
    assert not [*tmp_path.iterdir()]


def test_a_folder_without_fonts_is_named(saved, tmp_path):
    file = str(tmp_path / "b.pdf")
    done = command(saved, "brief", "-o", file, FAIRREACH_FONTS=str(tmp_path))

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"FAIRREACH_FONTS: no font lies in {tmp_path}\n"


def test_the_workbook_has_all_numbers_and_no_formula(saved, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(written(saved, tmp_path / "b.xlsx", NAME)))

    assert len(book.sheetnames) == 4
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {NAME, NOTE} <= {cell.value for cell in cells}
    first, second, third, _ = book
    *rows, total = [
        row for row in first.iter_rows(min_row=2, values_only=True) if row[8] is not None
    ]
    assert sum(row[8] for row in rows) == total[8] == total[9] - total[10]
    assert first["I2"].number_format == "#,##0"
    assert second["A1"].value == third["A1"].value == "区县"
    assert second["G2"].number_format.endswith("%")


def test_the_page_stands_alone_and_holds_the_texts_as_text(saved, tmp_path):
    page = written(saved, tmp_path / "b.html", NAME, "--lang", "en").decode()

    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<style>.*?</style>", "", page)))
    assert packed(NAME) in packed(text)
    assert "</style><script>alert(1)" in text
    assert page.count("<img ") == 2
    assert "counter(pages)" in page


def test_a_closed_fair_that_is_held_there_on_another_day_is_one_action():
    plan = small_campaign()
    lon, lat = plan.fairs.loc["f5", ["lon", "lat"]]
    told = {"add": [f"{lon:.5f},{lat:.5f}@2027-03-05", "106.9,29.9"], "close": ["f5"]}

    found = acted(plan, told)

    assert [each.act for each in found] == [Act.RE_DATE, Act.OPEN]
    assert found[0].fair_id == "f5"
    assert [each.compared.total["persons_covered"] for each in found] == [0, 400]


def test_what_actions_bring_adds_up_to_the_difference_of_the_whole():
    plan = small_campaign()
    told = {
        "add": ["106.9,29.9", "107.0,29.95@2027-03-05", "104.5,30.5"],
        "move": ["f1@107.51,29.5", "f3@106.9,29.9"],
        "close": ["f5", "f2"],
    }
    query = coverage_query(Arguments({"travel": ["straight"]}), plan)
    whole = comparison((plan, query), (trial_campaign(plan, Changes.of(told), query, TODAY), query))

    found = acted(plan, told)

    assert len(found) == 7
    for figure in ("persons_covered", "fairs"):
        assert sum(each.compared.total[figure] for each in found) == whole.total[figure]
    # Each step is counted as if it and those before it had been asked for alone.
    before = {"add": told["add"], "move": told["move"][:1]}
    alone = comparison(
        (plan, query), (trial_campaign(plan, Changes.of(before), query, TODAY), query)
    )
    assert found[3].compared.after.total == alone.after.total


def test_a_new_fair_at_a_candidate_tells_its_name_seats_and_cost(app, make_campaign):
    hall = {"name": "=体育馆", "lon": 106.54321, "lat": 29.51, "capacity": 800, "cost": 5000.0}
    plan = make_campaign(candidates=[hall, {"name": "别处", "lon": 107.5}])

    with app.test_request_context("/?lang=en"):
        at, elsewhere = (
            place_text(trial_campaign(plan, Changes.of(told), QUERY, TODAY), acted(plan, told)[0])
            for told in ({"add": ["106.54321,29.51"]}, {"add": ["106.54322,29.51"]})
        )

    assert at.startswith("=体育馆 (")
    assert at.endswith(", 5,000 yuan, seats 800")
    assert elsewhere.endswith("(106.54322, 29.51000)")


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("106.54321,29.51", "500103区松溉镇", "Songgai, District 500103"),
        ("106.55321,29.51", "500103区松溉镇附近", "near Songgai, District 500103"),
        (
            "106.64321,29.51",
            "500103区（106.64321, 29.51000）",
            "District 500103 (106.64321, 29.51000)",
        ),
    ],
)
def test_a_new_place_is_told_by_the_town_of_its_district_that_is_near(
    app, make_campaign, at, zh, en
):
    towns = [
        ("town", "松溉镇", "Songgai", shapely.Point(106.5432, 29.51)),
        ("town", "远镇", "Yuan", shapely.Point(107.5, 29.51)),
    ]
    trial = trial_campaign(make_campaign(ground=towns), Changes.of({"add": [at]}), QUERY, TODAY)

    for lang, place in (("zh", zh), ("en", en)):
        with app.test_request_context(f"/?lang={lang}"):
            assert place_text(trial, acted(trial.plan, {"add": [at]})[0]) == place
            (told,) = told_changes(trial)
            assert place.split(" (")[0].split("（")[0] in told
            assert at.split(",")[0] in told


QUERY = coverage_query(Arguments({"travel": ["straight"]}))


def acted(plan, told):
    query = coverage_query(Arguments({"travel": ["straight"]}), plan)
    return [*actions(trial_campaign(plan, Changes.of(told), query, TODAY), query, TODAY)]


@pytest.fixture(scope="module")
def page(saved, tmp_path_factory):
    """A client of a server that has a folder for jobs."""
    data = str(tmp_path_factory.mktemp("data"))
    return create_app(settings_on(saved, FAIRREACH_DATA=data)).test_client()


def until_over(page, address):
    for _ in range(600):
        told = page.get(f"{address}.json?lang=en").json
        if told["state"] not in ("queued", "running"):
            return told
        time.sleep(0.1)
    return pytest.fail("it does not end")


@pytest.mark.slow
def test_the_button_makes_a_job_whose_file_is_the_brief_of_the_pages_state(page):
    state = {"travel": "straight", "close": "f5", "measure": "gap"}
    assert ">PDF</button>" in page.get("/planner?lang=en&close=f5").text

    answer = page.post("/planner/brief?lang=en", data=state)
    address, _, asked = answer.location.partition("?")
    told = until_over(page, address)

    assert answer.status_code == 303
    assert {"lang=en", "close=f5", "measure=gap"} <= set(asked.split("&"))
    assert (told["state"], told["reason"]) == ("done", "")
    file = page.get(told["file"])
    assert file.content_type == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    assert "fairreach-brief_" in file.headers["Content-Disposition"]
    text = "".join(sheet.text for sheet in pdf.pages(file.data))
    assert "Whatif·1change" in text
    assert packed("200 people lose") in text
    ready = page.get(answer.location).text
    assert f"{address}.pdf" in ready
    assert "/planner?lang=en&amp;travel=straight" in ready
    # It calculates no plan, and stands nowhere where plans are told.
    name = address.rpartition("/")[2]
    assert page.get(f"/api/v1/jobs/{name}").status_code == 404
    assert page.delete(f"/api/v1/jobs/{name}").status_code == 404
    assert page.get(f"/planner?job={name}").status_code == 200


@pytest.mark.slow
def test_a_job_that_fails_says_why_in_the_readers_words(page):
    answer = page.post("/planner/brief?lang=en", data={"close": "f2"})
    told = until_over(page, answer.location.partition("?")[0])

    assert told["state"] == "failed"
    assert "no font here has a sign for 😀 (U+1F600)" in told["reason"]
    assert "😀" in page.get(answer.location).text
    assert page.get(told["file"]).status_code == 404


def test_the_other_forms_are_had_at_once_under_the_address_of_the_page(page):
    for name, kind in (("html", "text/html"), ("xlsx", "officedocument.spreadsheetml")):
        plan = page.get(f"/planner/brief.{name}?lang=en")
        tried_out = page.get(f"/planner/brief.{name}?lang=en&close=f5")
        assert kind in plan.content_type
        assert plan.headers["Content-Disposition"].startswith(
            "attachment; filename=fairreach-brief"
        )
        assert plan.headers["ETag"]
        assert tried_out.headers["Cache-Control"] == "no-store"
        assert page.get(f"/planner/brief.{name}?lang=en&close=nobody").status_code == 400


def test_a_page_of_another_site_makes_no_brief(page):
    foreign = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}

    assert page.post("/planner/brief", data={}, headers=foreign).status_code == 403
    assert page.get("/planner/brief/nobody").status_code == 404


def test_where_no_pdf_is_made_the_page_says_so(saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    client = create_app(settings_on(saved)).test_client()

    shown = client.get("/planner?lang=en").text

    assert ">PDF</button>" not in shown
    assert "No PDF is made on this server" in shown
    assert client.post("/planner/brief", data={}).status_code == 404
