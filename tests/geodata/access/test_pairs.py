import numpy as np

from geodata.access.pairs import Pairs


def pairs(*rows: tuple[int, int, float], demands: int = 3, venues: int = 3) -> Pairs:
    table = np.array(rows, dtype=float).reshape(-1, 3)
    ends = table[:, :2].astype(np.int64)
    return Pairs.of(ends[:, 0], ends[:, 1], table[:, 2], size=(demands, venues))


def told(found: Pairs) -> list[tuple[int, int, float]]:
    return list(
        zip(found.demand_at.tolist(), found.venue_at.tolist(), found.cost.tolist(), strict=True)
    )


def test_pairs_are_sorted_by_demand_and_then_venue() -> None:
    found = pairs((2, 1, 5), (0, 2, 7), (0, 0, 3))

    assert told(found) == [(0, 0, 3), (0, 2, 7), (2, 1, 5)]
    assert found.demand_at.dtype == found.venue_at.dtype == np.int32
    assert found.cost.dtype == np.float64


def test_of_two_ways_between_the_same_ends_the_cheaper_stays() -> None:
    assert told(pairs((1, 1, 9), (1, 1, 4), (0, 0, 0))) == [(0, 0, 0), (1, 1, 4)]


def test_the_threshold_itself_is_within() -> None:
    found = pairs((0, 0, 30), (1, 0, 30.000001), (2, 0, 0.1 + 0.2))

    assert told(found.within(30)) == [(0, 0, 30), (2, 0, 0.1 + 0.2)]
    assert told(found.within(0.3)) == [(2, 0, 0.1 + 0.2)]


def test_a_cost_as_short_as_half_a_number_is_within_what_it_equals() -> None:
    found = pairs((0, 0, 0.1))
    half = Pairs(found.demand_at, found.venue_at, np.array([0.5], dtype=np.float32), 3, 3)

    assert len(half.within(0.5)) == 1


def test_starts_tell_where_the_pairs_of_each_demand_point_begin() -> None:
    assert pairs((2, 1, 5), (0, 2, 7), (0, 0, 3)).starts.tolist() == [0, 2, 2, 3]


def test_no_pairs_are_pairs_too() -> None:
    nothing = pairs()

    assert len(nothing) == 0
    assert nothing.starts.tolist() == [0, 0, 0, 0]
    assert len(nothing.within(1)) == 0
