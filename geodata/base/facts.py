"""The figures that we carry in ``geodata/facts``."""

import csv
from importlib import resources


def read_facts(name: str) -> list[dict[str, str]]:
    """The rows of a table of ``geodata/facts``."""
    path = resources.files("geodata") / "facts" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
