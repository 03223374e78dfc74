"""axe-core in a page: brought into it once, and asked for what it finds wrong alone."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

# What passes is not asked for: to name its place in the page takes longer than to look at it.
ASK = """async (rules) => {
    const only = rules.length ? { runOnly: rules } : {};
    const { violations } = await axe.run({ ...only, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) =>
        [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
}"""


# The rules that depend on the colours of a page.
OF_COLOURS = ("color-contrast", "link-in-text-block")


@cache
def script() -> str:
    """The text of axe-core."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def violations(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks, of those named or of all, each with what breaks it first."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {script()} }}")
    return page.evaluate(ASK, rules)
