"""What the program answered when it was last recorded, byte for byte: see `recorded`."""

import difflib
import re

import pytest
from recorded.answers import Asked, output
from recorded.changed import CHANGED, Change, expected
from recorded.commands import COMMANDS
from recorded.record import IDS, recorded
from recorded.requests import REQUESTS

pytestmark = pytest.mark.usefixtures("app_parts_in_common")

RECORDED = recorded()
EXPECTED, WRONG = expected(RECORDED, CHANGED)
MOST_SHOWN = 60
# Where a long line of HTML or JSON may be broken, so that a difference can be read.
BREAKS = re.compile(r'(?<=>)(?=<)|(?<=[,\[{])(?=["{\[])|(?<=[}\]],)')


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return Asked(tmp_path_factory.mktemp("before") / "campaign")


def require_same(name, answer):
    """Fail with what differs, line by line."""
    if answer != EXPECTED[name]:
        pytest.fail(f"{name} is answered otherwise than before\n{differing(name, answer)}", False)


def differing(name, answer):
    before, now = (BREAKS.sub("\n", text).splitlines() for text in (EXPECTED[name], answer))
    lines = list(difflib.unified_diff(before, now, "before", "now", lineterm="", n=1))
    more = len(lines) - MOST_SHOWN
    shown = [repr(line)[1:-1] for line in lines[:MOST_SHOWN]]
    return "\n".join([*shown, f"and {more} lines more"] if more > 0 else shown)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_answered_as_before(asked, name):
    require_same(f"http:{name}", asked.answer(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_and_writes_what_it_did_before(tmp_path, name):
    require_same(f"shell:{name}", output(COMMANDS[name], tmp_path / "here"))


def test_every_request_and_command_is_recorded_and_nothing_else():
    assert list(RECORDED) == list(IDS)


def test_every_stated_change_still_changes_an_answer():
    assert WRONG == []


def test_a_change_that_says_nothing_any_more_is_told():
    answers = {"http:a": "old text", "http:b": "old", "shell:c": "old"}
    changed, wrong = expected(
        answers,
        [
            Change(("http:*",), "old", "new", "because"),
            Change(("http:b", "shell:c"), "old", "new", "too late for b"),
            Change(("http:a",), "new text", "", "on top of the first"),
        ],
    )

    assert changed == {"http:a": "", "http:b": "new", "shell:c": "new"}
    assert [each.partition(":")[0] for each in wrong] == ["http"]
    assert "http:b" in wrong[0]
