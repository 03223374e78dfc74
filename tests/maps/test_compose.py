"""What folium composes, and how files and pages carry it."""

import html
import json
import re
import subprocess
import sys

import folium
import pytest

from maps.assets import asset, static_files
from maps.compose import FINDER_LAYERS, PLANNER_LAYERS, finder_map, planner_map
from maps.standalone import inlined_json, inlined_layers, inlined_script, inlined_style
from maps.text import inert

HOSTILE = "{{ 7*7 }}{% x %}</script>${1}`<img src=x onerror=alert(1)>\\\"'\u2028\n"
LABELS = {name: name for name in PLANNER_LAYERS}


def test_every_layer_is_given_to_the_script_by_its_name():
    script = planner_map(LABELS).script

    named = re.search(r"window\.fairreachMap = \{(.*)\}", script, re.DOTALL)[1]
    assert set(re.findall(r'"(\w+)": feature_group', named)) == set(PLANNER_LAYERS)


@pytest.mark.slow
def test_the_same_map_is_composed_in_every_process():
    code = (
        "from maps.compose import *; m = planner_map({k: k for k in PLANNER_LAYERS}); "
        "print(m.html + m.script)"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(2)
    }

    assert len(runs) == 1


def test_nothing_is_asked_of_another_host_and_foliums_own_maps_are_left_alone():
    before = list(folium.Map().default_js)
    parts = (planner_map(LABELS), finder_map(dict.fromkeys(FINDER_LAYERS, "x")))

    assert all("http" not in part.html + part.script for part in parts)
    assert list(folium.Map().default_js) == before


def test_a_hostile_label_is_no_code_in_the_script():
    script = planner_map(dict.fromkeys(PLANNER_LAYERS, HOSTILE)).script

    assert "49" not in script
    assert "</script" not in script
    assert "`" not in script
    assert "<img" not in script


def test_inert_text_reads_the_same():
    assert html.unescape(inert(HOSTILE)) == HOSTILE


def test_an_address_changes_with_the_content():
    assert asset("a.js", b"1").url != asset("a.js", b"2").url
    assert asset("a.js", b"1").url == asset("a.js", b"1").url


def test_leaflets_style_asks_for_images_where_they_are():
    files = static_files()
    addresses = re.findall(r"url\((/assets[^)]*)\)", files["leaflet.css"].body.decode())

    assert addresses
    assert set(addresses) <= {each.url for each in files.values()}
    assert b"sourceMappingURL" not in files["leaflet.js"].body


@pytest.mark.parametrize("value", [HOSTILE, {HOSTILE: [HOSTILE, None, 1.5]}])
def test_json_within_a_page_is_the_same_value_and_no_html(value):
    text = inlined_json(value)

    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_layers_within_a_page_are_the_same_json():
    body = json.dumps({"name": HOSTILE}).encode()

    text = inlined_layers({"/a?b&c": body, "/d": b"[]"})

    assert json.loads(text) == {"/a?b&c": {"name": HOSTILE}, "/d": []}
    assert "<" not in text


def test_a_script_within_a_page_cannot_end_its_element():
    text = inlined_script([asset("a.js", b'x = "</script><!-- <b>"')])

    assert "</script" not in text
    assert "<!--" not in text
    assert "<b>" in text


def test_a_style_within_a_page_holds_its_images():
    files = static_files()

    text = inlined_style([files["leaflet.css"]], files)

    assert "url(data:image/png;base64," in text
    assert "/assets/" not in text
