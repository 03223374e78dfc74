"""The classes of who gains and who loses: one scale for all comparisons, even on both sides."""

import pytest

from geodata.measures.balance import CLASSES, LIMITS, SAME, balance_class


@pytest.mark.parametrize("share", [*LIMITS, 0.0004, 0.01, 0.05, 0.5, 1.0])
def test_a_loss_lies_as_far_from_the_middle_as_the_same_gain(share):
    assert balance_class(share) - SAME == SAME - balance_class(-share)


def test_what_is_not_seen_in_a_tenth_of_a_point_stays_as_it_is():
    assert balance_class(0.0) == balance_class(0.00049) == balance_class(-0.00049) == SAME
    assert balance_class(0.0005) > SAME > balance_class(-0.0005)


def test_the_outermost_classes_are_the_first_and_the_last():
    assert (balance_class(-1.0), balance_class(1.0)) == (0, CLASSES - 1)
