"""
The evaluation data: the roads of a real region, too large to lie in the checkout.

``FAIRREACH_EVALUATION`` names the extract or its folder; else it is looked for beside the checkout.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

VARIABLE = "FAIRREACH_EVALUATION"
NAME = "chongqing-roads-2016.osm.pbf"
BESIDE = Path(__file__).parents[2].parent / "shared/data"


def extract(environment: Mapping[str, str]) -> Path:
    """Where the extract is looked for; it may not be there."""
    named = Path(environment.get(VARIABLE) or BESIDE)
    return named / NAME if named.is_dir() or not named.name.endswith(".pbf") else named


ROADS = extract(os.environ)
needed = [
    pytest.mark.evaluation,
    pytest.mark.skipif(
        not ROADS.is_file(),
        reason=f"the evaluation data are absent: there is no {ROADS}",
    ),
]


def summary() -> str:
    """Whether the data are there, in a line."""
    if ROADS.is_file():
        return f"evaluation data: {ROADS}"
    return f"evaluation data: ABSENT, there is no {ROADS} ({VARIABLE} names another place)"


if __name__ == "__main__":
    print(summary())
