"""The whole sheet: the map, its legend, and what is written around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from maps.picture import ground, signs
from maps.picture.caption import Caption, write
from maps.picture.classes import BEYOND
from maps.picture.element import add, plain, root, to_bytes
from maps.picture.frame import Box, Frame, scale_bar
from maps.picture.land import Land
from maps.picture.legend import Legend
from maps.picture.lettering import room_for
from maps.picture.signs import Circles, Dots

PADDING = 10.0
MARGIN = 12.0
BAR = 110.0
NAME_SIZE = 12.0
SOMEWHERE = [[-60.0, -180.0], [75.0, 180.0]]


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the legend must explain."""

    dots: Dots
    circles: Circles


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
    box = Box(MARGIN, y, wide, layout.map_height)
    drawn = draw_map(picture, land, caption, box)
    foot = box.top + box.height + MARGIN
    at = (box.left + box.width + MARGIN, y, layout.side) if layout.side else (MARGIN, foot, inner)
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


def draw_map(picture: Element, land: Land, caption: Caption, box: Box) -> Drawn:
    """The land and what stands on it."""
    frame = Frame.around(land.bounds or SOMEWHERE, box, PADDING)
    defs = add(picture, "defs")
    ground.draw_hatch(defs)
    size = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
    add(add(defs, "clipPath", id="window"), "rect", **size)
    view = add(
        picture, "g", class_="coloured" if land.looks else "plain", **{"clip-path": "url(#window)"}
    )
    add(view, "rect", class_="sea", **size)
    draw_ground(view, land, caption, frame)
    circles = Circles(land.circle_m2 / frame.metres_per_unit**2)
    circles.draw(add(view, "g", class_="gaps"), land.gaps, frame)
    # A name has no place on a dot: the dots come first, and lie above the names all the same.
    names = add(view, "g", class_="names")
    dots = signs.draw_fairs(add(view, "g", class_="fairs"), land.fairs, frame)
    bar = draw_scale(view, caption, frame)
    draw_names(names, land, caption, frame, [bar, *dots.boxes])
    add(picture, "rect", class_="edge", **size)
    return Drawn(dots, circles)


def draw_ground(view: Element, land: Land, caption: Caption, frame: Frame) -> None:
    """What lies beneath the signs."""

    def of(name: str) -> Sequence[ground.Feature]:
        found: Sequence[ground.Feature] = land.base.get(name, {}).get("features", ())
        return found

    ground.draw_areas(view, of("neighbours"), frame, "neighbour")
    ground.draw_districts(view, land, frame, caption.names)
    ground.draw_areas(view, of("water"), frame, "water")
    ground.draw_areas(view, of("cities"), frame, "city")
    marked = [each for each in of("districts") if each["properties"]["adcode"] == land.chosen]
    ground.draw_areas(view, marked, frame, "chosen")


def draw_scale(view: Element, caption: Caption, frame: Frame) -> Box:
    """A bar with its length on the ground, at the lower left."""
    metres = scale_bar(frame.metres_per_unit, BAR)
    width = metres / frame.metres_per_unit
    x, y = frame.box.left + PADDING, frame.box.top + frame.box.height - PADDING
    add(view, "path", d=f"M{x:.1f} {y - 6:.1f}v6h{width:.1f}v-6", class_="bar")
    add(view, "text", caption.length(metres), x=x + width / 2, y=y - 8, class_="name")
    return Box(x, y - 24, width, 24)


def draw_names(
    into: Element, land: Land, caption: Caption, frame: Frame, taken: Sequence[Box]
) -> None:
    """The districts' names where there is room; the first of two that overlap stays."""
    features = land.base["districts"]["features"]
    districts = [
        f["properties"] for f in features if land.look(f["properties"]["adcode"]) != BEYOND
    ]
    filled = list(taken)
    for told in sorted(districts, key=lambda each: each["adcode"] != land.chosen):
        text = told[f"short_{caption.names}"]
        x, y = map(float, frame.at(told["at"])[0])
        box = room_for(text, (x, y), NAME_SIZE, filled, frame.box)
        if box is None:
            continue
        filled.append(box)
        middle = box.left + box.width / 2, box.top + box.height / 2
        add(into, "text", text, x=middle[0], y=middle[1] + NAME_SIZE * 0.36, class_="name")


def draw_legend(
    picture: Element,
    land: Land,
    caption: Caption,
    drawn: Drawn,
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
    legend.signs(sorted(drawn.dots.kinds))
    return legend.y
