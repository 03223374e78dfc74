"""A measure is declared once: all that shows it follows from that, or has a word for it."""

from dataclasses import fields

import pytest

from geodata.measures.classes import class_breaks
from geodata.measures.figures import Figures
from geodata.measures.measure import MEASURES, Scale
from service.arguments import Arguments
from service.planner.map import WORDS, classes
from service.planner.ranking import COLUMNS, Order
from service.queries import coverage_query
from service.words import labels


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_a_measure_shows_a_figure_of_every_answer_and_is_called_something(measure):
    always = measure.figure in {each.name for each in fields(Figures)}
    assert always is not measure.is_counted_apart
    assert measure.name in labels.MEASURES
    assert measure.name in labels.RANKING
    assert COLUMNS[measure.name] == measure.figure


def test_nothing_is_called_that_is_no_measure():
    assert list(labels.MEASURES) == list(MEASURES)
    assert list(labels.RANKING) == list(COLUMNS)
    assert set(WORDS) == set(Scale)


def test_what_never_comes_to_pass_is_worse_than_any_number_and_better_known_than_nothing():
    known = {"persons": 100, "persons_no_road": 50}
    rows = [
        known | {"adcode": "0", "wait_days": 0},
        known | {"adcode": "1", "wait_days": None},
        known | {"adcode": "2", "wait_days": 40},
        {"adcode": "3", "persons": 100, "persons_no_road": 51, "wait_days": 3},
        {"adcode": "4", "persons": 0, "persons_no_road": 0, "wait_days": None},
    ]

    ranked = Order.of("wait").rank(rows, "name_en")

    assert [row["adcode"] for row in ranked] == [*"12034"]


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_the_five_classes_of_a_measure_are_named_apart(app, measure):
    campaign = app.extensions["fairreach"].snapshots.current()
    limits = class_breaks(campaign, measure, coverage_query(Arguments({}), campaign))
    with app.test_request_context("/?lang=en"):
        named = classes(measure, limits)

    assert list(limits) == sorted(set(limits))
    assert len(set(named)) == len(limits) + 1 == 5


@pytest.mark.parametrize(("name", "figures"), [("coverage", [0.1, 0.9]), ("gap", [9, 1])])
def test_the_worst_comes_first_and_what_is_not_known_last(name, figures):
    known = {"persons": 100, "persons_no_road": 50}
    rows = [known | {"adcode": str(n), COLUMNS[name]: each} for n, each in enumerate(figures)]
    rows.append({"adcode": "8", COLUMNS[name]: 0, "persons": 100, "persons_no_road": 51})
    rows.append(known | {"adcode": "9", COLUMNS[name]: None})

    ranked = Order.of(name).rank(rows[::-1], "name_en")

    assert [row["adcode"] for row in ranked] == ["0", "1", "9", "8"]
    assert [row["adcode"] for row in Order.of(f"-{name}").rank(rows, "name_en")] == [*"1089"]
