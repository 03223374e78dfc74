"""Roads in a browser: reached land, and ways as long as the list says."""

import json
from urllib.request import urlopen

import axe
import pytest
import servers
from campaigns import make_campaign
from held_requests import Held
from stored_towns import (
    FAR_HALL,
    HERE,
    NEAR_HALL,
    fair_at,
    import_town,
    place_query,
    stored_town,
)
from towns import spur_town

QUERY = "lang=en&travel=roads&threshold_min=5"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The address of a server on the town with its river."""
    environment = stored_town(tmp_path_factory.mktemp("town"))
    url = environment.pop("FAIRREACH_DATABASE_URL")
    with servers.serving(url, **environment) as address:
        yield address


def press_chosen(page):
    """Press the district that is chosen, as the keyboard finds it behind the map."""
    page.focus(".folium-map")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fairreach-popup")


def overlap(one, other):
    """Whether two boxes of the screen share a place."""
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


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


def let_arrive(page, held, which):
    """Let a held layer go, and wait until the page has heard of it, and so whoever had asked."""
    address = held.routes[which].request.url
    page.evaluate(
        "url => { window.arrived = fairreach.fetchLayer(url.slice(location.origin.length)); }",
        address,
    )
    held.let_go(which)
    page.evaluate("arrived.then(() => 0)")


def test_the_land_within_reach_is_drawn_in_bands_that_the_legend_explains(town, look):
    page = look(f"{town}/planner?{QUERY}").page
    page.evaluate("void window.fairreachMap.layers.reach.addTo(window.fairreachMap.map)")
    page.wait_for_selector("path.land.band-0")

    assert page.locator("path.land.within").count() == 1
    assert page.locator("path.land.beyond").count() == 5
    legend = page.locator(".fairreach-legend").inner_text()
    assert "within 5 min Limit: 5 min 5 to 15 min" in " ".join(legend.split())
    assert "more than 60 min" in legend
    swatches = {
        swatch.get_attribute("class").split()[-1]: swatch.evaluate(
            "swatch => getComputedStyle(swatch).backgroundColor"
        )
        for swatch in page.locator(".swatch.land").all()
    }
    drawn = {
        path.get_attribute("class").split()[-1]: path.evaluate(
            "path => { const { fill, fillOpacity } = getComputedStyle(path);"
            " return [fill, fillOpacity]; }"
        )
        for path in page.locator("path.land").all()
    }
    assert len(set(swatches.values())) == len(swatches) >= 6
    opaque = {kind: [shown, "1"] for kind, shown in swatches.items()}
    assert {kind: shown for kind, shown in drawn.items() if kind in opaque} == opaque


def test_one_line_is_drawn_at_the_threshold_and_grows_as_the_map_comes_nearer(town, look):
    page = look(f"{town}/planner?{QUERY}").page
    page.evaluate("void window.fairreachMap.layers.reach.addTo(window.fairreachMap.map)")
    page.wait_for_selector("path.limit")
    line = page.locator("path.limit:not(.under)")
    width = "path => parseFloat(getComputedStyle(path).strokeWidth)"
    far = line.evaluate(width)
    page.evaluate("void fairreachMap.map.setZoom(11, {animate: false})")

    assert line.count() == 1
    assert line.evaluate(width) > far
    outline = "path => path.getAttribute('d')"
    assert line.evaluate(outline) == page.locator("path.land.within").evaluate(outline)


def test_a_click_where_people_live_draws_the_road_to_their_nearest_fair(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    click_at(page, HERE)

    page.wait_for_selector("path.way.road")
    assert "by car, no traffic, to 本岸" in page.locator(".leaflet-popup").inner_text()


def test_a_click_on_a_fair_shows_the_land_that_it_reaches(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    click_at(page, FAR_HALL)

    page.wait_for_selector("path.reach.one")


def test_of_fairs_clicked_in_haste_only_the_reach_of_the_open_card_is_drawn(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    held = Held(page, "/map/fair-reach.json")
    for number, hall in enumerate((FAR_HALL, NEAR_HALL), 1):
        click_at(page, hall)
        held.wait(number)
    held.let_go(1)
    let_arrive(page, held, 0)

    assert page.locator("path.reach.one").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector("path.reach.one", state="detached")


def test_a_reach_that_comes_after_its_card_was_closed_is_not_drawn(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    held = Held(page, "/map/fair-reach.json")
    click_at(page, FAR_HALL)
    held.wait(1)
    page.keyboard.press("Escape")
    let_arrive(page, held, 0)

    assert page.locator("path.reach.one").count() == 0


def test_a_reach_that_cannot_be_had_is_told(town, visit):
    seen = visit()
    page = seen.goto(f"{town}/planner?{QUERY}")
    page.route("**/map/fair-reach.json*", lambda route: route.abort())
    click_at(page, FAR_HALL)

    page.get_by_text("could not be loaded").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('.fairreach-status').textContent")
    # The browser logs the request that failed; the script has let nothing slip.
    assert [said for said in seen.complaints if "ERR_FAILED" not in said] == []
    seen.complaints.clear()


def test_a_way_is_not_drawn_for_a_click_that_another_has_overtaken(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}")
    page.evaluate("void fairreachMap.layers.gaps.remove()")  # both would mean the one circle
    held = Held(page, "/map/way.json")
    places = [place_query(point) for point in (HERE, (-2600, 300))]
    page.evaluate(
        "places => places.forEach(({ lat, lon }) =>"
        " window.fairreach.current.openDistrict('500103', L.latLng(lat, lon)))",
        places,
    )
    held.wait(2)
    held.let_go(1)
    page.get_by_text("by car, no traffic, to 本岸").wait_for()
    let_arrive(page, held, 0)

    assert page.locator("path.way.road").count() == 1


def test_a_card_on_a_phone_stands_whole_and_clear_of_the_buttons(town, visit):
    page = visit(width=390, height=844).goto(f"{town}/planner?{QUERY}")
    page.locator(".folium-map").scroll_into_view_if_needed()
    click_at(page, HERE)
    page.get_by_text("by car, no traffic, to 本岸").wait_for()
    page.wait_for_function("() => !window.fairreachMap.map._panAnim?._inProgress")

    frame, card, zoom, layers = (
        page.locator(name).bounding_box()
        for name in (
            ".folium-map", ".leaflet-popup-content-wrapper", ".leaflet-control-zoom",
            ".leaflet-control-layers",
        )
    )  # fmt: skip
    assert card["y"] >= frame["y"]
    assert card["y"] + card["height"] <= frame["y"] + frame["height"]
    assert not overlap(card, zoom)
    assert not overlap(card, layers)


def test_the_keyboard_draws_the_way_of_a_district_that_is_chosen_and_goes_on_to_its_fairs(
    town, visit
):
    page = visit().goto(f"{town}/planner?{QUERY}&district=500103")
    press_chosen(page)
    page.wait_for_selector("path.way.road", state="attached")
    page.wait_for_function("() => document.activeElement.id === 'district-name'")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "对岸"


@pytest.mark.parametrize(
    "look", [(390, 844, "zh", "500103"), (1280, 800, "en", "500103"), (390, 500, "id", "510104")]
)
def test_axe_finds_no_violation_with_a_card_open(town, visit, look):
    width, height, lang, district = look
    query = QUERY.replace("lang=en", f"lang={lang}")
    seen = visit(width=width, height=height, bypass_csp=True)
    page = seen.goto(f"{town}/planner?{query}&district={district}")
    press_chosen(page)
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1'"
    )
    page.wait_for_selector("#district")
    page.wait_for_selector("#panel:not([aria-busy])")

    assert axe.violations(page) == []


def test_the_card_counts_the_people_apart_for_whom_no_road_is_known(town, visit):
    page = visit().goto(f"{town}/planner?{QUERY}&district=510104")
    press_chosen(page)

    page.wait_for_selector("#district")
    rows = page.locator("#district dd").all_inner_texts()
    assert rows[0] == "60"
    assert "60 (100.0%)" in rows
    assert "no data" in page.locator(".fairreach-popup").inner_text()


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
    page.wait_for_function(
        "() => document.querySelector('h1').innerText.includes('30 min (on foot)')"
    )

    assert page.evaluate("document.documentElement.scrollWidth") == 390


HOME, FAIRS = (-2000, 500), {"near": (-1000, 1000), "hole": (20_000, 0)}


@pytest.fixture(scope="module")
def holed(tmp_path_factory):
    """The address of a server on a town beside land whose roads nobody knows."""
    folder, town = tmp_path_factory.mktemp("holed"), spur_town()
    campaign = make_campaign(
        demand=[(*town.place(*HOME), 900), (*town.place(20_000, 6000), 300)],
        fairs=[fair_at(at, town, fair_id=name, name=name) for name, at in FAIRS.items()],
    )
    environment = import_town(folder, town, campaign)
    url = environment.pop("FAIRREACH_DATABASE_URL")
    with servers.serving(url, **environment) as address:
        yield address


def test_no_way_is_drawn_to_a_fair_to_which_the_trip_is_estimated(holed, visit):
    place = place_query(HOME)
    page = visit().goto(f"{holed}/?lang=en&lon={place['lon']}&lat={place['lat']}")
    page.wait_for_selector("path.way.road")
    assert "(estimated)" in page.locator("#fair-hole").inner_text()

    page.locator(".pin", has_text="2").click()
    page.wait_for_selector("path.way.road", state="detached")
    assert "(estimated) · 22 km straight" in page.locator(".leaflet-popup").inner_text()
