"""The documents name what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "geodata/**/*.md", "maps/**/*.md", "service/**/*.md")
    for path in ROOT.glob(pattern)
)
FILE = re.compile(r"\b(?:geodata|maps|service|tests|docs)/[\w/.-]*\w\.(?:py|js|css|html|csv|md)\b")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_are_there(document):
    named = FILE.findall(document.read_text("utf-8"))

    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("name", ["roads", "signs", "ways"])
def test_a_readme_names_every_module_of_its_room(name):
    room = ROOT / "geodata" / name
    named = set(re.findall(r"`(\w+)`", (room / "README.md").read_text("utf-8")))

    assert named == {path.stem for path in room.glob("*.py")} - {"__init__"}


def test_every_rule_of_signs_names_tests_that_are_there():
    text = (ROOT / "docs/data.md").read_text("utf-8")
    table = re.search(r"\| rule \| cars .*?\n\n", text, re.DOTALL)[0].splitlines()[2:]
    named = {row: re.findall(r"`(test_\w+)`", row.rsplit(" | ", 1)[1]) for row in table if row}
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests/geodata").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))

    assert [row for row, tests in named.items() if not tests] == []
    assert {test for tests in named.values() for test in tests} - there == set()


STEP = re.compile(
    r"^  (?P<file>(?:geodata|maps|service)/\S+) +(?P<names>\w+(?:, \w+)*)(?: {2,}(?P<note>.*))?$",
    re.MULTILINE,
)
DEFINITION = r"\b(?:def|class|const|macro) {}\b"


def test_each_step_of_the_ways_through_the_house_is_called_from_one_before():
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    block = text.split("## Three ways")[1].split("```")[1]
    ways = [[*STEP.finditer(way)] for way in block.strip("\n").split("\n\n")]
    assert [len(way) + 1 for way in ways] == [
        len(way.splitlines()) for way in block.strip("\n").split("\n\n")
    ]

    for way in ways:
        seen: dict[str, str] = {}
        for step in way:
            note = step["note"] or ""
            assert (note == "back") == (step["file"] in seen)
            is_asked = not seen or note.startswith("asked by")
            seen[step["file"]] = code = (ROOT / step["file"]).read_text("utf-8")
            for name in step["names"].split(", "):
                assert re.search(DEFINITION.format(name), code), f"{step['file']}: no {name}"
                uses = re.findall(rf"\b{name}\b", "\n".join(seen.values()))
                assert is_asked or len(uses) > 1, f"nothing before calls {name}"
