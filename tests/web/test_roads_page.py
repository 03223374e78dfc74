"""Roads in a browser: reached land, and ways as long as the list says."""

import json
from urllib.request import urlopen

import pytest
import servers
from stored_towns import HERE, place_query, stored_town

QUERY = "lang=en&travel=roads&threshold_min=5"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The address of a server on the town with its river."""
    environment = stored_town(tmp_path_factory.mktemp("town"))
    url = environment.pop("FAIRREACH_DATABASE_URL")
    with servers.serving(url, **environment) as address:
        yield address


def click_at(page, point):
    """Click on the map where a place of the town is."""
    place = place_query(point)
    at = page.evaluate(
        "([lat, lon]) => { const { map } = window.fairreachMap; map.setView([lat, lon], 13,"
        " {animate: false}); const box = map.getContainer().getBoundingClientRect();"
        " const at = map.latLngToContainerPoint([lat, lon]);"
        " return [box.x + at.x, box.y + at.y]; }",
        [float(place["lat"]), float(place["lon"])],
    )
    page.mouse.click(*at)


def test_the_land_within_reach_is_drawn_in_bands_that_the_legend_explains(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    page.evaluate("void window.fairreachMap.layers.reach.addTo(window.fairreachMap.map)")
    page.wait_for_selector("path.land.band-0")

    assert page.locator("path.land.within").count() == 4
    legend = page.locator(".fairreach-legend").inner_text()
    assert "within 15 min" in legend
    assert "no way to any fair" in legend


def test_a_click_where_people_live_draws_the_road_to_their_nearest_fair(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    click_at(page, HERE)

    page.wait_for_selector("path.way.road")
    assert "by road to 本岸" in page.locator(".leaflet-popup").inner_text()


def test_a_click_on_a_fair_shows_the_land_that_it_reaches(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    click_at(page, (540, 1250))

    page.wait_for_selector("path.reach.one")


def test_the_list_and_the_drawn_way_agree_though_another_fair_is_nearer_by_air(town, visit):
    place = place_query(HERE)
    page = visit().goto(f"{town}/?lang=en&lon={place['lon']}&lat={place['lat']}")
    page.wait_for_selector("path.way.road")

    with urlopen(
        f"{town}/api/v1/fairs/nearest?travel=roads&lon={place['lon']}&lat={place['lat']}"
    ) as answer:
        first = json.load(answer)["features"][0]["properties"]
    drawn = float(page.get_attribute("[data-way]", "data-way"))
    listed = page.locator(".cards .fair").first.inner_text()
    assert drawn == pytest.approx(first["travel_min"], abs=0.01)
    assert f"about {round(drawn)} min" in listed
    assert "本岸" in listed


def test_the_form_offers_the_roads_and_keeps_to_the_profile(town, visit):
    page = visit(width=390, height=844).goto(f"{town}/planner?lang=en")
    page.select_option("#travel", "roads-walk")
    page.wait_for_url("**travel=roads-walk**")
    page.wait_for_function("document.querySelector('h1').innerText.includes('a walk of 30')")

    assert page.evaluate("document.documentElement.scrollWidth") == 390
