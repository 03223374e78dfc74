"""A brief as one HTML file, which prints as the PDF does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from maps.standalone import inlined_image
from service.brief.brief import Brief
from service.web.templates import render


@dataclass(frozen=True, slots=True)
class BriefPage:
    """What ``brief.html`` holds: the brief, its maps as addresses that hold them, its style."""

    brief: Brief
    images: Sequence[str]
    style: Markup


def brief_page(brief: Brief) -> str:
    """The file's text."""
    images = [inlined_image(each.svg.encode()) for each in brief.pictures]
    return render("brief.html", BriefPage(brief, images, style_sheet()))


@cache
def style_sheet() -> Markup:
    """The style sheet, which is ours and holds nothing of anybody's."""
    text = resources.files("service.brief").joinpath("brief.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  (as the line above says)
