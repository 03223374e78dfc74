"""The page of one fair in a browser: found, shared, scanned and printed."""

import base64
from urllib.parse import urlsplit

import axe
import numpy as np
import pytest
import servers
import zxingcpp
from stores import HOSTILE, NOW, small_campaign, store_campaign

# The pixels of an image as the browser draws it, as grey values row by row, in base 64.
PIXELS = """async (image) => {
    await image.decode();
    const side = 480;
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    const grey = (_, at) => String.fromCharCode(data[4 * at + 3] ? data[4 * at] : 128);
    return btoa(Array.from({ length: side * side }, grey).join(""));
}"""
ROWS = ".offer:not([hidden])"


FAIR = {
    "name": "渝北专场", "venue": "渝北人力市场", "address": "双龙大道 1 号", "date": "2099-02-20",
    "services": "求职登记；社保咨询", "bring": "身份证", "notice": "停车场已满",
}  # fmt: skip


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """The address of a server whose first fair has moved, and whose second has been taken out."""
    url = f"sqlite:///{tmp_path_factory.mktemp('changed')}/fairreach.db"
    moved = {"venue": "体育馆", "date": "2099-02-21", "precision": "district"}
    offers = [{"employer_id": "e1", "fair_id": "f1"}]
    for fairs in ([FAIR, FAIR | {"name": "另一场"}], [FAIR | moved]):
        store_campaign(url, small_campaign(fairs=fairs, openings=offers))
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        yield address


def shown_rows(page):
    return page.eval_on_selector_all(
        ROWS, "all => all.filter(e => e.offsetParent).map(e => e.innerText)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_camera_reads_the_pages_address(demo, look, scheme):
    page = look(f"{demo}/fairs/F001?lang=en", width=390, height=844, color_scheme=scheme).page

    grey = np.frombuffer(base64.b64decode(page.locator(".qr").evaluate(PIXELS)), dtype=np.uint8)
    side = int(len(grey) ** 0.5)
    (found,) = zxingcpp.read_barcodes(grey.reshape(side, side))

    assert found.text == f"{demo}/fairs/F001"


@pytest.mark.parametrize("words", ["汽车", "示例企业 质量", "０01", ""])
def test_typing_finds_what_a_page_load_finds_and_says_how_much(demo, visit, look, words):
    page = visit(width=390, height=844).goto(f"{demo}/fairs/F001?lang=en&q={words}")
    loaded, told = shown_rows(page), page.locator("#found").inner_text()

    page = look(f"{demo}/fairs/F001?lang=en", width=390, height=844).page
    whole = shown_rows(page)
    page.locator("#q").press_sequentially(words)

    assert shown_rows(page) == loaded
    assert page.locator("#found").inner_text() == told
    assert page.get_attribute("#found", "role") == "status"
    page.fill("#q", "")
    assert shown_rows(page) == whole
    assert page.locator("#found").inner_text() == "199 openings at 4 employers"


def test_where_typing_finds_nothing_search_looks_for_similar_work(demo, visit):
    page = visit().goto(f"{demo}/fairs/F001?lang=en")
    occupation = page.locator(".offer [data-find]").first.inner_text()
    page.fill("#q", f"{occupation}岗")

    assert not shown_rows(page)
    assert "Search looks for similar work" in page.locator("#found").inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert shown_rows(page)
    assert "Openings found" in page.locator("#found").inner_text()


def test_without_scripts_the_words_are_found_and_nothing_is_offered_that_needs_one(demo, visit):
    page = visit(java_script_enabled=False).goto(f"{demo}/fairs/F001?lang=en", drawn=False)
    assert not page.locator("#share").is_visible()
    assert not page.locator("#print").is_visible()
    page.fill("#q", "汽车")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")

    assert 0 < len(shown_rows(page)) < page.locator(".offer").count()
    assert page.get_by_text(f"{demo}/fairs/F001", exact=True).is_visible()
    page.get_by_text("Show all openings").click()
    page.wait_for_url(lambda url: "q=" not in url)
    assert len(shown_rows(page)) == page.locator(".offer").count()


def test_the_link_is_shared_where_the_phone_can_share(demo, visit):
    seen = visit(width=390, height=844)
    seen.page.add_init_script(
        "window.given = []; navigator.share = async (what) => { given.push(what); };"
    )
    page = seen.goto(f"{demo}/fairs/F001?lang=en")
    page.get_by_role("button", name="Share").click()

    (given,) = page.evaluate("given")
    assert given == {"title": page.locator("h1").inner_text(), "url": f"{demo}/fairs/F001"}


def test_the_link_is_copied_where_it_cannot(demo, visit):
    seen = visit(permissions=["clipboard-read", "clipboard-write"])
    page = seen.goto(f"{demo}/fairs/F001?lang=en")
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("The link has been copied.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == f"{demo}/fairs/F001"


def test_what_can_be_touched_is_large_enough(demo, look):
    page = look(f"{demo}/fairs/F001?lang=en", width=390, height=844).page

    sizes = page.eval_on_selector_all(
        "main a, main button, main input:not([type=hidden])",
        """all => all.filter(e => e.offsetParent && !e.closest(".map"))
            .map(e => [e.textContent, e.getBoundingClientRect().height])""",
    )
    assert len(sizes) >= 10
    assert [each for each in sizes if each[1] < 44] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_the_fair_and_its_code_and_no_controls(demo, look, scheme):
    page = look(f"{demo}/fairs/F001?lang=en", color_scheme=scheme).page
    openings = page.locator(".offer").count()

    page.emulate_media(media="print", color_scheme=scheme)

    for gone in (".top", ".map", ".map-links", "#search", ".actions", ".skip", "footer"):
        assert not page.locator(gone).first.is_visible(), gone
    for there in ("h1", ".facts", ".qr", ".address", ".illustrative"):
        assert page.locator(there).is_visible(), there
    assert len(shown_rows(page)) == openings
    colours = page.eval_on_selector_all(
        "body, h1, dt, dd, .small, .note, td, th",
        "all => [...new Set(all.flatMap(e => [getComputedStyle(e).color]))]",
    )
    assert colours == ["rgb(0, 0, 0)"]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_page_is_as_wide_as_the_screen_and_asks_nobody_else(demo, hostile, look, width, lang):
    for address in (f"{demo}/fairs/F001", f"{hostile}/fairs/f2"):
        seen = look(f"{address}?lang={lang}", width=width, height=844)

        assert seen.page.evaluate("document.documentElement.scrollWidth") == width
        assert seen.hosts == {urlsplit(address).netloc}


def test_hostile_names_are_found_and_stay_text(hostile, visit):
    page = visit().goto(f"{hostile}/fairs/f2?lang=en")
    page.fill("#q", "<img ONERROR")

    (row,) = page.locator(".offers:not([hidden])").all()
    assert row.locator("[data-find]").first.evaluate("e => e.textContent") == HOSTILE
    assert page.locator("img").count() == 1


def test_the_keyboard_goes_from_the_facts_to_the_openings_in_the_order_of_the_page(demo, look):
    page = look(f"{demo}/fairs/F001?lang=en", width=390, height=844).page
    page.focus(".actions a")
    passed = []
    while not passed or passed[-1] != "q":
        page.keyboard.press("Tab")
        passed.append(
            page.evaluate("document.activeElement.id || document.activeElement.innerText")
        )
        assert len(passed) < 30

    assert passed[:2] == ["share", "print"]
    assert passed[2:8] == [
        "Amap", "Baidu Maps", "Tencent Maps", "Apple Maps", "Google Maps", "OpenStreetMap",
    ]  # fmt: skip


@pytest.mark.parametrize("look", [(390, "light", "zh"), (1280, "dark", "en"), (390, "dark", "id")])
def test_axe_finds_no_violation_where_everything_has_changed(changed, visit, look):
    width, scheme, lang = look
    seen = visit(width=width, height=844, color_scheme=scheme, bypass_csp=True)
    for path in (
        f"/fairs/f1?lang={lang}",
        f"/fairs/f1?lang={lang}&q=none",
        f"/fairs/f2?lang={lang}",
    ):
        seen.goto(f"{changed}{path}", drawn="f1" in path)

        assert axe.violations(seen.page) == []
    seen.complaints.clear()  # the browser logs the status 410 of what is gone


def test_words_typed_to_search_the_openings_go_along_with_the_language(demo, visit):
    page = visit().goto(f"{demo}/fairs/F004?lang=en")
    page.fill("#q", "工")
    page.wait_for_url("**q=**")
    page.locator(".languages a[lang=zh-Hans]").click()
    page.wait_for_url("**lang=zh**")

    assert page.input_value("#q") == "工"
    page.fill("#q", "")
    page.wait_for_url(lambda url: "q=" not in url)


@pytest.mark.parametrize(("width", "type_px"), [(390, 32), (320, 24), (390, 24)])
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_large_type_breaks_no_line_within_a_word_and_scrolls_nothing_sideways(
    demo, look, lang, width, type_px
):
    # A page cannot tell a type set in the browser from a screen so many ems narrower.
    narrow = round(width * 16 / type_px)
    for path in ("/fairs/F020", "/help?district=500103&situation=difficulty", "/planner"):
        address = f"{demo}{path}{'&' if '?' in path else '?'}lang={lang}"
        page = look(address, width=narrow, height=600, drawn="help" not in path).page
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            == 0
        )
        widths = page.eval_on_selector_all(
            ".facts dd", "all => all.map((each) => each.getBoundingClientRect().width)"
        )
        assert min(widths, default=width) > 100
