"""The field for work in a real browser: suggestions by the keyboard, and a list without scripts."""

import axe
import pytest


def opened(visit, demo, lang="en", **more):
    page = visit(width=390, height=844, **more).goto(f"{demo}/?lang={lang}")
    page.locator("details.more summary").click()
    return page


@pytest.mark.parametrize(
    ("lang", "typed", "told"),
    [("zh", "程序员", "软件开发工程师"), ("en", "software", "software"),
     ("id", "perangkat", "perangkat lunak")],
)  # fmt: skip
def test_the_keyboard_alone_finds_work_by_a_word_of_the_readers_language(
    demo, visit, lang, typed, told
):
    page = opened(visit, demo, lang, bypass_csp=True)
    field = page.locator("#occupation")
    field.focus()
    page.keyboard.insert_text(typed)
    first = page.locator("#occupation-list [role=option]").first
    first.wait_for()

    assert told in first.inner_text()
    assert any(letter.isdigit() for letter in first.inner_text())
    assert axe.violations(page, without=axe.told_in_another(lang)) == []
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    name = first.locator("strong").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**occupation=%E8%BD%AF**")
    assert page.locator("#occupation").input_value() == name
    assert page.locator("ol.cards .fair").count() > 0


def test_a_sector_that_is_chosen_stands_in_the_list_of_sectors(demo, visit):
    page = opened(visit, demo)
    page.fill("#occupation", "IT")
    page.locator("#occupation-list [role=option]").first.click()
    page.wait_for_url("**sector=%E4**")

    assert page.locator("#sector").input_value() == "信息技术"
    assert page.locator("#occupation").input_value() == ""


def test_without_scripts_the_field_has_a_list_of_its_own(demo, visit):
    page = visit(java_script_enabled=False).goto(f"{demo}/?lang=en", drawn=False)

    field = page.locator("#occupation")
    assert field.get_attribute("role") is None
    assert page.locator(f"#{field.get_attribute('list')} option").count() > 20


# In English such a page has nothing but other words than in Indonesian.
@pytest.mark.parametrize("lang", ["zh", "id"])
@pytest.mark.parametrize(
    "path", ["/?q=解放碑", "/?q=渝北区两路", "/?district=500229", "/?occupation=programmer",
             "/?occupation=宇航员", "/help?district=500105&situation=returning"],
)  # fmt: skip
def test_axe_finds_nothing_in_the_states_of_what_is_not_found(demo, visit, lang, path):
    seen = visit(width=390, height=844, color_scheme="dark", bypass_csp=True)
    seen.goto(f"{demo}{path}&lang={lang}")

    assert axe.violations(seen.page, without=axe.told_in_another(lang)) == []


def test_a_place_that_is_not_known_still_takes_a_tap(demo, visit):
    page = visit(width=1280, height=800).goto(f"{demo}/?lang=en&q=解放碑")
    page.locator(".folium-map").click(position={"x": 200, "y": 200})
    page.wait_for_url("**lon=**")

    assert page.locator("#not-found").count() == 0
    assert "q=" not in page.url
