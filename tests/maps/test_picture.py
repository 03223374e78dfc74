"""The still picture says what the numbers and the layers say, and nothing in it is markup."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import campaigns
import numpy as np
import pytest
import shapely

from geodata.access.travel import Method, Travel
from geodata.base.geodesy import distances_m
from geodata.campaign.window import Window
from geodata.measures.classes import class_breaks
from geodata.measures.coverage import coverage
from geodata.measures.measure import COVERAGE, GAP, MEASURES
from geodata.measures.query import CoverageQuery, Threshold
from maps.picture.caption import Caption
from maps.picture.classes import look_of
from maps.picture.frame import Box, Frame, scale_bar
from maps.picture.land import covered_land, fairs_land
from maps.picture.lettering import lines_of, overlap, text_width
from maps.picture.sheet import LAYOUTS, draw
from maps.picture.style import style, text_of

QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))
HOSTILE = "</title><script>{{7*7}}</script>&amp;\x07\x1b\ufffe 渝北 😀"
CAPTION = Caption(
    lang="en",
    names="en",
    headline=f"Half of {HOSTILE}",
    description="A map",
    measure="Coverage",
    classes=("0", "1", "2", "3", "4"),
    unknown=("no data", "hatched"),
    signs={"gap": "Gap", "fair": "Fair", "fairs": "Fairs", "cancelled": "Cancelled"},
    settings=["Everybody · 5 km"],
    notes=["Sources"],
    persons="{:,.0f}".format,
    length="{:.0f} m".format,
)
BREAKS = (0.2, 0.4, 0.6, 0.8)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def campaign():
    return campaigns.make_campaign(
        fairs=[
            {"name": HOSTILE, "lon": 106.5, "lat": 29.5},
            {"lon": 106.501, "lat": 29.5},
            {"lon": 107.5, "lat": 29.5, "date": "2027-03-20"},
            {"lon": 104.5, "lat": 30.5, "status": "cancelled"},
        ],
        demand=[(106.5, 29.5, 100), (106.9, 29.9, 41), (107.3, 29.3, 90), (104.5, 30.5, 300)],
    )


def drawn(campaign, measure=COVERAGE, layout="page", caption=CAPTION, chosen=None):
    query = asked(measure)
    land = covered_land(campaign, query, coverage(campaign, query), measure, chosen)
    return draw(land, caption, LAYOUTS[layout], style(measure.name, both_schemes=True))


def asked(measure):
    return replace(QUERY, waits=measure.is_counted_apart)


def elements(picture, kind):
    found = ET.fromstring(picture).iter()
    return [each for each in found if kind in each.get("class", "").split()]


@pytest.mark.parametrize("measure", MEASURES.values(), ids=str)
def test_every_district_is_there_in_the_class_of_its_numbers(campaign, measure):
    rows = coverage(campaign, asked(measure)).to_dict()["districts"]
    breaks = class_breaks(campaign, measure, QUERY)
    shapes = [e for e in elements(drawn(campaign, measure), "district") if e.get("data-adcode")]

    found = {each.get("data-adcode"): each.get("class") for each in shapes}

    def rank(row):
        value = row[measure.figure]
        if measure.has_never and value is None:
            return 4 if row["persons"] else "none"
        return "none" if value is None else sum(value >= limit for limit in breaks)

    assert found == {row["adcode"]: f"district class-{rank(row)}" for row in rows}
    assert [each.find(f"{SVG}title").text for each in shapes] == [row["name_en"] for row in rows]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_fair_is_there_and_fairs_close_together_share_a_dot_with_their_number(
    campaign, layout
):
    root = ET.fromstring(drawn(campaign, layout=layout))

    dots = [each for each in root.iter() if each.get("data-fairs")]
    assert sorted(each.get("data-fairs") for each in dots) == ["f1 f2", "f3", "f4"]
    by_fairs = {each.get("data-fairs"): each for each in dots}
    assert by_fairs["f1 f2"].find(f"{SVG}text").text == "2"
    assert by_fairs["f3"].find(f"{SVG}text") is None
    assert by_fairs["f4"].get("class") == "cancelled"


def test_names_that_would_be_markup_stay_text_and_what_no_xml_holds_is_replaced(campaign):
    root = ET.fromstring(drawn(campaign, layout="file"))

    shown = re.sub("[\x07\x1b\ufffe]", "\ufffd", HOSTILE)
    assert root.find(f"{SVG}title").text == f"Half of {shown}"
    assert any(shown in (title.text or "") for title in root.iter(f"{SVG}title"))
    assert not list(root.iter(f"{SVG}script"))
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "defs", "pattern", "path", "clipPath", "g",
        "circle", "text",
    }  # fmt: skip


def test_the_same_question_gives_the_same_bytes(campaign):
    assert drawn(campaign) == drawn(replace(campaign))


def test_a_reader_that_cannot_see_it_is_told_what_it_says(campaign):
    root = ET.fromstring(drawn(campaign))

    assert root.get("role") == "img"
    told = root.get("aria-labelledby").split()
    assert [root.find(f"{SVG}*[@id='{name}']").tag for name in told] == [
        f"{SVG}title",
        f"{SVG}desc",
    ]


def test_the_circles_hold_who_is_not_covered_and_no_circles_say_what_colours_say(campaign):
    rows = coverage(campaign, QUERY).to_dict()["districts"]
    gaps = [row["persons_gap"] for row in rows if row["persons_gap"]]
    root = ET.fromstring(drawn(campaign))
    (group,) = [each for each in root.iter() if each.get("class") == "gaps"]
    areas = np.array([float(each.get("r")) ** 2 for each in group])

    assert len(areas) == len(gaps) > 1
    assert areas / areas.sum() == pytest.approx(np.sort(gaps)[::-1] / np.sum(gaps), abs=0.01)
    assert not elements(drawn(campaign, GAP), "gap")


def test_a_circle_is_as_large_for_every_question(campaign):
    def radius(query):
        land = covered_land(campaign, query, coverage(campaign, query), COVERAGE)
        return land.circle_m2

    assert radius(QUERY) == radius(replace(QUERY, threshold=Threshold(60, "km"))) > 0


@pytest.mark.parametrize(
    ("no_road", "kind", "hatched"),
    [
        (0, "2", False),
        (9, "2", False),
        (12, "2", True),
        (101, "none", True),
    ],
)
def test_what_is_not_known_is_hatched_and_has_no_class_where_it_is_the_most(no_road, kind, hatched):
    row = {"persons": 100.0, "persons_no_road": no_road,
           "coverage": 0.5, "fairs_per_100k": 9.0}  # fmt: skip

    look = look_of(row, COVERAGE, BREAKS)
    assert (look.kind, look.is_hatched) == (f"class-{kind}", hatched)
    assert look_of(row, MEASURES["fairs"], (0.1, 0.2, 0.5, 1.0)).kind == "class-4"


def test_the_colours_are_those_of_the_live_map_in_both_schemes():
    sheet = text_of("static", "map", "colours.css")
    named = dict(re.findall(r"--((?:class|lack)-\d): (#\w+);", sheet.split("@media")[0]))
    both, light = style("coverage", both_schemes=True), style("gap", both_schemes=False)

    assert "var(" not in both + light
    for rank in range(5):
        assert f".class-{rank} {{ fill: {named[f'class-{rank}']}; }}" in both
        assert f".class-{rank} {{ fill: {named[f'lack-{rank}']}; }}" in light
    assert both.count(".class-0 {") == 2
    assert "@media" not in light
    assert both.split("@media")[0] != both.split("@media")[1]


def test_the_scale_bar_is_as_long_as_it_says():
    frame = Frame.around([[28.0, 104.0], [32.0, 110.0]], Box(0, 0, 760, 500), 10)
    metres = scale_bar(frame.metres_per_unit, 110)
    middle = frame.at([(107.0, 30.0)])[0]
    ((x, y),) = frame.at([(107.1, 30.0)])
    true_m = distances_m(*(np.array([degrees]) for degrees in (107.0, 30.0, 107.1, 30.0)))

    drawn_m = np.hypot(x - middle[0], y - middle[1]) * frame.metres_per_unit
    assert drawn_m == pytest.approx(true_m[0], rel=0.01)
    assert metres in {1e5, 5e4}
    assert metres / frame.metres_per_unit <= 110


def test_no_name_lies_on_another(campaign):
    root = ET.fromstring(drawn(campaign))
    names = [each for each in root.iter(f"{SVG}text") if each.get("class") == "name"]
    boxes = []
    for each in names:
        width = text_width(each.text, 12)
        boxes.append(Box(float(each.get("x")) - width / 2, float(each.get("y")) - 10, width, 12))

    assert len(boxes) > 3
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]]
    assert not [pair for pair in pairs if overlap(*pair)]


def test_lines_keep_to_their_width_and_lose_nothing():
    text = "Everybody within ten kilometres 重庆市与成都市各区县的招聘会 " + "x" * 60
    lines = lines_of(text, 12, 120)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(text_width(line, 12) for line in lines) <= 120


def test_the_seekers_picture_has_the_published_fairs_and_no_colours(campaign):
    land = fairs_land(campaign, Window(None, None))
    picture = draw(land, CAPTION, LAYOUTS["page"], style("", both_schemes=True))

    dots = [each.get("data-fairs") for each in ET.fromstring(picture).iter()]
    assert sorted(filter(None, dots)) == ["f1 f2", "f3"]
    assert b'class-0"' not in picture


@pytest.mark.parametrize(
    "districts",
    [{}, {"500103": (106, 88, 107, 89.9)}, {"500103": (106, 29, 106.0001, 29.0001)},
     {"500103": (-180, -90, 180, 90)}],
)  # fmt: skip
def test_lands_of_any_shape_are_drawn(districts):
    odd = campaigns.make_campaign(
        districts=campaigns.district_table(districts), fairs=[{"lon": 200 - 360, "lat": -89.9}],
        demand=[(106.5, 89.0, 5)],
    )  # fmt: skip

    picture = drawn(odd)
    assert not re.search(rb"\b(nan|inf)\b", picture.split(b"</style>")[1])
    shapes = [e for e in elements(picture, "district") if e.get("data-adcode")]
    assert len(shapes) == len(districts)


def test_rivers_are_drawn_where_the_ground_has_them(campaign):
    land = covered_land(campaign, QUERY, coverage(campaign, QUERY), COVERAGE)
    line = shapely.geometry.mapping(shapely.LineString([(106, 29.2), (107.5, 29.8)]))
    water = {"features": [{"geometry": line, "properties": {"zh": "长江", "en": "Yangtze"}}]}

    picture = draw(replace(land, base=land.base | {"water": water}), CAPTION, LAYOUTS["page"], "")

    assert len(elements(picture, "water")) == 1


def test_a_region_fills_the_picture_and_what_lies_beyond_has_no_colours_and_no_name(campaign):
    query = replace(QUERY, region="510100")
    land = covered_land(campaign, query, coverage(campaign, query), COVERAGE)

    assert land.bounds == [[30.0, 104.0], [31.0, 105.0]]
    picture = draw(land, CAPTION, LAYOUTS["page"], "")
    shapes = [e for e in elements(picture, "district") if e.get("data-adcode")]
    assert sum("class-" in each.get("class") for each in shapes) == 1
    assert sum("outside" in each.get("class") for each in shapes) == len(shapes) - 1 == 2
    names = [e.text for e in elements(picture, "name")]
    assert "510104" in " ".join(names)
    assert "500103" not in " ".join(names)
