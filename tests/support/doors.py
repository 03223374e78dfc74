"""The door of tables for tests: what a file's bytes come to."""

import json

import pytest

from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import parse

GAZETTEER = Gazetteer.from_json(
    [
        ["500105", "江北区", "Jiangbei District", 106.57, 29.61],
        ["500112", "渝北区", "Yubei District", 106.63, 29.72],
    ]
)


class Door:
    """Files in one folder, read here and now."""

    def __init__(self, folder):
        self.folder = folder

    def read(self, content, name="t.csv", table="fairs", **options):
        """The table that a file's content comes to."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return parse(path, table, ReadOptions(**options), GAZETTEER)

    def problems(self, content, name="t.csv", table="fairs", **options):
        """The problems of a file that must be refused."""
        with pytest.raises(FileRefused) as refusal:
            self.read(content, name, table, **options)
        assert refusal.value.path == self.folder / name
        return refusal.value.problems

    def reason(self, content, name="t.csv", table="fairs", **options):
        """The reason of the one problem of a file that must be refused."""
        (problem,) = self.problems(content, name, table, **options)
        return problem.reason


def features(*pairs, **members):
    """A FeatureCollection of pairs of properties and a geometry."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": shape}
                for properties, shape in pairs
            ],
        }
        | members
    )


def point(*coordinates):
    """A point as GeoJSON."""
    return {"type": "Point", "coordinates": list(coordinates)}
