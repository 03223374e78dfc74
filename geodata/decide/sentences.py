"""Reasons in words; without the solvers, which whoever reads them out does not need."""

from collections.abc import Mapping


def written(value: object) -> object:
    """Reasons with their sentences written out, for who reads English."""
    if isinstance(value, Mapping):
        if set(value) == {"text", "details"}:
            return str(value["text"]) % value["details"]
        return {name: written(each) for name, each in value.items()}
    return [written(each) for each in value] if isinstance(value, list) else value
