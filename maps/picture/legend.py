"""The legend: a line for each colour and sign that is drawn, and three circles with numbers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

import numpy as np

from maps.picture.caption import Caption, write
from maps.picture.classes import NO_CLASS
from maps.picture.element import add
from maps.picture.signs import DOT, MARK, Circles, draw_mark

SWATCH_WIDTH, SWATCH_HEIGHT = 20.0, 13.0
INDENT = 28.0
GAP = 4.0
RINGS = (1.0, 0.25, 0.05)


@dataclass(slots=True)
class Legend:
    """A column of lines; ``y`` is where the next begins."""

    into: Element
    caption: Caption
    x: float
    y: float
    width: float

    def heading(self, text: str) -> None:
        """What the lines below are about."""
        self.y = write(self.into, text, (self.x, self.y), self.width, "heading") + GAP

    def line(self, text: str, draw: Callable[[float, float], None]) -> None:
        """A sign, drawn around its middle, and what it means."""
        draw(self.x + SWATCH_WIDTH / 2, self.y + 8.0)
        here = self.x + INDENT, self.y
        self.y = write(self.into, text, here, self.width - INDENT) + GAP

    def classes(self, used: Collection[str], *, hatched: bool) -> None:
        """The colours of the districts; what is in no class only if there is such a one."""
        scale = self.caption.scale
        self.heading(self.caption.measure)
        for rank, text in enumerate(self.caption.classes):
            self.line(text, partial(self.swatch, f"{scale}-{rank}"))
        no_data, part = self.caption.unknown
        if NO_CLASS in used:
            self.line(no_data, partial(self.swatch, NO_CLASS, hatched=hatched))
        if hatched:
            self.line(part, partial(self.swatch, f"{scale}-2", hatched=True))
        self.y += 2 * GAP

    def swatch(self, kind: str, x: float, y: float, *, hatched: bool = False) -> None:
        """A district's colour."""
        box = {"x": x - SWATCH_WIDTH / 2, "y": y - SWATCH_HEIGHT / 2}
        size = {"width": SWATCH_WIDTH, "height": SWATCH_HEIGHT}
        add(self.into, "rect", **box, **size, class_=f"district {kind}")
        if hatched:
            add(self.into, "rect", **box, **size, class_="hatched")
        add(self.into, "rect", **box, **size, class_="edge")

    def signs(self, kinds: Sequence[str]) -> None:
        """The signs that were drawn."""
        shapes = {
            "fair": self.dot,
            "fairs": self.number_sign,
            "cancelled": self.cross,
            MARK: self.mark,
        }
        for kind, draw in shapes.items():
            if kind in kinds:
                self.line(self.caption.signs[kind], draw)

    def dot(self, x: float, y: float) -> None:
        """One fair."""
        add(self.into, "circle", cx=x, cy=y, r=DOT, class_="fair")

    def number_sign(self, x: float, y: float) -> None:
        """Several fairs."""
        add(self.into, "circle", cx=x, cy=y, r=DOT + 2.7, class_="fair")
        add(self.into, "text", "3", x=x, y=y + 3.2, class_="number")

    def cross(self, x: float, y: float) -> None:
        """A cancelled fair."""
        strokes = f"M{x - DOT:.1f} {y - DOT:.1f}l6.5 6.5m0-6.5l-6.5 6.5"
        add(self.into, "path", d=strokes, class_="cancelled")

    def mark(self, x: float, y: float) -> None:
        """A place with a number."""
        draw_mark(self.into, "1", x - 3.0, y + 3.0)

    def rings(self, circles: Circles, most: float) -> None:
        """Three circles within each other, the largest for about as many as the fullest drawn."""
        self.heading(self.caption.signs["gap"])
        largest = round_number(most)
        radius = circles.radius(largest)
        group = add(self.into, "g", class_="rings")
        x, foot = self.x + max(radius, SWATCH_WIDTH / 2), self.y + 2 * radius
        step = SWATCH_HEIGHT
        for n, part in enumerate(RINGS):
            r = circles.radius(largest * part)
            add(group, "circle", cx=x, cy=foot - r, r=r, class_="gap")
            line, text_y = foot - 2 * r, self.y + 4 + n * step
            add(
                group,
                "path",
                d=f"M{x:.1f} {line:.1f}L{x + radius + 8:.1f} {text_y:.1f}h6",
                class_="lead",
            )
            told = self.caption.persons(largest * part)
            add(group, "text", told, x=x + radius + 18, y=text_y + 4)
        self.y = max(foot, self.y + step * len(RINGS)) + 3 * GAP


def round_number(most: float) -> float:
    """The largest of 1, 2 and 4 with zeros that is not over a number: its quarter is round, too."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(n * power for n in (1, 2, 4) if n * power <= most))
