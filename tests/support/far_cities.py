"""A campaign of two cities 1,900 km apart, Beijing and Guangzhou, as files that are imported."""

import csv
import json
import os
import sys
from pathlib import Path

import warm

BEIJING, GUANGZHOU = "110000", "440100"
# Names, and south-west corners of boxes of 0.2 degrees.
DISTRICTS = {
    "110101": ("东城区", "Dongcheng", 116.3, 39.8),
    "110102": ("西城区", "Xicheng", 116.1, 39.8),
    "110105": ("朝阳区", "Chaoyang", 116.3, 40.0),
    "440103": ("荔湾区", "Liwan", 113.1, 23.0),
    "440104": ("越秀区", "Yuexiu", 113.3, 23.0),
    "440105": ("海珠区", "Haizhu", 113.3, 22.8),
}
SIDE = 0.2
FAIRS = (
    ("f1", "东城春风", "Hall", 116.35, 39.85, "2027-03-13"),
    ("f2", "东城再来", "Hall", 116.45, 39.95, "2027-03-14"),
    ("f3", "越秀春风", "Hall", 113.35, 23.05, "2027-03-13"),
)
PERSONS = 90_000


def box(west: float, south: float) -> list[list[list[float]]]:
    """The ring of a district."""
    east, north = west + SIDE, south + SIDE
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def write_districts(path: Path) -> None:
    """The districts as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": box(west, south)},
            "properties": {"adcode": code, "name_zh": zh, "name_en": en},
        }
        for code, (zh, en, west, south) in DISTRICTS.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def write_table(path: Path, head: list[str], rows: list[tuple[object, ...]]) -> None:
    """A table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def demand_rows() -> list[tuple[object, ...]]:
    """Four places of equal numbers in each district."""
    return [
        (round(west + across, 3), round(south + up, 3), PERSONS)
        for _, _, west, south in DISTRICTS.values()
        for across in (0.05, 0.15)
        for up in (0.05, 0.15)
    ]


def import_far_cities(folder: Path) -> str:
    """The address of a database with the imported campaign."""
    write_districts(folder / "districts.geojson")
    write_table(folder / "demand.csv", ["lon", "lat", "persons"], demand_rows())
    head = ["fair_id", "name", "venue", "lon", "lat", "date"]
    write_table(folder / "fairs.csv", head, [*FAIRS])
    url = f"sqlite:///{folder}/fairreach.db"
    for table, file in (
        ("districts", "districts.geojson"), ("demand", "demand.csv"), ("fairs", "fairs.csv"),
    ):  # fmt: skip
        command = [sys.executable, "-m", "service", "import", table, str(folder / file)]
        environment = {**os.environ, "FAIRREACH_DATABASE_URL": url}
        done = warm.run(command, env=environment)
        assert done.returncode == 0, done.stderr
    return url
