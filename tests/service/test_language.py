"""The catalogues are whole, fresh and compiled; every page speaks the language asked for."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from service.language import LANGUAGES

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "service" / "translations"


def catalogue(lang, kind="po"):
    with (CATALOGUES / lang / "LC_MESSAGES" / f"messages.{kind}").open("rb") as file:
        return read_po(file) if kind == "po" else read_mo(file)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Every text that the code and the templates hold now."""
    out = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    keywords = ["-k", "lazy_gettext", "-k", "QueryRefused:3"]
    subprocess.run(
        [*command, *keywords, "-o", str(out), "service", "geodata"], cwd=ROOT, check=True
    )
    with out.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_no_text_is_missing_from_the_catalogue_and_none_is_left_over(template, lang):
    texts = {message.id for message in template if message.id}
    known = {message.id: message for message in catalogue(lang) if message.id}

    assert texts == known.keys()
    for message in known.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_the_compiled_catalogue_is_that_of_the_texts(lang):
    def strings(kind):
        told = {}
        for message in catalogue(lang, kind):
            if message.id:
                name = message.id if isinstance(message.id, str) else message.id[0]
                told[name] = [message.string] if name == message.id else list(message.string)
        return told

    assert strings("mo") == strings("po")


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_every_text_keeps_the_places_for_its_values(lang):
    for message in catalogue(lang):
        assert not list(message.check()), message.id


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "", "zh-Hans"), ("", "en-GB,en;q=0.9", "en"), ("", "zh-CN,en;q=0.5", "zh-Hans"),
        ("", "fr", "zh-Hans"), ("?lang=en", "zh", "en"), ("?lang=zh", "en", "zh-Hans"),
    ],
)  # fmt: skip
def test_the_stated_language_goes_before_the_browsers_and_chinese_is_the_default(
    client, query, accepted, lang
):
    for path in ("/", "/planner", "/fairs/f2"):
        text = client.get(f"{path}{query}", headers={"Accept-Language": accepted}).text
        assert f'<html lang="{lang}">' in text


def test_the_switch_leads_to_the_same_state_in_the_other_language(client):
    text = client.get("/planner?lang=en&travel=estimated&threshold_min=45").text

    assert 'href="/planner?lang=zh&amp;travel=estimated&amp;threshold_min=45"' in text
