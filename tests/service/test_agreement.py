"""One calculation, many faces: page, map, API, command line and files say the same numbers."""

import json
import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from recorded.answers import NOW as RECORDED_NOW
from recorded.answers import campaign_in
from stores import NOW, settings_on

from service.app import create_app
from service.cli import main
from service.words import wording

pytestmark = pytest.mark.slow

FIGURE = r"<dt>(.*?)</dt><dd>(.*?)</dd>"
PARTS = {
    "Covered": "persons_covered",
    "Not covered": "persons_gap",
    "Unknown, no road data": "persons_no_road",
}
FIGURES = ("persons", "persons_covered", "persons_gap", "fairs")
ON_SMALL = [
    {},
    {"threshold_km": "40"},
    {"travel": "estimated", "threshold_min": "75"},
    {"travel": "estimated", "threshold_km": "20", "speed_kmh": "50"},
    {"from": "2027-02-19", "to": "2027-03-01"},
    {"region": "500000"},
]
# Two banks of a river with their roads, and people in four groups.
ON_ROADS = [
    {"travel": "straight", "threshold_km": "1.5", "group": "age_60_plus"},
    {"travel": "estimated", "threshold_min": "5", "group": "working_age"},
    {"travel": "roads", "threshold_min": "6"},
    {"travel": "roads", "threshold_min": "3", "group": "rural"},
    {"travel": "roads", "threshold_km": "1.5", "group": "working_age"},
    {"travel": "roads", "profile": "walk", "threshold_min": "10", "group": "rural"},
    {"travel": "roads", "profile": "walk", "threshold_km": "2", "from": "2027-02-20"},
    {"travel": "roads", "threshold_min": "3", "region": "500000"},
]
CASES = [("small", query) for query in ON_SMALL] + [("roads", query) for query in ON_ROADS]


@pytest.fixture(scope="module")
def worlds(filled, tmp_path_factory):
    """The environment of a command and a client in each world."""
    folder = campaign_in(tmp_path_factory.mktemp("recorded") / "campaign")
    roads = {"FAIRREACH_DATABASE_URL": f"sqlite:///{folder}/fairreach.db"}
    environments = {
        "small": {"FAIRREACH_DATABASE_URL": filled, "FAIRREACH_NOW": NOW},
        "roads": roads | {"FAIRREACH_DATA": str(folder), "FAIRREACH_NOW": RECORDED_NOW},
    }
    return {
        name: (each, create_app(settings_on(each["FAIRREACH_DATABASE_URL"], **each)).test_client())
        for name, each in environments.items()
    }


@pytest.fixture(
    scope="module", params=CASES, ids=lambda case: f"{case[0]}-{urlencode(case[1]) or 'usual'}"
)
def face(request, worlds):
    """A query, whom to ask, and what the API answers; some are covered and some are not."""
    world, query = request.param
    environment, client = worlds[world]
    text = urlencode(query)
    api = client.get(f"/api/v1/coverage?{text}").get_json()
    assert 0 < api["total"]["persons_gap"] < api["total"]["persons"]
    page = client.get(f"/planner?lang=en&{text}").text
    options = [part for n, v in query.items() for part in (f"--{n.replace('_', '-')}", v)]

    def command(*arguments):
        done = CliRunner(env=environment).invoke(main, [*arguments, *options])
        assert done.exit_code == 0, done.output
        return done.stdout

    return SimpleNamespace(client=client, text=text, api=api, page=page, command=command)


def inlined(text, name):
    return json.loads(re.search(rf'id="{name}">(.*?)</script>', text, re.DOTALL)[1])


def headline(text):
    lead = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", lead)).split())


def test_the_command_line_says_what_the_api_says(face):
    assert json.loads(face.command("coverage", "--json")) == face.api


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_a_file_of_the_coverage_holds_the_same_figures(face, tmp_path, ending):
    path = tmp_path / f"coverage.{ending}"
    face.command("export", "coverage", str(path), "--headings", "machine")

    match ending:
        case "csv":
            rows = pd.read_csv(path, dtype={"adcode": str})
        case "xlsx":
            rows = pd.read_excel(path, dtype={"adcode": str})
        case "geojson":
            rows = gpd.read_file(path)
        case "gpkg":
            rows = gpd.read_file(path, layer="coverage")

    for column in ("adcode", *FIGURES):
        assert rows[column].tolist() == [row[column] for row in face.api["districts"]]
    told = [row["coverage"] for row in face.api["districts"]]
    assert rows["coverage"].astype(object).where(rows["coverage"].notna(), None).tolist() == told


def test_the_places_that_are_not_covered_add_up_to_the_gap(face, tmp_path):
    gap = pytest.approx(face.api["total"]["persons_gap"])
    path = tmp_path / "gaps.csv"
    face.command("export", "gaps", str(path), "--headings", "machine")
    places = face.client.get(f"/api/v1/gaps?{face.text}").get_json()["features"]

    assert sum(place["properties"]["persons"] for place in places) == gap
    assert pd.read_csv(path)["persons"].sum() == gap


def test_the_page_leads_with_the_total(face):
    total, share = face.api["total"], wording.share(face.api["total"]["coverage"])
    names = ("persons_covered", "persons", "persons_gap", "persons_no_road")
    with face.client.application.test_request_context("/?lang=en"):
        covered, persons, gap, unknown = (wording.people(total[name]) for name in names)

    said = headline(face.page)
    parts = re.search(r'<ul class="parts">.*?</ul>', face.page, re.DOTALL)[0]

    assert re.match(rf"{re.escape(share)} of .+ \({covered} of {persons}\) ", said), said
    assert [int(n.replace(",", "")) for n in re.findall("<strong>(.*?)</strong>", parts)] == [
        int(n.replace(",", "")) for n in (covered, gap, unknown) if n != "0"
    ]
    assert ("known to live" in said) is bool(total["persons_no_road"])


def test_the_table_of_the_page_has_a_row_of_the_same_figures_for_each_district(face):
    for row in face.api["districts"]:
        found = re.search(rf'id="row-{row["adcode"]}".*?</tr>', face.page, re.DOTALL)[0]
        assert f'<data value="{row["persons"]:.0f}"' in found
        is_known = row["persons_no_road"] <= row["persons"] / 2
        assert (f'<data value="{row["persons_gap"]:.0f}"' in found) is is_known
        assert wording.share(row["coverage"] if is_known else None) in unescape(found)


def test_the_card_of_a_district_says_its_figures(face):
    for row in face.api["districts"]:
        page = face.client.get(f"/planner?lang=en&{face.text}&district={row['adcode']}").text
        card = re.search(r'<dl class="figures">(.*?)</dl>', page, re.DOTALL)[1]
        said = {name: unescape(told) for name, told in re.findall(FIGURE, card)}
        assert headline(page) == headline(face.page)
        assert said["People"] == f"{row['persons']:,.0f}"
        for name, column in PARTS.items():
            n, share = row[column], row[column] / row["persons"]
            told = f"{n:,.0f} ({wording.share(share)})" if n or column in FIGURES else None
            assert said.get(name) == told
        assert said["Fairs here"] == f"{row['fairs']}"
        with face.client.application.test_request_context("/?lang=en"):
            mean = wording.cost(row["mean_cost"], face.api["definition"]["cost_unit"])
        assert said["Average to the nearest fair"] == mean


def test_the_map_draws_the_same_answer_and_the_same_gap(face):
    data = inlined(face.page, "map-data")

    assert face.client.get(data["coverage"]).get_json() == face.api
    require_gap(face, face.client.get(data["gaps"]).get_json())


def require_gap(face, cells):
    """The cells of the map are rounded to whole persons."""
    at = cells["columns"].index("persons")
    persons = sum(row[at] for row in cells["rows"])
    assert persons == pytest.approx(face.api["total"]["persons_gap"], abs=len(cells["rows"]) / 2)


def test_the_page_for_the_archive_is_that_page_with_that_map(face, tmp_path):
    path = tmp_path / "map.html"
    face.command("map", str(path), "--lang", "en")
    text = path.read_text(encoding="utf-8")
    data, layers = inlined(text, "map-data"), inlined(text, "map-layers")

    assert headline(text) == headline(face.page)
    assert layers[data["coverage"]] == face.api
    require_gap(face, layers[data["gaps"]])


NEAREST_ON_SMALL = [{}, {"travel": "straight"}, {"travel": "estimated", "k": "2"}]
NEAREST_ON_ROADS = [*NEAREST_ON_SMALL, {"travel": "roads"}, {"travel": "roads", "profile": "walk"}]
NEAREST = [("small", query) for query in NEAREST_ON_SMALL]
NEAREST += [("roads", query) for query in NEAREST_ON_ROADS]


@pytest.mark.parametrize(
    ("world", "query"), NEAREST, ids=[f"{w}-{urlencode(q) or 'usual'}" for w, q in NEAREST]
)
def test_the_seekers_list_its_map_and_its_text_say_what_api_and_command_line_say(
    worlds, world, query
):
    environment, client = worlds[world]
    place = {"lon": "106.51", "lat": "29.505"}
    options = [part for name, value in query.items() for part in (f"--{name}", value)]
    shell = CliRunner(env=environment).invoke(
        main, ["nearest", *place.values(), "--json", *options]
    )
    api = client.get("/api/v1/fairs/nearest", query_string=place | query).get_json()
    seen = place | {"k": str(len(api["features"]))} | query | {"lang": "en"}
    page = client.get("/", query_string=seen).text
    text = client.get("/text", query_string=seen).text

    assert json.loads(shell.stdout) == api
    rows = inlined(page, "map-data")["nearest"]
    assert [row[1] for row in rows] == [each["id"] for each in api["features"]]
    for row, each in zip(rows, api["features"], strict=True):
        said = said_of(client, each["properties"], query)
        card = re.search(rf'id="fair-{each["id"]}".*?class="away">(.*?)</p>', page, re.DOTALL)[1]
        # On the card the dot is drawn by the style: it is no text.
        assert " ".join(unescape(re.sub("<[^>]+>", " ", card)).split()) == said.replace(" ·", "")
        assert said in row[4]
        assert f"\n{row[0]}. {said}\n" in text


def said_of(client, told, query):
    """How far a fair of the API is, as the pages say it."""
    names = {"roads": "by car, no traffic", "estimated": "(estimated)"}
    if query.get("profile") == "walk":
        names["roads"] = "on foot"
    with client.application.test_request_context("/?lang=en"):
        straight = wording.distance(told["distance_m"])
        if told["travel_min"] is None:
            return f"{straight} straight line"
        time = wording.travel_time(told["travel_min"])
    return f"about {time} {names[told['travel_method']]} · {straight} straight"
