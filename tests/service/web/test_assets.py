"""The style sheets that pages load."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHEETS = sorted(each for room in ("maps", "service") for each in (ROOT / room).rglob("*.css"))
RULE = re.compile(r"([^{}]*(?::lang\(|\[lang\b)[^{}]*)\{([^{}]*)\}")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_language_has_nothing_of_its_own_but_its_fonts(sheet):
    # Browser tests rest on that: they ask for the colours of a page in one language.
    for selector, body in RULE.findall(sheet.read_text("utf-8")):
        said = {line.partition(":")[0].strip() for line in body.split(";") if line.strip()}
        assert said == {"font-family"}, selector


def test_there_are_fonts_of_a_language():
    assert any(RULE.search(sheet.read_text("utf-8")) for sheet in SHEETS)
