"""What stands on the land: the people who are not covered, and the fairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np

from geodata.base.arrays import Floats, Ints
from maps.picture.element import add
from maps.picture.frame import Box, Frame
from maps.picture.land import Record

SMALLEST_RADIUS = 0.75
DOT = 3.25
CROWD = 14.0  # fairs nearer to each other than this share a dot
NUMBER_SIZE = 9.0
MOST_NAMES = 8
CANCELLED, MARK = "cancelled", "mark"
RING, FLAG, LIFT = 8.0, 6.5, 8.5


def squares(points: Floats, side: float) -> Ints:
    """Points by the square of the sheet that holds them: a number for each, from 0."""
    at = np.floor(points / side).astype(np.int64)
    _, numbers = np.unique(at[:, 1] * 2**32 + at[:, 0], return_inverse=True)
    return np.asarray(numbers, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Circles:
    """
    Persons as circles whose areas are as their numbers.

    Parameters
    ----------
    person_area
        The sheet that a circle takes up for each person.
    """

    person_area: float

    def radius(self, persons: float) -> float:
        """The radius for so many persons."""
        return max(SMALLEST_RADIUS, float(np.sqrt(self.person_area * persons / np.pi)))

    def draw(self, into: Element, gaps: Sequence[Record], frame: Frame) -> None:
        """Draw the circles; the largest first, so that the others lie on it."""
        for gap in gaps:
            ((x, y),) = frame.at((gap["lon"], gap["lat"])).tolist()
            add(into, "circle", cx=x, cy=y, r=self.radius(gap["persons"]), class_="gap")


@dataclass(frozen=True, slots=True)
class Dots:
    """What was drawn of fairs: where each dot lies, and which kinds of dots there are."""

    boxes: Sequence[Box]
    kinds: frozenset[str]


def draw_fairs(into: Element, fairs: Sequence[Record], frame: Frame) -> Dots:
    """A dot for fairs that lie close together, with their number if there are several."""
    if not fairs:
        return Dots((), frozenset())
    at = frame.at([(fair["lon"], fair["lat"]) for fair in fairs])
    drawn = [draw_dot(into, [fairs[n] for n in here], at[here].mean(axis=0))
             for here in crowds(at)]  # fmt: skip
    return Dots([box for box, _ in drawn], frozenset(kind for _, kind in drawn))


def crowds(at: Floats) -> list[Ints]:
    """Which places share a dot: those of a square of the sheet, and of others too near to it."""
    order = np.argsort(squares(at, CROWD), kind="stable")
    cuts = np.flatnonzero(np.diff(squares(at, CROWD)[order])) + 1
    groups = sorted(np.split(order, cuts), key=lambda here: (-len(here), int(here[0])))
    middles = np.array([at[here].mean(axis=0) for here in groups])
    joined: dict[int, list[Ints]] = {}
    for n, here in enumerate(groups):
        hosts = np.array(list(joined), dtype=np.intp)
        away = np.hypot(*(middles[hosts] - middles[n]).T) if joined else np.array([])
        if joined and away.min() < CROWD:
            joined[int(hosts[away.argmin()])].append(here)
        else:
            joined[n] = [here]
    return [np.concatenate(parts) for parts in joined.values()]


def draw_dot(into: Element, fairs: Sequence[Record], at: Floats) -> tuple[Box, str]:
    """One dot: how much of the sheet it takes, and its kind."""
    x, y = map(float, at)
    held = [fair for fair in fairs if fair["status"] != CANCELLED]
    told = {"data_fairs": " ".join(fair["fair_id"] for fair in fairs)}
    if not held:
        strokes = f"M{x - DOT:.1f} {y - DOT:.1f}l6.5 6.5m0-6.5l-6.5 6.5"
        sign, radius, kind = (
            add(into, "path", d=strokes, class_="cancelled", **told),
            DOT,
            CANCELLED,
        )
    else:
        many = len(held) > 1
        radius, kind = (DOT + 0.8 + 1.9 * len(str(len(held))) if many else DOT), "fair"
        sign = add(into, "g", **told)
        add(sign, "circle", cx=x, cy=y, r=radius, class_="fair")
        if many:
            kind = "fairs"
            add(sign, "text", str(len(held)), x=x, y=y + NUMBER_SIZE * 0.36, class_="number")
    add(sign, "title", names_of(fairs))
    return Box(x - radius, y - radius, 2 * radius, 2 * radius), kind


def draw_marks(into: Element, marks: Sequence[Record], frame: Frame) -> Dots:
    """A ring around each place that has a number, and the number at its upper right."""
    boxes: list[Box] = []
    if not marks:
        return Dots(boxes, frozenset())
    group = add(into, "g", class_="marks")
    for mark in marks:
        ((x, y),) = frame.at((mark["lon"], mark["lat"])).tolist()
        draw_mark(group, str(mark["number"]), x, y)
        boxes.append(Box(x - RING, y - LIFT - FLAG, RING + LIFT + FLAG, RING + LIFT + FLAG))
    return Dots(boxes, frozenset([MARK]))


def draw_mark(into: Element, number: str, x: float, y: float) -> None:
    """One such ring."""
    add(into, "circle", cx=x, cy=y, r=RING, class_="ring")
    add(into, "circle", cx=x + LIFT, cy=y - LIFT, r=FLAG, class_="flag")
    add(into, "text", number, x=x + LIFT, y=y - LIFT + NUMBER_SIZE * 0.36, class_="number")


def names_of(fairs: Iterable[Record]) -> str:
    """The fairs of a dot by name and day."""
    lines = [f"{fair['date']} {fair['name']}" for fair in fairs]
    more = ["…"] if len(lines) > MOST_NAMES else []
    return "\n".join([*lines[:MOST_NAMES], *more])
