"""The whole sheet: the map, or one for each frame, its legend, and what is written around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from maps.picture import views
from maps.picture.caption import Caption, write
from maps.picture.element import add, plain, root, to_bytes
from maps.picture.frame import Box
from maps.picture.land import Land
from maps.picture.legend import Legend
from maps.picture.views import MARGIN


@dataclass(frozen=True, slots=True)
class Layout:
    """
    How a sheet is divided.

    Parameters
    ----------
    width, map_height
        Of the sheet and of the map on it.
    side
        The legend's width beside the map; 0 puts it beneath.
    headed
        Whether the headline stands on the sheet; a page says it beside the picture.
    """

    width: float
    map_height: float
    side: float
    headed: bool = False


LAYOUTS: Mapping[str, Layout] = {
    "page": Layout(1000, 500, 216),
    "narrow": Layout(400, 262, 0),
    "file": Layout(1000, 500, 216, headed=True),
}
"""Beside a page's text on a wide screen and on paper, on a phone, as a file that stands alone."""


def draw(land: Land, caption: Caption, layout: Layout, style: str) -> bytes:
    """The picture, as a file."""
    lang = {"lang": caption.lang, "xml:lang": caption.lang}
    picture = root(layout.width, 0, role="img", aria_labelledby="title desc", **lang)
    add(picture, "title", caption.headline, id="title")
    add(picture, "desc", caption.description, id="desc")
    add(picture, "style", style)
    add(picture, "rect", width="100%", height="100%", class_="sheet")
    inner = layout.width - 2 * MARGIN
    y = MARGIN
    if layout.headed:
        y = write(picture, caption.headline, (MARGIN, y), inner, "headline") + MARGIN
    wide = inner - layout.side - MARGIN if layout.side else inner
    boxes = views.boxes(
        Box(MARGIN, y, wide, layout.map_height), len(land.frames), abreast=layout.side > 0
    )
    drawn = views.draw(picture, land, caption, boxes)
    foot = boxes[-1].top + boxes[-1].height + MARGIN
    at = (MARGIN + wide + MARGIN, y, layout.side) if layout.side else (MARGIN, foot, inner)
    below = draw_legend(picture, land, caption, drawn, at)
    y = max(foot, below)
    for text in caption.settings:
        y = write(picture, text, (MARGIN, y), inner)
    for text in caption.notes:
        y = write(picture, text, (MARGIN, y), inner, "note")
    close(picture, layout.width, y + MARGIN)
    return to_bytes(picture)


def close(picture: Element, width: float, height: float) -> None:
    """Cut the sheet where its last line ends."""
    picture.set("height", plain(height))
    picture.set("viewBox", f"0 0 {plain(width)} {plain(height)}")


def draw_legend(
    picture: Element,
    land: Land,
    caption: Caption,
    drawn: views.Drawn,
    at: tuple[float, float, float],
) -> float:
    """The legend from the left, the top and with a width; where it ends."""
    group = add(picture, "g", class_="coloured" if land.looks else "plain")
    x, y, width = at
    legend = Legend(group, caption, x, y, width)
    looks = land.looks.values()
    if looks:
        legend.classes(
            {look.kind for look in looks}, hatched=any(look.is_hatched for look in looks)
        )
    if land.gaps:
        legend.rings(drawn.circles, land.gaps[0]["persons"])
    legend.signs(sorted(drawn.kinds))
    return legend.y
