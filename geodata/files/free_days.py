"""The days on which a venue is free."""

from collections.abc import Mapping
from typing import Any

from geodata.files.validator import Validator


def refuse_turned_days(validator: Validator, read: Mapping[str, list[Any]]) -> None:
    """Refuse rows whose last free day is before the first."""
    days = zip(read["free_from"], read["free_to"], strict=True)
    for at, (first, last) in enumerate(days):
        if first and last and last < first:
            validator.refuse(at, "free_to", last, f"is before the first free day, {first}")
