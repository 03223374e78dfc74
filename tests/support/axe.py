"""axe-core in a page: brought into it once, and asked for what it finds wrong alone."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

# What passes is not asked for: to name its place in the page takes longer than to look at it.
ASK = """async ([rules, without]) => {
    const only = rules.length ? { runOnly: rules } : {};
    const off = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
    const { violations } = await axe.run({ ...only, rules: off, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) =>
        [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
}"""


# The rules that depend on the colours of a page: most of the time is theirs.
OF_COLOURS = ("color-contrast", "link-in-text-block")


def told_in_another(lang: str) -> tuple[str, ...]:
    """
    The rules that tell of a page in a language what they tell of it in Indonesian.

    No language has colours or sizes of its own, and in Indonesian a page holds all that it can:
    marked Chinese names, and English where a word is missing.
    """
    return () if lang == "id" else OF_COLOURS


@cache
def script() -> str:
    """The text of axe-core."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def violations(
    page: Page, *rules: str, without: tuple[str, ...] = ()
) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks, of those named or of all, each with what breaks it first."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {script()} }}")
    return page.evaluate(ASK, [rules, without])
