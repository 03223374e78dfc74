"""The map on the sheet, or one for each frame: the land, and what stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from xml.etree.ElementTree import Element

from maps.picture import ground, signs, tiles
from maps.picture.caption import Caption, write
from maps.picture.classes import BEYOND
from maps.picture.element import add
from maps.picture.frame import Box, Frame, scale_bar
from maps.picture.land import Land
from maps.picture.lettering import room_for
from maps.picture.signs import Circles, Dots

PADDING = 10.0
MARGIN = 12.0
BAR = 110.0
NAME_SIZE = 12.0
HEADING = 20.0  # the height that a frame's name takes
MOST_ABREAST = 3
SOMEWHERE = [[-60.0, -180.0], [75.0, 180.0]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the legend must explain: which kinds of dots, and how large the circles are."""

    kinds: frozenset[str]
    circles: Circles


def boxes(whole: Box, frames: int, *, abreast: bool) -> Sequence[Box]:
    """Where the maps stand: one, or a frame each below its name, side by side or one by one."""
    if not frames:
        return (whole,)
    columns = 1 if not abreast else frames if frames <= MOST_ABREAST else ceil(sqrt(frames))
    rows = ceil(frames / columns)
    across = (whole.width + MARGIN) / columns
    # Side by side they share the height of the one map; one by one each is as high as that.
    down = (whole.height + MARGIN) / rows if abreast else HEADING + whole.height + MARGIN
    return [
        Box(
            whole.left + n % columns * across,
            whole.top + n // columns * down + HEADING,
            across - MARGIN,
            down - HEADING - MARGIN,
        )
        for n in range(frames)
    ]


def draw(picture: Element, land: Land, caption: Caption, boxes: Sequence[Box]) -> Drawn:
    """The map of each part of the land in its box; all their circles have one scale."""
    defs = add(picture, "defs")
    ground.draw_hatch(defs)
    parts = [
        (part, Frame.around(part.bounds or SOMEWHERE, box, PADDING))
        for part, box in zip(land.parts, boxes, strict=True)
    ]
    farthest = max(frame.metres_per_unit for _, frame in parts)
    circles = Circles(land.circle_m2 / farthest**2)
    kinds: frozenset[str] = frozenset()
    for n, (part, frame) in enumerate(parts):
        colours = "coloured" if part.looks else "plain"
        name = f"window{n or ''}"
        add(add(defs, "clipPath", id=name), "rect", **size_of(frame.box))
        view = add(picture, "g", class_=colours, **{"clip-path": f"url(#{name})"})
        kinds |= draw_map(view, part, caption, frame, circles).kinds
        add(picture, "rect", **size_of(frame.box), class_="edge")
        if part.region is not None:
            name_frame(picture, caption.region(part.region.region), frame.box)
    return Drawn(kinds, circles)


def name_frame(picture: Element, name: str, box: Box) -> None:
    """The name of a region above its map."""
    write(picture, name, (box.left, box.top - HEADING), box.width, "heading")


def size_of(box: Box) -> dict[str, float]:
    """A box as SVG has it."""
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}


def draw_map(view: Element, land: Land, caption: Caption, frame: Frame, circles: Circles) -> Dots:
    """One map: the land and what stands on it."""
    add(view, "rect", class_="sea", **size_of(frame.box))
    laid = tiles.tiles_in(land.grounds, frame)
    draw_ground(view, land, caption, frame, laid)
    circles.draw(add(view, "g", class_="gaps"), land.gaps, frame)
    # A name has no place on a dot: the dots come first, and lie above the names all the same.
    names = add(view, "g", class_="names")
    dots = signs.draw_fairs(add(view, "g", class_="fairs"), land.fairs, frame)
    marks = signs.draw_marks(view, land.marks, frame)
    bar = draw_scale(view, caption, frame)
    taken = draw_names(names, land, caption, frame, [bar, *dots.boxes, *marks.boxes])
    tiles.name_rivers(names, laid, frame, caption.names, taken)
    return Dots((*dots.boxes, *marks.boxes), dots.kinds | marks.kinds)


def draw_ground(
    view: Element, land: Land, caption: Caption, frame: Frame, laid: Sequence[tiles.Tile]
) -> None:
    """What lies beneath the signs."""

    def of(name: str) -> Sequence[ground.Feature]:
        found: Sequence[ground.Feature] = land.base.get(name, {}).get("features", ())
        return found

    ground.draw_areas(view, of("neighbours"), frame, "neighbour")
    ground.draw_districts(view, land, frame, caption.names)
    tiles.draw_tiles(view, laid, frame)
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
) -> Sequence[Box]:
    """The districts' names where there is room, the first of two that overlap; what is taken."""
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
    return filled
