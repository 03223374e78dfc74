"""One campaign as an immutable snapshot in memory: what every calculation starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.cache import Cache
from geodata.campaign.changes import Changes
from geodata.campaign.entry_ids import EntryIds
from geodata.campaign.provenance import Provenance, RoadSource
from geodata.campaign.schema import Table
from geodata.campaign.sessions import SessionTable
from geodata.campaign.synonyms import Synonyms, usual_synonyms
from geodata.campaign.tables import CANDIDATES, POLICIES, SERVICES
from geodata.campaign.vocabulary import COUNTING_STATUSES
from geodata.districts.names import Gazetteer
from geodata.roads.traffic import TrafficTables, usual_traffic

if TYPE_CHECKING:
    from geodata.campaign.history import Revision, State
    from geodata.ground.folder import GroundTiles
    from geodata.roads.network import Network


@dataclass(frozen=True, eq=False, slots=True)
class Demand:
    """
    People at n points, WGS-84.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,).
    district_at
        Position in the campaign's districts, shape (n,); -1 where the point is in none.
    persons
        For each group the persons at every point, shape (n,). Groups overlap: never add them up.
    """

    lon: Floats
    lat: Floats
    district_at: Ints
    persons: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.lon)


def without_rows(table: Table) -> pd.DataFrame:
    """A table of places as a campaign holds it, with its columns and no rows."""
    types = {column.name: column.dtype for column in table.stored_columns} | {"adcode": "str"}
    return pd.DataFrame(columns=list(types)).astype(types).set_index(table.id_column)


@dataclass(frozen=True, eq=False, slots=True)
class Trial:
    """
    What a what-if changes.

    Parameters
    ----------
    plan
        The campaign that it starts from.
    changes
        What is otherwise.
    standing
        Position in the plan's fairs of each fair that stands where it stood there, -1 for one
        that is new or elsewhere, shape (n,).
    names
        For each change, the id of the fair that bears it.
    """

    plan: "Campaign"
    changes: Changes
    standing: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Campaign:
    """
    One immutable version of everything: districts, people, fairs, employers, openings.

    Parameters
    ----------
    version
        The store's version number.
    districts
        Polygons, WGS-84, indexed by ``adcode``; columns ``name_zh, name_en, persons, seat_lon,
        seat_lat, geometry`` (``persons`` NaN where unknown).
    demand
        People at points.
    fairs
        Indexed by ``fair_id``, sorted by ``date, start_time, fair_id``; the table's columns plus
        ``adcode`` (the district whose polygon holds the point, "" outside all) and ``precision``
        (``point`` or ``district``). Dates are ISO text, times ``HH:MM`` text, missing text is "";
        they are those of the first session. For all of them ask ``times``.
    employers
        Indexed by ``employer_id``; likewise.
    openings
        ``employer_id, fair_id, occupation, sector, headcount``; ``fair_id`` may be "".
    basemap
        What the map shows beneath, and towns by name: ``kind`` (of ``GROUND_SHAPES``),
        ``name_zh, name_en, persons, geometry``, WGS-84. May be empty.
    provenance
        By table.
    road_sources
        The road networks that belong to this version, by name.
    networks
        Those of them that could be opened, by name.
    grounds
        What lies on the ground of their extracts, where that is known.
    services, policies
        Indexed by ``service_id`` and ``policy_id``; the table's columns plus ``adcode``: of the
        district that holds the point, or without a point of the one that is stated ("" if none).
    candidates
        Venues where fairs could be held, indexed by ``venue_id``; likewise as fairs. Unknown are
        ``capacity`` and ``cost`` as NaN, ``free_from`` and ``free_to`` as "".
    revisions, gone
        The past of the fairs, as `revisions.Past` has it; empty where it is not known.
    shows_ground
        Whether maps draw them.
    entry_ids
        What calendars know the fairs by.
    synonyms
        Words for kinds of work, by which openings are found beside those of the tables.
    traffic
        What may slow cars on its roads.
    trial
        What a what-if changes, and of which plan; None for a plan itself.
    cache
        What has been calculated for this snapshot; it goes when the snapshot goes.
    still
        What a what-if shares with its plan: what was calculated from everything but the fairs, and
        the distances to those fairs that stand.
    """

    version: int
    districts: gpd.GeoDataFrame
    demand: Demand
    fairs: pd.DataFrame
    employers: pd.DataFrame
    openings: pd.DataFrame
    basemap: gpd.GeoDataFrame
    provenance: Mapping[str, Provenance]
    road_sources: tuple[RoadSource, ...] = ()
    networks: Mapping[str, "Network"] = field(default_factory=dict)
    grounds: tuple["GroundTiles", ...] = ()
    shows_ground: bool = True
    services: pd.DataFrame = field(default_factory=lambda: without_rows(SERVICES))
    policies: pd.DataFrame = field(default_factory=lambda: without_rows(POLICIES))
    candidates: pd.DataFrame = field(default_factory=lambda: without_rows(CANDIDATES))
    revisions: Mapping[str, "Revision"] = field(default_factory=dict)
    gone: Mapping[str, "State"] = field(default_factory=dict)
    entry_ids: EntryIds = field(default_factory=EntryIds)
    synonyms: Synonyms = field(default_factory=usual_synonyms, repr=False)
    traffic: TrafficTables = field(default_factory=usual_traffic, repr=False)
    trial: "Trial | None" = field(default=None, repr=False)
    cache: Cache = field(default_factory=Cache, repr=False)
    still: Cache = field(default_factory=Cache, repr=False)

    def frame(self, table: Table) -> pd.DataFrame:
        """Any table but the demand, which is no frame."""
        frame: pd.DataFrame = getattr(self, table.name)
        return frame

    def rows(self, table: Table) -> pd.DataFrame:
        """Any table but the demand, its ids as an ordinary column."""
        return self.frame(table) if table.id_column is None else self.frame(table).reset_index()

    @property
    def plan(self) -> "Campaign":
        """The plan that a what-if starts from; a plan is its own."""
        return self if self.trial is None else self.trial.plan

    @property
    def drawn_grounds(self) -> tuple["GroundTiles", ...]:
        """The grounds that maps draw."""
        return self.grounds if self.shows_ground else ()

    @property
    def illustrative(self) -> tuple[str, ...]:
        """The tables that are made up for demonstration, in the campaign's order."""
        return tuple(name for name, source in self.provenance.items() if source.illustrative)

    @cached_property
    def counting(self) -> pd.DataFrame:
        """The fairs that count towards coverage: planned and published, never cancelled."""
        return self.fairs[self.counts]

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """What its districts are called, before and after their changes too."""
        return Gazetteer.of(self.districts)

    @cached_property
    def times(self) -> SessionTable:
        """When the fairs are held: every session of each."""
        return SessionTable.of(self.fairs)

    @cached_property
    def counts(self) -> Flags:
        """Which of the fairs those are, by position."""
        return self.of_status(COUNTING_STATUSES)

    def of_status(self, statuses: tuple[str, ...]) -> Flags:
        """Which of the fairs are of some statuses, by position."""
        return self.fairs["status"].isin(statuses).to_numpy(dtype=bool)

    @cached_property
    def counting_days(self) -> pd.DataFrame:
        """Each day of each counting fair: ``fair_at, date``."""
        return self.times.days(self.counts)

    @cached_property
    def dates(self) -> tuple[date, date] | None:
        """The first and last day on which a counting fair is held; None without any."""
        days = self.times.date[self.counts[self.times.fair_at]].tolist()
        return (date.fromisoformat(min(days)), date.fromisoformat(max(days))) if days else None
