"""A town with a river in a real store, its roads imported as a user imports them."""

from pathlib import Path

from campaigns import district_table, make_campaign
from click.testing import CliRunner
from stores import NOW, frames_of
from towns import BRIDGE, Town, river_town

from geodata.campaign.campaign import Campaign
from geodata.signs.profile import WALK_KMH
from geodata.store.store import Store
from service.cli import main

TOWN = river_town(BRIDGE)
HERE, FAR_HALL, NEAR_HALL = (-530, 1250), (540, 1250), (-2500, 1250)
DISTRICTS = {"500103": (106, 29, 107, 30), "510104": (104, 30, 105, 31)}
PEOPLE = [(*TOWN.place(*HERE), 900), (*TOWN.place(-2600, 1250), 60), (104.5, 30.5, 60)]
# By air the fair on the other bank is the nearer one: 1.07 km, and 1.97 km on this bank.
BY_ROAD_MIN = 60 * (2.5 / 25 + 1 / 55) + 60 * 0.07 / WALK_KMH
QUERY = {"travel": "roads", "threshold_min": "5"}


def fair_at(point, town=TOWN, **more):
    lon, lat = town.place(*point)
    return {"lon": lon, "lat": lat, "date": "2027-02-20"} | more


def stored_town(folder: Path, people=PEOPLE) -> dict[str, str]:
    """The environment of a service on a stored town with its roads imported."""
    campaign = make_campaign(
        districts=district_table(DISTRICTS),
        demand=people,
        fairs=[
            fair_at(FAR_HALL, fair_id="over-the-river", name="对岸"),
            fair_at(NEAR_HALL, fair_id="this-bank", name="本岸"),
        ],
    )
    return import_town(folder, TOWN, campaign)


def import_town(folder: Path, town: Town, campaign: Campaign) -> dict[str, str]:
    """The environment of a service on a stored campaign, a town's roads imported."""
    environment = {
        "FAIRREACH_DATABASE_URL": f"sqlite:///{folder}/fairreach.db",
        "FAIRREACH_DATA": str(folder),
        "FAIRREACH_NOW": NOW,
    }
    store = Store.open(environment["FAIRREACH_DATABASE_URL"])
    store.replace(frames_of(campaign), provenance=campaign.provenance)
    store.close()
    file = town.write(folder / "river town.osm.pbf")
    done = run(environment, "roads", "import", str(file))
    assert done.exit_code == 0, done.stderr
    return environment


def run(environment, *arguments):
    return CliRunner(env=environment).invoke(main, arguments)


def place_query(point):
    """A point of the town as parameters."""
    lon, lat = TOWN.place(*point)
    return {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
