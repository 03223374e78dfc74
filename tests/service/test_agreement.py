"""One calculation, many faces: page, map, API, command line and exports say the same numbers."""

import json
import re

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner

from service.cli import main
from service.words import wording

QUERIES = [
    {},
    {"threshold_km": "40"},
    {"travel": "estimated", "threshold_min": "75"},
    {"travel": "estimated", "threshold_km": "20", "speed_kmh": "50"},
    {"from": "2027-02-19", "to": "2027-03-01"},
]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("query", QUERIES)
def test_every_face_says_the_same_numbers(client, tmp_path, query):
    text = "&".join(f"{name}={value}" for name, value in query.items())
    options = [part for n, v in query.items() for part in (f"--{n.replace('_', '-')}", v)]
    api = client.get(f"/api/v1/coverage?{text}").get_json()

    said = CliRunner().invoke(main, ["coverage", "--json", *options])
    assert json.loads(said.stdout) == api

    table = tmp_path / "coverage.csv"
    layer = tmp_path / "coverage.geojson"
    uncovered = tmp_path / "gaps.csv"
    for what, path in (("coverage", table), ("coverage", layer), ("gaps", uncovered)):
        assert CliRunner().invoke(main, ["export", what, str(path), *options]).exit_code == 0
    rows = pd.read_csv(table, dtype={"adcode": str})
    features = gpd.read_file(layer)
    for column in ("adcode", "persons", "persons_covered", "persons_gap", "fairs"):
        expected = [row[column] for row in api["districts"]]
        assert rows[column].tolist() == expected
        assert features[column].tolist() == expected
    gap = api["total"]["persons_gap"]
    places = client.get(f"/api/v1/gaps?{text}").get_json()["features"]
    assert sum(place["properties"]["persons"] for place in places) == pytest.approx(gap)
    assert pd.read_csv(uncovered)["persons"].sum() == pytest.approx(gap)

    page = client.get(f"/planner?lang=en&{text}").text
    data = json.loads(re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL)[1])
    assert client.get(data["coverage"]).get_json() == api
    cells = client.get(data["gaps"]).get_json()
    at = cells["columns"].index("persons")
    assert sum(row[at] for row in cells["rows"]) == pytest.approx(gap, abs=len(cells["rows"]))
    for row in api["districts"]:
        found = re.search(rf'id="row-{row["adcode"]}".*?</tr>', page, re.DOTALL)[0]
        assert f'<data value="{row["persons_gap"]:.0f}"' in found
        assert wording.share(row["coverage"]) in found.replace("&lt;", "<").replace("&gt;", ">")
