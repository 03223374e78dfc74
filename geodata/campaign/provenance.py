"""Where the tables and road networks of a campaign came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one table of a campaign came from."""

    table: str
    file: str
    imported_at: str
    datum: str
    rows: int
    illustrative: bool


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
    """

    name: str
    digest: str
    file: str
    imported_at: str
    source_date: str
