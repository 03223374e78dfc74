"""By road one request searches the whole network once, however many lists and lines it shows."""

import pytest
from campaigns import district_table, make_campaign
from click.testing import CliRunner
from stored_towns import DISTRICTS, FAR_HALL, HERE, NEAR_HALL, PEOPLE, TOWN, fair_at, place_query
from stores import NOW, settings_on, store_campaign

from geodata.roads.movement import Movement
from geodata.signs.profile import Profile
from geodata.ways.costs import reversed_contraction
from service.app import create_app
from service.cli import main

FAIRS = [
    fair_at(FAR_HALL, fair_id="over-the-river"),
    fair_at(NEAR_HALL, fair_id="this-bank"),
    fair_at(NEAR_HALL, fair_id="off", status="cancelled"),
]


class CountedSearches:
    """A network made ready, which counts the searches that are made on it."""

    def __init__(self, ready):
        self.ready, self.count = ready, 0

    def spread(self, *targets):
        self.count += 1
        return self.ready.spread(*targets)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder}/fairreach.db"
    store_campaign(
        url, make_campaign(districts=district_table(DISTRICTS), demand=PEOPLE, fairs=FAIRS)
    )
    environment = {
        "FAIRREACH_DATABASE_URL": url, "FAIRREACH_DATA": str(folder), "FAIRREACH_NOW": NOW,
    }  # fmt: skip
    file = TOWN.write(folder / "town.osm.pbf")
    done = CliRunner(env=environment).invoke(main, ["roads", "import", str(file)])
    assert done.exit_code == 0, done.stderr
    return create_app(settings_on(url, FAIRREACH_DATA=str(folder)))


@pytest.fixture
def searches(app):
    """What counts the searches by car on the network that the app has in memory."""
    (network,) = app.extensions["fairreach"].snapshots.current().networks.values()
    counted = CountedSearches(reversed_contraction(network, Profile.DRIVE, "min"))
    network.cache.put("reversed contraction", (Movement(Profile.DRIVE), "min"), counted, most=4)
    return counted


@pytest.mark.parametrize(
    ("path", "query", "wanted"),
    [
        ("/", {}, 1),
        ("/", {"travel": "roads"}, 1),
        ("/", {"travel": "estimated"}, 0),
        ("/text", {}, 1),
        ("/api/v1/fairs/nearest", {"travel": "roads"}, 1),
        ("/map/way.json", {"travel": "roads"}, 1),
        ("/map/way.json", {"travel": "roads", "fair_id": "over-the-river"}, 1),
    ],
)
def test_a_request_searches_the_network_once(app, searches, path, query, wanted):
    answer = app.test_client().get(path, query_string=place_query(HERE) | query)

    assert answer.status_code == 200
    assert searches.count == wanted


def test_a_place_far_from_every_road_is_not_searched_from(app, searches):
    answer = app.test_client().get("/", query_string={"lon": "104.5", "lat": "30.5"})

    assert answer.status_code == 200
    assert searches.count == 0
