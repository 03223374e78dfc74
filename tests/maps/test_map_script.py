"""The maps' script as it is served: every part in its order, and nothing lost but comments."""

import re
from importlib import resources
from pathlib import Path

import pytest

from maps.assets import MAP_PARTS, map_script, static_files, without_comments, without_remarks

STATIC = Path(str(resources.files("maps") / "static"))
PARTS = {path.stem: path.read_text(encoding="utf-8") for path in (STATIC / "map").glob("*.js")}
TAKEN = re.compile(r"const \{([^}]*)\} = window\.fairreach;")
GIVEN = re.compile(
    r"Object\.assign\(window\.fairreach, \{([^}]*)\}\)|window\.fairreach = \{([^}]*)\}"
)


def names(text):
    return {name.strip() for name in text.split(",") if name.strip()}


def given(script):
    return set().union(*(names(one or other) for one, other in GIVEN.findall(script)))


def taken(script):
    return set().union(*map(names, TAKEN.findall(script)))


def test_every_part_is_served():
    assert set().union(*MAP_PARTS.values()) == set(PARTS)


@pytest.mark.parametrize("kind", MAP_PARTS)
def test_a_part_takes_only_what_the_parts_before_it_give(kind):
    known = set()
    for part in MAP_PARTS[kind]:
        assert taken(PARTS[part]) <= known, part
        known |= given(PARTS[part])
    assert taken((STATIC / "map.js").read_text(encoding="utf-8")) & known


def test_a_part_uses_all_that_it_takes():
    for part, script in PARTS.items():
        unused = {name for name in taken(script) if len(re.findall(rf"\b{name}\b", script)) < 2}
        assert not unused, part


def test_no_name_is_given_twice():
    everything = [name for script in PARTS.values() for name in sorted(given(script))]

    assert len(everything) == len(set(everything)) > 20


@pytest.mark.parametrize("kind", MAP_PARTS)
def test_the_page_makes_one_request_and_only_comments_and_spaces_are_left_out(kind):
    served = static_files()[f"{kind}.js"].body.decode()
    scripts = [PARTS[part] for part in MAP_PARTS[kind]]

    assert served == map_script(STATIC, kind)
    assert "/*" not in served
    assert "//" not in served
    for script in (*scripts, (STATIC / "map.js").read_text(encoding="utf-8")):
        for line in filter(None, map(str.strip, script.splitlines())):
            if not line.startswith(("/*", "*", "//")):
                assert re.sub(r" +// .*", "", line) in served


@pytest.mark.parametrize(
    ("script", "left"),
    [
        (
            "/* of\n * two lines */\n(() => {\n  /** One. */\n  run(); // why\n\n})();\n",
            "(() => {run();})();",
        ),
        ("run(\n  one,\n  [\n    2,\n  ],\n);\na = 1\nb = 2\n", "run(one,[2,],);a = 1\nb = 2\n"),
        ("const url = `http://a/${b}`;\n", "const url = `http://a/${b}`;"),
        ("  // alone\n  a = b / c; // x / y\n", "a = b / c;"),
        ("a = '/*' + b\n  + [\n c,\n];\n", "a = '/*' + b\n+ [c,];"),
    ],
)
def test_comments_go_and_code_stays(script, left):
    assert without_comments(script) == left


def test_no_text_of_a_script_goes_over_the_end_of_a_line():
    for script in PARTS.values():
        assert [line for line in script.splitlines() if line.count("`") % 2] == []


def test_scripts_are_short_enough_to_be_read_at_once():
    assert max(len(script.splitlines()) for script in PARTS.values()) < 320


def test_remarks_in_a_style_sheet_go_and_what_is_styled_stays():
    style = '/* Why. */\n.a,\n.a .b {\n  color: red; /* so */\n\n  content: "  x";\n}\n'

    assert without_remarks(style) == '.a,.a .b {color:red;content: "  x"}'


def test_no_style_sheet_is_served_with_remarks():
    files = static_files([STATIC.parents[1] / "service" / "static"])
    own = [name for name in files if name.endswith(".css") and name != "leaflet.css"]

    assert {"app.css", "map.css", "pair.css"} <= set(own)
    assert not [name for name in own if b"/*" in files[name].body]
