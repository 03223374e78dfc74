"""The river city in a real store, its extract imported as a user imports it."""

from pathlib import Path

from campaigns import district_table, make_campaign
from river_city import City, river_city
from stored_towns import DISTRICTS, import_town

FAIRS = (
    {"fair_id": "jiefangbei", "name": "解放碑招聘会", "lon": 106.5775, "lat": 29.5585,
     "date": "2027-02-20", "venue": "解放碑"},
    {"fair_id": "guanyinqiao", "name": "观音桥招聘会", "lon": 106.532, "lat": 29.575,
     "date": "2027-02-21"},
)  # fmt: skip
PEOPLE = [(106.55, 29.56, 900), (106.48, 29.53, 400), (106.9, 29.9, 60), (104.5, 30.5, 60)]


def stored_city(folder: Path, city: City | None = None) -> dict[str, str]:
    """The environment of a service on the stored city."""
    campaign = make_campaign(districts=district_table(DISTRICTS), demand=PEOPLE, fairs=FAIRS)
    return import_town(folder, city or river_city(), campaign)
