"""A parameter that contradicts another is refused on every face, never silently left out."""

import pytest
from campaigns import BOXES
from click.testing import CliRunner

from service.cli import main
from service.words.language import LANGUAGES

POINT = "lon=106.5&lat=29.5"
ONE, OTHER = list(BOXES)[:2]
PAGES = [
    "/?{}&travel=straight&speed_kmh=50",
    "/?{}&travel=straight&profile=walk",
    "/?{}&travel=roads-walk&profile=drive",
    f"/?{{}}&district={ONE}",
    f"/?district={ONE}&q={OTHER}",
    "/?{}&when=today&from=2027-02-18",
    f"/text?{{}}&district={ONE}",
    "/text?{}&travel=straight&speed_kmh=50",
    f"/help?{{}}&district={ONE}",
    "/planner?travel=straight&speed_kmh=50",
    "/planner?travel=straight&profile=walk",
    "/planner?travel=straight&threshold_min=30",
    "/planner?travel=estimated&threshold_min=30&threshold_km=3",
    "/planner?threshold=5&unit=miles",
    "/planner?threshold=5&threshold=6&unit=km",
    "/planner?threshold=5&unit=km&threshold_km=3",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_in_each_language_what_contradicts_what(client, page):
    answers = {lang: ask(client, f"{page.format(POINT)}&lang={lang}") for lang in LANGUAGES}

    assert {answer.status_code for answer in answers.values()} == {400}
    said = {lang: answer.text for lang, answer in answers.items()}
    assert len(set(said.values())) == len(LANGUAGES)


def ask(client, path):
    return client.get(path, follow_redirects=True)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (f"/calendar.ics?{POINT}&district={ONE}", "district"),
        (f"/calendar.ics?district={ONE}&radius_km=5", "radius_km"),
        ("/map/gaps.json?travel=straight&speed_kmh=50", "speed_kmh"),
        ("/map/reach.json?travel=straight&profile=walk", "profile"),
        (f"/api/v1/fairs/nearest?{POINT}&travel=straight&speed_kmh=50", "speed_kmh"),
    ],
)
def test_data_for_programs_names_the_parameter_that_contradicts(client, path, parameter):
    response = client.get(path)

    assert response.status_code == 400
    assert response.get_json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("extra", ["utm_source=x", "fbclid=1", "v=1"])
@pytest.mark.parametrize("page", ["/", "/planner", "/help", "/text"])
def test_a_page_takes_no_harm_from_a_name_that_it_does_not_know(client, page, extra):
    assert client.get(f"{page}?{extra}").status_code == 200


def test_a_suggestion_that_was_chosen_gives_a_district_and_its_name(client):
    name = f"{ONE}区"

    assert client.get(f"/?district={ONE}&q={name}").status_code == 200


def test_links_of_a_search_carry_a_speed_only_together_with_its_way(client):
    page = client.get(f"/?{POINT}&speed_kmh=50&lang=en").text

    links = [part.split('"')[0] for part in page.split('href="')[1:] if "speed_kmh" in part[:400]]
    links = [link for link in links if "speed_kmh" in link]
    assert links
    assert all("travel=estimated" in link for link in links)


def test_a_speed_is_seen_in_the_form_that_sends_it(client):
    for page in (f"/?{POINT}", "/planner?"):
        text = client.get(f"{page}&travel=estimated&speed_kmh=50").text
        assert 'id="speed_kmh" name="speed_kmh" type="number"' in text


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("coverage --travel straight --speed-kmh 50", "--speed-kmh"),
        ("coverage --travel straight --profile walk", "--profile"),
        ("nearest 106.5 29.5 --speed-kmh 50", "--speed-kmh"),
        ("nearest 106.5 29.5 --on 2027-02-20 --from 2027-02-20", "--on"),
        ("map out.html --travel straight --speed-kmh 50", "--speed-kmh"),
        ("export coverage out.csv --travel straight --profile walk", "--profile"),
        ("export fairs out.csv --threshold-km 3", "--threshold-km"),
        ("export demand out.csv --from 2027-02-20", "--from"),
    ],
)
def test_a_command_names_the_option_that_contradicts(
    environment, tmp_path, monkeypatch, command, option
):
    monkeypatch.chdir(tmp_path)
    done = CliRunner(env=environment).invoke(main, command.split())

    assert done.exit_code == 2
    assert f"{option}: " in done.stderr
    assert not list(tmp_path.iterdir())
