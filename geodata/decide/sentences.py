"""Reasons in words; without the solvers, which whoever reads them out does not need."""

from collections.abc import Mapping

from geodata.optimum.problem import translatable

AT_MOST = translatable("%(count)s venues at most")
AT_LEAST = translatable("at least %(count)s in %(district)s")
AT_MOST_THERE = translatable("at most %(count)s in %(district)s")
NUMBER = translatable("%(count)s venues in place of %(asked)s")


def write_out(value: object) -> object:
    """Reasons with their sentences written out, for who reads English."""
    if isinstance(value, Mapping):
        if set(value) == {"text", "details"}:
            return str(value["text"]) % value["details"]
        return {name: write_out(each) for name, each in value.items()}
    return [write_out(each) for each in value] if isinstance(value, list) else value
