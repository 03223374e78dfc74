"""The brief of two states: the one that is held against the one that is shown, not the plan."""

import io
import re
import time
from base64 import b64decode
from html import unescape
from urllib.parse import quote

import openpyxl
import pdf
import pytest
from click.testing import CliRunner
from stores import NOW, settings_on, small_campaign, store_campaign

from service.app import create_app
from service.cli import main

HELD = "travel=straight&threshold_km=10&close=f5"
SHOWN = "lang=en&travel=straight&threshold_km=20&add=106.9,29.9"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('two')}/fairreach.db"
    store_campaign(url, small_campaign())
    store_campaign(url, small_campaign(), only=("employers", "openings"))
    return url


@pytest.fixture(scope="module")
def client(url):
    return create_app(settings_on(url)).test_client()


def told(page):
    """What a page says, in one line."""
    bare = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def brief(client, shown, held):
    answer = client.get(f"/planner/brief.html?{shown}&against={quote(held)}")
    assert answer.status_code == 200, answer.text
    return answer


def test_it_says_what_is_compared_with_what_as_the_page_does(client):
    said = told(brief(client, SHOWN, HELD).text)
    page = client.get(f"/planner?{SHOWN}&against={quote(HELD)}").text

    (heading,) = re.findall("<h1>(.*?)</h1>", page)
    assert told(heading) in said
    (differs,) = re.findall('<p class="told">(.*?)</p>', page)
    assert told(differs) in said
    assert "the present plan, 1 change, 20 km in place of the present plan, 1 change, 10 km" in said
    assert "Held: the present plan, 10 km, Straight line" in said
    assert "Held: Coverage" in said
    assert "Before: the plan" not in said


def test_its_figures_are_those_of_the_two_states(client):
    said = told(brief(client, SHOWN, HELD).text)

    # Held: the fair of Chengdu is closed. Shown: it is not, and another fair is there.
    assert "1,300 1,900 +600" in said
    assert "District 510104 200 0 0.0% 100.0% +100.0 points" in said


def test_its_maps_are_of_both_states_in_the_same_colours(client):
    page = brief(client, SHOWN, HELD).text
    apart = [client.get(f"/planner/brief.html?{each}").text
             for each in (f"lang=en&{HELD}", SHOWN)]  # fmt: skip
    own = [maps(each)[-1] for each in apart]

    held, shown = maps(page)

    assert fills(held) == fills(own[0])
    assert fills(shown) == fills(own[1])
    assert fills(held) != fills(shown)


def maps(page):
    return [b64decode(each).decode() for each in re.findall(r"svg\+xml;base64,([^\"]*)", page)]


def fills(svg):
    return re.findall('class="(district [^"]*)" data-adcode="([0-9]*)"', svg)


@pytest.mark.parametrize(
    ("shown", "held"),
    [
        ("region=500000", "region=510100"),
        ("travel=straight", "travel=estimated&threshold_min=30"),
        ("measure=wait", "from=2027-02-19&to=2027-02-20"),
        ("district=500103&region=500000", "region=510100"),
        ("lang=zh", "version=1"),
        ("close=f5", "close=f5"),
    ],
)
@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_whatever_differs_there_is_a_brief(client, shown, held, form):
    answer = client.get(f"/planner/brief.{form}?{shown}&against={quote(held)}")

    assert answer.status_code == 200, answer.text


def test_a_state_that_cannot_be_held_is_told_and_what_is_tried_is_kept_nowhere(client):
    refused = client.get("/planner/brief.html?lang=en&against=close%3Dnobody")

    assert refused.status_code == 400
    assert "no fair nobody" in refused.text
    assert brief(client, "lang=en", "close=f5").headers["Cache-Control"] == "no-store"


def test_the_workbook_has_the_columns_of_the_held_state_and_the_actions(client):
    answer = client.get(f"/planner/brief.xlsx?{SHOWN}&against={quote(HELD)}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))

    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True)
             for cell in row if cell is not None}  # fmt: skip
    assert "What is to be done" in book.sheetnames
    assert "Who gains and who loses" not in book.sheetnames
    assert {"Held: Coverage", "Held: Covered", "New fair +1"} <= cells


@pytest.mark.slow
def test_the_button_makes_the_brief_of_both(client):
    sent = {"lang": "en", "travel": "straight", "threshold_km": "20", "against": HELD}
    begun = client.post("/planner/brief?lang=en", data=sent)
    assert begun.status_code == 303
    address = begun.headers["Location"].partition("?")[0]
    for _ in range(600):
        state = client.get(f"{address}.json").get_json()["state"]
        if state not in ("queued", "running"):
            break
        time.sleep(0.1)

    assert state == "done"
    text = "".join(sheet.text for sheet in pdf.pages(client.get(f"{address}.pdf").data))
    assert "Held:thepresentplan,10km" in re.sub(r"\s", "", text)


@pytest.mark.slow
def test_the_command_compares_with_a_version_and_with_a_scenario(url, tmp_path):
    environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
    call = CliRunner(env=environment).invoke
    saved = call(main, ["scenario", "save", "less", "--close", "f5"])
    assert saved.exit_code == 0, saved.stderr
    file = tmp_path / "brief.html"
    for held, name in (("version=1", "version 1"), ("scenario=less", "scenario “less”")):
        line = ["brief", "-o", str(file), "--lang", "en", "--travel", "straight"]
        done = call(main, [*line, "--against", held])
        assert done.exit_code == 0, done.stderr
        assert f"Held: {name}" in told(file.read_text(encoding="utf-8"))
    refused = call(main, [*line, "--against", "close=nobody"])
    assert refused.exit_code == 2
    assert "no fair nobody" in refused.stderr
