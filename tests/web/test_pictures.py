"""Paper, pages without scripts, and saved files: the same still map in each of them."""

import re
import zlib
from urllib.request import urlopen

import pdf
import pytest
from mailed import mailed_map

A4_LANDSCAPE = pytest.approx((841.9, 595.3), abs=1.5)
MANY_SHAPES = 100  # the districts, the circles and the dots of the map


def printed(page):
    return pdf.pages(page.pdf(prefer_css_page_size=True, print_background=True))


def letters_of(png):
    """How many different pixels the first rows of a picture have, and how large it is."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    parts, at = b"", 8
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        parts += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return (width, height), len(set(zlib.decompress(parts)))


def assert_is_a_printed_map(sheets, headline, headings):
    assert all(sheet.size == A4_LANDSCAPE for sheet in sheets)
    first, *others = sheets
    assert re.sub(r"\s", "", headline)[:40] in first.text
    assert first.shapes > MANY_SHAPES
    for said in headings["legend"]:
        assert re.sub(r"\s", "", said) in first.text
    tables = [each for each in others if headings["district"] in each.text]
    assert len(tables) >= 2
    assert headings["district"] not in first.text
    for each in tables:
        assert all(word in each.text for word in headings["columns"])
    assert sum(headings["total"] in each.text for each in sheets) == 1


ENGLISH = {
    "legend": ["under 20 %", "80 % and more", "100 km", "Created on 10 March 2027", "Amap"],
    "district": "DistrictPeople",  # two headings of the table, which begins after the first page
    "columns": ["People", "Coverage", "Notcovered", "Fairs"],
    "total": "Together",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_printed_with_its_map_first_and_headings_on_every_page(demo, look, scheme):
    page = look(f"{demo}/planner?lang=en", color_scheme=scheme).page
    headline = page.locator("h1").inner_text()

    assert_is_a_printed_map(printed(page), headline, ENGLISH)


def test_another_state_is_printed_with_its_own_picture(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    before = printed(page)[0].text
    page.select_option("#measure", "gap")
    page.wait_for_url("**measure=gap**")
    page.wait_for_selector("#picture-links[data-paper*='measure=gap']", state="attached")

    after = printed(page)[0].text
    assert "under20%" in before
    assert "under20%" not in after
    assert "under50k" in after


def test_without_a_connection_the_headline_and_the_table_are_printed(demo, visit):
    seen = visit()
    page = seen.goto(f"{demo}/planner?lang=en")
    page.context.set_offline(True)

    sheets = printed(page)
    assert "livewithin" in sheets[0].text
    assert any("Together" in each.text for each in sheets)
    seen.complaints.clear()  # the browser logs that there is no connection


@pytest.mark.parametrize("path", ["/", "/help"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_list_is_printed_in_dark_ink_without_what_can_only_be_pressed(demo, look, path, scheme):
    page = look(f"{demo}{path}?lang=en&lon=106.5&lat=29.5", color_scheme=scheme).page
    page.emulate_media(media="print", color_scheme=scheme)

    assert page.locator(".cards .fair").first.is_visible()
    pressed = (
        ":is(button, .button:not([href^=tel]), .watch a, .ask input, .ask summary, .transit a)"
    )
    assert page.locator(f"main {pressed}").count() > 5
    assert page.locator(f"main {pressed}:visible").count() == 0
    assert page.locator("[href^=tel]:visible").count() == page.locator("[href^=tel]").count()
    assert page.get_by_text("Made up for demonstration: fairs").first.is_visible()
    inks = "all => all.map(node => getComputedStyle(node).color.match(/\\d+/g).map(Number))"
    for ink in page.locator(".cards :is(a, p, .number):visible").evaluate_all(inks):
        assert max(ink[:3]) < 190


def test_the_file_for_mail_is_printed_alike_with_the_picture_in_it(demo_url, tmp_path, visit):
    seen = visit()
    page = seen.goto(mailed_map(demo_url, tmp_path, "2027-03-10T10:00").as_uri())
    assert not page.locator("img.paper").is_visible()
    assert_is_a_printed_map(printed(page), page.locator("h1").inner_text(), ENGLISH)
    assert seen.hosts == {""}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
@pytest.mark.parametrize("path", ["/planner?lang=en", "/?lang=en", "/?lang=en&lon=106.5&lat=29.5"])
def test_without_scripts_a_still_map_stands_in_the_place_of_the_live_one(
    demo, visit, path, width, height
):
    seen = visit(width=width, height=height, java_script_enabled=False)
    page = seen.goto(f"{demo}{path}", drawn=False)
    image = page.locator("noscript img, .map img")

    box = image.bounding_box()
    assert image.count() == 1
    assert box["width"] > 0.9 * min(width, 700)
    assert not page.locator(".folium-map").is_visible()
    assert page.evaluate("document.querySelector('.map img').naturalWidth") in {400, 1000}
    assert page.evaluate("document.documentElement.scrollWidth") == width
    said = page.locator("h1").inner_text() if "planner" in path else "published fairs, from"
    assert said in image.get_attribute("alt")


def test_the_map_is_saved_as_a_picture_with_its_colours_and_the_day(demo, look):
    page = look(f"{demo}/planner?lang=en").page
    with page.expect_download() as taken:
        page.click("#save-picture")

    assert taken.value.suggested_filename == "fairreach-coverage-2027-03-10.png"
    (width, height), colours = letters_of(taken.value.path().read_bytes())
    assert (width, height > 1000) == (2000, True)
    assert colours > 20


def test_the_picture_that_is_saved_has_the_colours_of_the_legend(demo, look):
    page = look(f"{demo}/planner?lang=en").page
    found = page.evaluate(
        """async () => {
            const address = document.getElementById("save-picture").dataset.file;
            const image = new Image();
            const text = await (await fetch(address)).text();
            image.src = "data:image/svg+xml," + encodeURIComponent(text);
            await image.decode();
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            const seen = new Set();
            for (let at = 0; at < data.length; at += 4) {
                seen.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
            }
            const swatch = (n) => document.querySelector(`.swatch.class-${n}`);
            const colour = (n) => getComputedStyle(swatch(n)).backgroundColor;
            return [0, 1, 2, 3, 4].map((n) => seen.has(colour(n)));
        }"""
    )

    assert found == [True] * 5


def test_a_failure_to_save_is_said_and_the_button_works_again(weeks, visit):
    seen = visit()
    page = seen.goto(f"{weeks}/planner?lang=en")
    page.context.set_offline(True)
    page.click("#save-picture")
    page.wait_for_function("() => document.getElementById('picture-said').textContent")
    seen.complaints.clear()  # the browser logs that there is no connection
    page.context.set_offline(False)

    with page.expect_download():
        page.click("#save-picture")
    assert page.locator("#picture-said").inner_text() == ""


def test_the_page_fetches_no_picture_until_it_is_printed_or_saved(weeks, visit):
    seen = visit()
    asked = []
    seen.page.on("request", lambda request: asked.append(request.url))
    page = seen.goto(f"{weeks}/planner?lang=en")

    assert not [url for url in asked if ".svg" in url and "/assets/" not in url]
    printed(page)
    assert len([url for url in asked if "/planner.svg" in url]) == 1


def test_a_name_that_would_be_code_is_a_text_of_the_picture(hostile, visit):
    seen = visit()
    with urlopen(f"{hostile}/planner.svg?lang=en&form=file") as response:  # loopback
        assert b"<img" not in response.read()
    seen.page.goto(f"{hostile}/planner.svg?lang=en&form=file")

    titles = seen.page.evaluate("[...document.querySelectorAll('title')].map(e => e.textContent)")
    assert any("{{ 7*7 }}" in text for text in titles)
    sheet = "getComputedStyle(document.querySelector('.sheet')).fill"
    assert seen.page.evaluate(sheet) == "rgb(255, 255, 255)"
