"""What leaves the planner's page as a file: the ranked table and the gap, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from geodata.base.datum import Datum
from geodata.campaign.campaign import Campaign
from geodata.export.contents import gaps_sheet
from geodata.export.report import Figure, Heading, Report, Row
from geodata.export.sheet import cells_of
from geodata.measures.coverage import coverage
from geodata.measures.measure import COVERAGE, MOST, WAIT, unknown_share
from geodata.measures.query import METRES_PER_KM, CoverageQuery
from service.comparison.compared import Compared
from service.comparison.report import compared_report, ways
from service.planner.meaning import Note, in_a_file
from service.planner.ranking import DistrictRow, Order
from service.words import waits
from service.words.illustration import illustration_note
from service.words.labels import RANKING
from service.words.language import gettext, names
from service.words.map_words import STRINGS

COSTS = ("mean_cost", "p90_cost")
# Of a district most of whose people have no known road, these say nothing.
REST_ON_WAYS = ("persons_gap", "coverage", "coverage_known", *COSTS, WAIT.figure)
BY_ROAD = ("persons_no_road", "coverage_known", "persons_unreachable")
DATUMS = {Datum.WGS84: "WGS-84", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}


def coverage_report(
    campaign: Campaign,
    query: CoverageQuery,
    today: date,
    order: Order | None = None,
    compared: Compared | None = None,
) -> Report:
    """
    The districts with their coverage, ranked as on the page, and all of them together.

    Parameters
    ----------
    today
        The day on which the file is made.
    order
        By default the least covered first.
    compared
        With another state, whose figures then stand beside these; None without one.
    """
    answer, named = coverage(campaign, query).to_dict(), f"name_{names()}"
    unit = answer["definition"]["cost_unit"]
    columns = headings(named, unit, query)
    rows = answer["districts"] if compared is None else compared.rows(answer["districts"])
    ranked = (order or Order(COVERAGE.name)).rank(rows, named)
    total = {named: gettext("Together"), "adcode": None} | answer["total"]
    report = Report(
        title=gettext("Coverage of job fairs"),
        notes_title=gettext("What the numbers mean"),
        columns=list(columns.values()),
        rows=[cells_in(columns, unit, with_never(without_guesses(row))) for row in ranked],
        total=cells_in(columns, unit, with_never(total)),
        mark=illustration_note(campaign),
        notes=[*in_a_file(campaign, query, answer, today), *empty_cells(ranked, named)],
        created=today,
    )
    return report if compared is None else compared_report(compared, report)


def headings(named: str, unit: str, query: CoverageQuery) -> Mapping[str, Heading]:
    """What heads each figure of a district; ways on the straight line or in km have metres."""
    left = (*(() if query.travel.by_road else BY_ROAD), *(() if query.waits else (WAIT.figure,)))
    mean, most = ways(unit)
    every = {
        named: Heading(str(RANKING["name"])),
        "adcode": Heading(gettext("Code")),
        "persons": Heading(str(RANKING["persons"]), Figure.WHOLE),
        "persons_covered": Heading(gettext("Covered"), Figure.WHOLE),
        "persons_gap": Heading(gettext("Not covered"), Figure.WHOLE),
        "persons_no_road": Heading(gettext("Unknown, no road data"), Figure.WHOLE),
        "coverage": Heading(str(RANKING["coverage"]), Figure.SHARE),
        "coverage_known": Heading(gettext("Coverage where roads are known"), Figure.SHARE),
        "fairs": Heading(str(RANKING["fairs"]), Figure.WHOLE),
        "fairs_per_100k": Heading(gettext("Fairs per 100,000 people"), Figure.HUNDREDTHS),
        "mean_cost": Heading(mean, Figure.TENTHS),
        "p90_cost": Heading(most, Figure.TENTHS),
        "persons_unreachable": Heading(gettext("No way to any fair"), Figure.WHOLE),
        WAIT.figure: Heading(str(STRINGS["legend_wait"]), Figure.WHOLE),
    }
    return {name: each for name, each in every.items() if name not in left}


def without_guesses(row: DistrictRow) -> DistrictRow:
    """A district's figures but for those in which the few who are known stand for the many."""
    return {**row, **dict.fromkeys(REST_ON_WAYS)} if unknown_share(row) > MOST else row


def with_never(row: DistrictRow) -> DistrictRow:
    """A district's figures with a word where people wait in vain: an empty cell is unknown."""
    is_never = WAIT.figure in row and WAIT.value(row) == inf
    return {**row, WAIT.figure: waits.wait_text(inf)} if is_never else row


def cells_in(columns: Mapping[str, Heading], unit: str, figures: Mapping[str, Any]) -> Row:
    """Figures under their headings; metres as kilometres."""
    metres = {} if unit != "m" else {name: figures[name] for name in COSTS}
    km = {name: way and way / METRES_PER_KM for name, way in metres.items()}
    return [{**figures, **km}[name] for name in columns]


def empty_cells(rows: Sequence[DistrictRow], named: str) -> list[Note]:
    """Which districts have empty cells, and why."""
    empty = [row[named] for row in rows if unknown_share(row) > MOST]
    if not empty:
        return []
    told = gettext(
        "No road is known for most people in: %(districts)s.", districts=gettext(", ").join(empty)
    )
    return [(gettext("Empty cells"), told)]


def gaps_report(campaign: Campaign, query: CoverageQuery, today: date, datum: Datum) -> Report:
    """The cells of the gap, most people first; their centres in the datum asked for."""
    cells = gaps_sheet(campaign, query).in_datum(datum).rows
    answer = coverage(campaign, query).to_dict()
    columns = {
        "persons": Heading(gettext("Not covered"), Figure.WHOLE),
        "lon": Heading(gettext("Longitude"), Figure.DEGREES),
        "lat": Heading(gettext("Latitude"), Figure.DEGREES),
        "cell_m": Heading(gettext("Side of the cell, m"), Figure.WHOLE),
    }
    where = gettext("Centre of the people of each cell, %(datum)s.", datum=DATUMS[datum])
    return Report(
        title=gettext("People not covered"),
        notes_title=gettext("What the numbers mean"),
        columns=list(columns.values()),
        rows=list(zip(*(cells_of(cells[name]) for name in columns), strict=True)),
        total=None,
        mark=illustration_note(campaign),
        notes=[*in_a_file(campaign, query, answer, today), (gettext("Coordinates"), where)],
        created=today,
    )
