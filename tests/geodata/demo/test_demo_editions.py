"""The demo with the districts of today: the same people, fairs and employers at the same places."""

import campaigns
import numpy as np
import pytest
from editions import TOWNS

from geodata.campaign.attribution import districts_as_of, sources_of
from geodata.campaign.campaign import Campaign
from geodata.demo.build import store_demo_in_child
from geodata.districts.cities import city_of
from geodata.districts.editions import CENSUS, MOVED, TODAY, lie_in
from geodata.districts.locate import adcodes
from geodata.districts.statements import SAME, statements
from geodata.store.store import Store

pytestmark = pytest.mark.slow

SUMS = {"500000": 32_054_159, "510100": 20_937_757}


@pytest.fixture(scope="module")
def both(demo_url, tmp_path_factory) -> dict[str, Campaign]:
    of_today = f"sqlite:///{tmp_path_factory.mktemp('editions')}/fairreach.db"
    store_demo_in_child(of_today, campaigns.DEMO_START, TODAY)
    loaded = {}
    for edition, url in ((CENSUS, demo_url), (TODAY, of_today)):
        store = Store.open(url)
        loaded[edition] = store.load()
        store.close()
    return loaded


@pytest.mark.parametrize(("edition", "districts"), [(CENSUS, 38), (TODAY, 37)])
def test_each_edition_sums_to_the_census_of_both_cities(both, edition, districts):
    persons = both[edition].districts["persons"]
    city = persons.index.map(city_of)

    assert persons.groupby(city).size().to_dict() == {"500000": districts, "510100": 20}
    assert persons.groupby(city).sum().to_dict() == SUMS
    demand = both[edition].demand
    held = np.bincount(demand.district_at, weights=demand.persons["all"])
    assert (demand.district_at >= 0).all()
    assert held.tolist() == persons.tolist()


def test_the_same_people_live_on_the_same_cells(both):
    census, today = both[CENSUS].demand, both[TODAY].demand

    assert np.array_equal(census.lon, today.lon)
    assert np.array_equal(census.lat, today.lat)
    assert set(census.persons) == set(today.persons)
    for group, persons in census.persons.items():
        assert np.array_equal(persons, today.persons[group]), group


def test_only_the_two_districts_of_the_border_have_other_people(both):
    before, since = (both[edition].districts["persons"] for edition in (CENSUS, TODAY))

    assert set(before.index) ^ set(since.index) == {"500105", "500112", "500157"}
    kept = since.index.difference(list(MOVED))
    assert before[kept].equals(since[kept])
    assert since[["500157", "500109"]].tolist() == [3_214_185, 737_995]
    assert since[["500157", "500109"]].sum() == before[["500105", "500109", "500112"]].sum()


@pytest.mark.parametrize("edition", [CENSUS, TODAY])
def test_every_fair_and_employer_states_the_district_that_holds_it(both, edition):
    campaign = both[edition]
    for places in (campaign.fairs, campaign.employers):
        meant = campaign.gazetteer.meanings(places["district"])
        stated = statements(places, campaign.districts, meant)
        assert len(stated) == len(places)
        assert (stated["agrees"] == SAME).all()


def test_fairs_differ_in_their_district_alone(both):
    before, since = (both[edition].fairs for edition in (CENSUS, TODAY))
    other = ["district", "adcode", "address"]

    assert before.drop(columns=other).equals(since.drop(columns=other))
    moved = before.index[before["adcode"] != since["adcode"]]
    assert len(moved) == 14
    assert set(since.loc[moved, "adcode"]) == {"500157"}
    assert both[CENSUS].openings.equals(both[TODAY].openings)


@pytest.mark.parametrize("code", sorted(MOVED))
def test_a_fair_is_found_under_both_names_in_either_edition(both, code):
    before, since = (lie_in(both[edition].fairs, code) for edition in (CENSUS, TODAY))

    assert before.any()
    assert np.array_equal(before, since)


def test_the_towns_that_moved_lie_in_their_districts_of_today(both):
    lon, lat, before, since = map(np.array, zip(*TOWNS.values(), strict=True))

    assert adcodes(both[CENSUS].districts, lon, lat).tolist() == before.tolist()
    assert adcodes(both[TODAY].districts, lon, lat).tolist() == since.tolist()


def test_each_edition_says_as_of_when_its_districts_are(both):
    told = {name: sources_of(campaign.provenance) for name, campaign in both.items()}

    assert districts_as_of(both[CENSUS].provenance) == "2020-11-01"
    assert districts_as_of(both[TODAY].provenance) == "2025-11-06"
    only = {name: [s.text["en"] for s in each if "as of" in s.text["en"]]
            for name, each in told.items()}  # fmt: skip
    assert [len(each) for each in only.values()] == [1, 1]
    assert "1 November 2020" in only[CENSUS][0]
    assert "0.1.0" in only[TODAY][0]
