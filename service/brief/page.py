"""A brief as one HTML file, which prints as the PDF does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from maps.standalone import inlined_image
from service.brief.brief import Brief
from service.web.templates import render

SMALL = "font: 8pt sans-serif; color: #565d61;"


@dataclass(frozen=True, slots=True)
class BriefPage:
    """What ``brief.html`` holds: the brief, its maps as addresses that hold them, its style."""

    brief: Brief
    images: Sequence[str]
    style: Markup


def brief_page(brief: Brief) -> str:
    """The file's text."""
    images = [inlined_image(each.svg.encode()) for each in brief.pictures]
    # Ours, but for what stands in its strings, of which nothing but letters and digits is left.
    style = Markup(margins(brief) + style_sheet())  # noqa: S704
    return render("brief.html", BriefPage(brief, images, style))


def margins(brief: Brief) -> str:
    """What stands around every printed sheet: a style sheet's strings, for no element is there."""
    said = {"top-left": brief.kind, "top-right": brief.mark, "bottom-left": brief.foot}
    texts = "".join(
        f'@{where} {{ content: "{css_text(text)}"; {SMALL} }} ' for where, text in said.items()
    )
    numbers = f'@bottom-right {{ content: counter(page) " / " counter(pages); {SMALL} }}'
    return f"@page {{ size: A4; margin: 17mm 16mm; {texts}{numbers} }}\n"


def css_text(text: str) -> str:
    """A text as a string of a style sheet holds it: what might end the string is a number."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char == " ") else f"\\{ord(char):x} "
        for char in text
    )


@cache
def style_sheet() -> str:
    """The style sheet of the page."""
    return resources.files("service.brief").joinpath("brief.css").read_text(encoding="utf-8")
