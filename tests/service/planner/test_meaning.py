"""What the numbers mean: one text for the page, the files and the archive, true to the query."""

import csv
import io
import re
from html import unescape

import pytest

QUERIES = ["", "travel=estimated&threshold_min=75&region=500000", "threshold_km=40"]
BY_ROAD = {
    "travel=roads&threshold_min=3": "By car, no traffic: the quickest way, over bridges",
    "travel=roads&profile=walk&threshold_min=10": "On foot, by roads and paths that are known",
}


def on_page(client, query):
    """The notes of the planner's page, name and text."""
    page = client.get(f"/planner?lang=en&{query}").text
    told = re.search(r'<dl class="meaning">(.*?)</dl>', page, re.DOTALL)[1]
    notes, name = [], ""
    for tag, text in re.findall(r"<(dt|dd)>(.*?)</d.>", told):
        name = unescape(text) if tag == "dt" else name
        if tag == "dd":
            notes.append([name, unescape(text)])
    return notes


@pytest.mark.parametrize("query", QUERIES)
def test_the_page_and_its_file_say_the_same_word_by_word(client, query):
    file = client.get(f"/planner.csv?lang=en&{query}").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file, newline="")))

    named = [line[0] if line else "" for line in lines]
    between = lines[named.index("In short") + 1 : named.index("Created on")]

    assert on_page(client, query) == between
    assert {"Region", "People", "Travel", "Limit", "Coverage"} <= {name for name, _ in between}


@pytest.mark.parametrize("query", BY_ROAD)
def test_whoever_walks_is_not_told_of_driving(town_client, query):
    notes = dict(on_page(town_client, query))
    total = town_client.get(f"/api/v1/coverage?{query}").get_json()["total"]

    assert notes["Travel"].startswith(BY_ROAD[query])
    assert ("car" in notes["Travel"]) is ("walk" not in query)
    assert notes["Coverage"].endswith(f"{total['coverage']:.1%}")
    assert notes["Coverage where roads are known"].endswith(f"{total['coverage_known']:.1%}")
    assert notes["Unknown, no road data"].startswith(f"{total['persons_no_road']:.0f} people")
