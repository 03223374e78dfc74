"""Where the tables and road networks of a campaign came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provenance:
    """
    Where one table of a campaign came from.

    Parameters
    ----------
    file
        Its name, or for the demo's own data a few words.
    origin
        What the demo's own data stand on, as `attribution` names it; "" for a table from a file.
    placed_by
        For people that a model placed: the share that each rule did, between 0 and 1.
    """

    table: str
    file: str
    imported_at: str
    datum: str
    rows: int
    illustrative: bool
    origin: str = ""
    placed_by: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, str | int]:
        """What programs are told of it."""
        told = ("table", "file", "imported_at", "datum", "rows", "illustrative")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True, slots=True)
class RoadSource:
    """
    Where one road network of a campaign came from.

    Parameters
    ----------
    name
        By which a later import replaces it.
    digest
        Of its content: the name of its folder.
    file, imported_at
        As for `Provenance`.
    source_date
        Day of the extract, ISO text, "" where the file does not say.
    ground
        Digest of what lies on the ground of its extract, "" where that is not known.
    """

    name: str
    digest: str
    file: str
    imported_at: str
    source_date: str
    ground: str = ""
