"""Costs once targets have gone and come, against the search of the whole network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signed_towns import signed_town

from geodata.roads.snapping import snap
from geodata.signs.profile import Profile
from geodata.ways.changed_targets import Leaving, Standing
from geodata.ways.core_spread import MOST_SETTLED
from geodata.ways.costs import contraction, from_places, to_nearest

VENUES, PLACES, SPARE = 14, 500, 10
WAYS = [(Profile.DRIVE, "min"), (Profile.DRIVE, "m"), (Profile.WALK, "min")]


@pytest.fixture(scope="module", params=[(seed, *way) for seed in range(3) for way in WAYS])
def asked(request, tmp_path_factory):
    """A signed town's network and metric, places, targets (two at one place), and others."""
    seed, profile, unit = request.param
    made = signed_town(seed, side=16, restrictions=60)
    network = made.network(tmp_path_factory.mktemp("town"))
    chance = np.random.default_rng(seed)
    lon, lat = made.places(chance.uniform(-4_000, 4_000, (PLACES + VENUES + SPARE, 2)))
    metric = network.metric(profile, unit)
    everywhere = snap(network, lon, lat, profile)
    places, rest = everywhere[:PLACES], everywhere[PLACES:]
    targets = rest[np.append(0, np.arange(VENUES))]
    return network, metric, places, targets, rest[VENUES:]


def search(network, metric, places, targets):
    spread = to_nearest(network, metric.movement, metric.unit, targets)
    return spread, from_places(network, metric, places, targets, spread)


def test_after_any_changes_costs_are_those_of_a_search_to_the_last_bit(asked):
    network, metric, places, targets, spare = asked
    assert 20 < len(contraction(network, metric.movement, metric.unit).core) < MOST_SETTLED
    standing = Standing(network, metric, targets, *search(network, metric, places, targets))
    leaving = Leaving.of(network, metric, places)
    before = standing.spread.cost.copy(), standing.reached.cost.copy()

    @settings(max_examples=40, deadline=None)
    @given(
        st.sets(st.integers(0, VENUES), max_size=VENUES + 1),
        st.lists(st.integers(0, SPARE - 1), max_size=4),
    )
    def check(gone, come):
        gone, come = np.array(sorted(gone), dtype=np.intp), np.array(come, dtype=np.intp)

        less = standing.without(gone, leaving)
        found = less.joined_by(spare[come], leaving)
        stay = np.setdiff1d(np.arange(len(targets)), gone)
        now = type(targets)(*(np.append(getattr(targets[stay], each), getattr(spare[come], each))
                              for each in type(targets).__slots__))  # fmt: skip
        spread, wanted = search(network, metric, places, now)
        reached = found.reached
        assert reached.cost.tolist() == wanted.cost.tolist()
        assert found.spread.cost.tolist() == spread.cost.tolist()
        assert (reached.target < 0).tolist() == np.isinf(wanted.cost).tolist()
        near, nearest = (now[each[wanted.target >= 0]] for each in (reached.target, wanted.target))
        assert (near.edge == nearest.edge).all()  # two of them are at the same place
        assert (near.at_m == nearest.at_m).all()
        assert (standing.spread.cost == before[0]).all()
        assert (standing.reached.cost == before[1]).all()

    check()


def test_where_too_much_is_lost_the_whole_network_is_to_be_searched(asked, monkeypatch):
    network, metric, places, targets, spare = asked
    standing = Standing(network, metric, targets, *search(network, metric, places, targets))
    leaving = Leaving.of(network, metric, places)
    for module in ("core_spread", "changed_targets"):
        monkeypatch.setattr(f"geodata.ways.{module}.MOST_SETTLED", 5)

    assert standing.without(np.arange(len(targets)), leaving) is None
    assert standing.without(np.arange(0), leaving).joined_by(spare, leaving) is None
