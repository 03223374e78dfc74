"""The colours of the map: what must be told apart is, in both schemes, in grey and by every eye."""

import re
from importlib import resources
from itertools import combinations, product

import numpy as np
import pytest

LEAST = 1.3
LEAST_OF_SIGNS = 3.0
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
ROOT = re.compile(r":root\s*\{([^}]*)\}")
# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", table 1, severity 1.0; for linear light.
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Grey of the same luminance: the ratio of two greys is the one that the usual eye sees.
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
EYES["grey"] = np.tile(LUMINANCE, (3, 1))
UNKNOWN = "class-none"
BALANCE = ["loss-3", "loss-2", "loss-1", "same", "gain-1", "gain-2", "gain-3"]
LEAST_IN_GREY, LEAST_APART = 1.15, 15  # the second in CIELAB, where 2.3 can just be noticed
# IEC 61966-2-1: linear light as CIE's X, Y and Z, each by its share of white's.
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])
AROUND = ("map-water", "map-neighbour")
SCALES = {
    "coverage": [f"class-{rank}" for rank in range(5)],
    "gap": [f"lack-{rank}" for rank in range(5)],
}


def schemes():
    """The colours of either scheme, by their names."""
    text = resources.files("maps").joinpath("static", "map", "colours.css")
    text = text.read_text(encoding="utf-8")
    light, dark = (dict(COLOUR.findall(rules)) for rules in ROOT.findall(text))
    return {"light": light, "dark": light | dark}


def linear(colour):
    """A colour as linear light, by the formula of sRGB."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one, other, eye="usual"):
    """WCAG's ratio of two colours as an eye sees them."""
    seen = [np.clip(EYES[eye] @ linear(colour), 0, 1) @ LUMINANCE + 0.05 for colour in (one, other)]
    return max(seen) / min(seen)


def too_close(pairs, colours, least=LEAST, eyes=EYES):
    return [
        (one, other, eye, round(found, 3))
        for (one, other), eye in product(pairs, eyes)
        if (found := contrast(colours[one], colours[other], eye)) < least
    ]


def apart(one, other, eye):
    """How far two colours lie apart in CIELAB, as an eye sees them."""
    places = []
    for colour in (one, other):
        x, y, z = TO_XYZ @ np.clip(EYES[eye] @ linear(colour), 0, 1)
        a, b, c = (np.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
        places.append(np.array([116 * b - 16, 500 * (a - b), 200 * (b - c)]))
    return np.linalg.norm(places[0] - places[1])


def bands_drawn_together():
    """Every choice of bands that a map may show, of one family up to the threshold."""
    for count in range(1, 6):
        ranks = [int(at / count * 5 + 0.5) for at in range(count + 1)]
        for within in range(1, count + 1):
            yield [f"within-{rank}" for rank in ranks[:within]] + [
                f"beyond-{rank}" for rank in ranks[within:]
            ]


def test_the_measure_of_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_to_an_eye_without_red_a_deep_red_is_almost_black():
    assert contrast("#800000", "#000000", "protanopia") < contrast("#800000", "#000000")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
def test_no_two_classes_nor_what_is_unknown_nor_what_surrounds_them_look_alike(scale, scheme):
    filled = [*SCALES[scale], UNKNOWN]
    pairs = [*combinations(filled, 2), *product(filled, AROUND)]

    assert too_close(pairs, schemes()[scheme]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_two_bands_of_reach_nor_what_no_road_leads_to_look_alike(scheme):
    colours = schemes()[scheme]
    for bands in bands_drawn_together():
        filled = [*bands, "unreachable", UNKNOWN]
        pairs = [*combinations(filled, 2), *product(filled, AROUND)]

        assert too_close(pairs, colours) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
def test_the_classes_go_one_way_from_pale_to_deep(scale, scheme):
    colours = schemes()[scheme]
    away = [contrast(colours[name], colours[AROUND[0]]) for name in (UNKNOWN, *SCALES[scale])]

    assert away == sorted(away)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dots_and_crosses_stand_out_from_every_class_or_from_their_own_rim(scheme):
    colours = schemes()[scheme]
    classes = [*SCALES["coverage"], *SCALES["gap"], UNKNOWN]

    assert too_close(product(["fair"], classes), colours, LEAST_OF_SIGNS, ["usual"]) == []
    rims = [("fair", "fair-line"), ("cancelled", "fair-line"), ("employer", "panel")]
    assert too_close(rims, colours, LEAST_OF_SIGNS, ["usual"]) == []


GROUND = ("water", "bank", "river", "street", "main", "rail", "metro", "halo")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dots_crosses_and_circles_stand_out_from_everything_on_the_ground(scheme):
    colours = schemes()[scheme]
    ground = [f"ground-{name}" for name in GROUND]

    assert too_close(product(["fair"], ground), colours, LEAST_OF_SIGNS, ["usual"]) == []
    # A circle's rim against what covers land; what is thin is beneath it.
    broad = ["ground-water", "ground-street", "ground-halo"]
    assert too_close(product(["gap-line"], broad), colours, LEAST_OF_SIGNS, ["usual"]) == []


GROUND_COLOUR = re.compile(r"--(ground-\w+):\s*(#[0-9a-f]{6}|rgb\((\d+) (\d+) (\d+) / (\d+)%\));")
GROUND_OPACITY = re.compile(r"\[data-measure\] \.ground-tiles \{ opacity: ([\d.]+);")
SIDES = (slice(1, 3), slice(3, 5), slice(5, 7))


def grounds(scheme):
    """Everything that is drawn on the ground: its colour, and how much it covers."""
    folder = resources.files("maps").joinpath("static", "map")
    text = folder.joinpath("colours.css").read_text(encoding="utf-8")
    land = folder.joinpath("land.css").read_text(encoding="utf-8")
    quiet = float(GROUND_OPACITY.search(land)[1])
    found = {}
    for rules in ROOT.findall(text)[: 1 if scheme == "light" else 2]:
        for name, colour, *parts, cover in GROUND_COLOUR.findall(rules):
            if cover:
                found[name] = "#{:02x}{:02x}{:02x}".format(*map(int, parts)), int(cover) / 100
            else:
                found[name] = colour, 1.0
    return {name: (colour, cover * quiet) for name, (colour, cover) in found.items()}


def laid(colour, cover, beneath):
    """A colour that covers a part of what lies beneath it."""
    mixed = [
        round(int(colour[side], 16) * cover + int(beneath[side], 16) * (1 - cover))
        for side in SIDES
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("area", ["ground-built", "ground-green"])
def test_where_houses_or_parks_are_a_class_still_looks_like_itself(scheme, scale, area):
    colours, (colour, cover) = schemes()[scheme], grounds(scheme)[area]
    mistaken = []
    for own, eye in product(SCALES[scale], EYES):
        seen = laid(colour, cover, colours[own])
        away = {name: contrast(seen, colours[name], eye) for name in SCALES[scale]}
        if min(away, key=away.get) != own:
            mistaken.append((own, eye, away))

    assert mistaken == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("sign", "rim"), [("fair", "fair-line"), ("site", "site-line")])
def test_signs_stand_out_from_whatever_lies_on_the_ground_of_any_class(scheme, sign, rim):
    colours = schemes()[scheme]
    lost = [
        (name, scale)
        for name, (colour, cover) in grounds(scheme).items()
        for scale in (*SCALES["coverage"], *SCALES["gap"], *BALANCE, UNKNOWN)
        for seen in [laid(colour, cover, colours[scale])]
        if max(contrast(colours[each], seen) for each in (sign, rim)) < LEAST_OF_SIGNS
    ]

    assert len(grounds(scheme)) >= len(GROUND)
    assert lost == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_on_the_ground_can_be_read_on_their_halo(scheme):
    colours = schemes()[scheme]
    names = [f"ground-{name}-name" for name in ("label", "quiet", "water", "metro")]

    assert too_close(product(names, ["ground-halo-name"]), colours, 4.5, ["usual"]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lines_of_the_hatching_stand_out_from_the_class_beneath(scheme):
    deep = [UNKNOWN, "class-0", "class-1", "lack-0", "lack-1"]
    pale = [f"{scale}-{rank}" for scale in ("class", "lack") for rank in (2, 3, 4)]
    pairs = [*product(["hatch-deep"], deep), *product(["hatch-pale"], pale)]

    assert too_close(pairs, schemes()[scheme], LEAST_OF_SIGNS, ["usual"]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_gains_and_who_loses_are_told_apart_by_every_eye_and_in_grey(scheme):
    colours = schemes()[scheme]
    pairs = list(combinations(BALANCE, 2))

    assert too_close(pairs, colours, LEAST_IN_GREY, ["grey"]) == []
    close = [
        (one, other, eye)
        for (one, other), eye in product(pairs, set(EYES) - {"grey"})
        if apart(colours[one], colours[other], eye) < LEAST_APART
    ]
    assert close == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_both_sides_the_colours_grow_stronger_from_what_stays_the_same(scheme):
    colours = schemes()[scheme]
    for side in (BALANCE[3::-1], BALANCE[3:]):
        away = [contrast(colours[name], colours["same"]) for name in side]

        assert away == sorted(away)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_partly_unknown_is_hatched_so_that_it_is_seen_on_either_side(scheme):
    pairs = [*product(["hatch-deep"], BALANCE[1:6]), *product(["hatch-pale"], BALANCE[::6])]

    assert too_close(pairs, schemes()[scheme], LEAST_OF_SIGNS, ["usual"]) == []
