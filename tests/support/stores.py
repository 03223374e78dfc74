"""A small campaign in a real store, for tests of the service."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import campaigns
import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.store.store import Store
from service.config import Settings

NOW = "2027-02-18T10:00"
HOSTILE = (
    "{{ 7*7 }}{% x %}</script>${1}`<img onerror=x>=cmd|' /C calc'!A0\x1b[31m\x07\u2028 渝北 😀"
)
FAIRS = (
    {"name": "江北春风", "lon": 106.50, "lat": 29.50, "date": "2027-02-18", "end_time": "09:30"},
    {"name": HOSTILE, "lon": 106.52, "lat": 29.51, "date": "2027-02-19", "booths": 40},
    {"name": "计划中", "lon": 107.50, "lat": 29.50, "date": "2027-03-01", "status": "planned"},
    {"name": "取消了", "lon": 104.50, "lat": 30.50, "date": "2027-03-02", "status": "cancelled"},
    {"name": "成都", "lon": 104.51, "lat": 30.51, "date": "2027-03-03", "district": "500103"},
)
DEMAND = (
    (106.51, 29.50, 1000), (106.90, 29.90, 400), (107.51, 29.50, 300),
    (104.50, 30.50, 200), (120.0, 20.0, 7),
)  # fmt: skip
EMPLOYERS = ({"name": HOSTILE}, {"name": "乙公司", "lon": 107.2})
OPENINGS = (
    {"employer_id": "e1", "fair_id": "f2", "headcount": 30},
    {"employer_id": "e2", "fair_id": "f2", "headcount": 5},
    {"employer_id": "e2", "fair_id": "", "headcount": 2},
)


def frames_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign's tables as the door reads them."""
    ids = campaign.demand
    return {
        "districts": campaign.districts.reset_index(),
        "demand": pd.DataFrame(
            {
                "demand_id": [f"d{n}" for n in range(len(ids))],
                "lon": ids.lon,
                "lat": ids.lat,
                "persons": ids.persons["all"],
                "group": "all",
            }
        ),
        "fairs": campaign.fairs.reset_index().drop(columns="adcode"),
        "employers": campaign.employers.reset_index().drop(columns="adcode"),
        "openings": campaign.openings,
        **{
            name: table.reset_index().drop(columns="adcode")
            for name in campaigns.CATALOGUE
            for table in [getattr(campaign, name)]
            if not table.empty
        },
        **({} if campaign.basemap.empty else {"basemap": campaign.basemap}),
    }


def place_empty(path: Path) -> None:
    """An empty database where there is none: a copy, for making it takes as long as filling it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(empty_database())


@cache
def empty_database() -> bytes:
    """The file of a database with nothing in it, as the store makes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fairreach.db"
        Store.open(f"sqlite:///{path}").close()
        return path.read_bytes()


def store_campaign(url: str, campaign: Campaign, only: tuple[str, ...] = ()) -> int:
    """Store a campaign's tables as a new version."""
    frames = frames_of(campaign)
    chosen = {name: frames[name] for name in only or frames}
    place_empty(Path(url.removeprefix("sqlite:///")))
    store = Store.open(url)
    stored = store.replace(chosen, provenance={name: campaign.provenance[name] for name in chosen})
    store.close()
    assert stored.version is not None
    return stored.version


def small_campaign(**changes: Any) -> Campaign:
    tables: dict[str, Any] = {
        "fairs": FAIRS, "demand": DEMAND, "employers": EMPLOYERS, "openings": OPENINGS,
    }  # fmt: skip
    return campaigns.make_campaign(**tables | changes)


def settings_on(url: str, **more: str) -> Settings:
    # A test asks more often than any person would; those of the limit set their own.
    environment = {
        "FAIRREACH_DATABASE_URL": url,
        "FAIRREACH_NOW": NOW,
        "FAIRREACH_RATE_LIMIT": "0",
    }
    return Settings.from_environment(environment | more)
