"""In which columns coordinates stand, what their headings say, and what to do where none do."""

import re
from collections.abc import Iterator, Mapping

from geodata.campaign.columns import POINT
from geodata.campaign.schema import AXES, Column, Table
from geodata.cells.pairs import are_pairs
from geodata.errors import CellProblem
from geodata.files.options import ReadOptions
from geodata.formats.headers import Header
from geodata.formats.raw_table import RawTable

STATED: Mapping[str, re.Pattern[str]] = {
    "gcj02": re.compile(r"gcj|高德|腾讯|火星", re.IGNORECASE),
    "bd09": re.compile(r"bd[-_ ]?(?:09|lng|lat|lon)|百度", re.IGNORECASE),
    "wgs84": re.compile(r"wgs|gps", re.IGNORECASE),
}
OF_DATUMS = frozenset({"坐标系", "坐标系统", "坐标类型", "坐标系类型", "datum", "coordtype"})
USUAL = 4
# Columns that map services give their points with, and nobody else.
AMAP = frozenset({"pname", "cityname", "adname"})


def with_axes(raw: RawTable, header: Header) -> Header:
    """The same header, without a column of points where the file has others, or it holds none."""
    at = header.columns.get(POINT.name)
    if at is None:
        return header
    others = raw.geometry is not None or set(AXES) <= set(header.columns)
    if not others and are_pairs(raw.cells.iloc[header.at + 1 :, at].tolist()):
        return header
    columns = {name: place for name, place in header.columns.items() if name != POINT.name}
    left = str(raw.cells.iloc[header.at, at]).strip()
    return Header(header.at, columns, (*header.unknown, left))


def axes_given(raw: RawTable, header: Header, options: ReadOptions) -> tuple[str, ...]:
    """The coordinates that need no column: a shape, a point or a district gives them."""
    placed = options.place_by_district and "district" in header.columns
    neither = not set(AXES) & set(header.columns)
    given = raw.geometry is not None or POINT.name in header.columns or (placed and neither)
    return tuple(map(str, AXES)) if given else ()


def axes_problems(
    header: Header, table: Table, given: tuple[str, ...], row: int | None
) -> Iterator[CellProblem]:
    """What to do about a table that has no column of coordinates at all."""
    if given or not table.needs_points or set(AXES) & set(header.columns):
        return
    both = " and ".join(first_names(table.column(axis)) for axis in AXES)
    one = first_names(POINT)
    reason = (
        f"there are no coordinates; add two columns, known as {both}, or one with both "
        f"(106.55,29.56), known as {one}"
    )
    if "district" in header.columns:
        reason += "; or put each row at the seat of its district with --place-by-district"
    elif table.states_district:
        reason += "; or add a column of districts (区县) and use --place-by-district"
    if "address" in header.columns:
        reason += ". Addresses are not looked up: take each point from a map, and say its --datum"
    yield CellProblem(row, "lon", None, reason)


def first_names(column: Column) -> str:
    """The usual headings of a column."""
    return " / ".join(column.aliases[:USUAL])


def datum_problems(raw: RawTable, header: Header, options: ReadOptions) -> Iterator[CellProblem]:
    """Headings of coordinates that name another datum than the one that is said."""
    if options.crs is not None:
        return
    stated: dict[str, str] = {}
    for name in (*AXES, POINT.name):
        if name in header.columns:
            heading = str(raw.cells.iloc[header.at, header.columns[name]])
            stated |= {d: heading for d, words in STATED.items() if words.search(heading)}
    yield from stated_in_cells(raw, header, options)
    for datum, heading in stated.items():
        if len(stated) > 1 or datum != options.datum.value:
            reason = f"this heading says that its coordinates are in {datum}; say --datum {datum}"
            if len(stated) > 1:
                reason = f"this heading says {datum}, and another one another datum; keep one pair"
            yield CellProblem(None, "lon", heading, reason)


def stated_in_cells(raw: RawTable, header: Header, options: ReadOptions) -> Iterator[CellProblem]:
    """The first cell of a column of datums that names another one than is said."""
    headings = [str(cell).strip().casefold() for cell in raw.cells.iloc[header.at]]
    for at in (at for at, heading in enumerate(headings) if heading in OF_DATUMS):
        column = raw.cells.iloc[header.at + 1 :, at]
        for row, cell in zip(column.index.tolist(), column.tolist(), strict=True):
            named = next((d for d, words in STATED.items() if words.search(str(cell))), None)
            if named is not None and named != options.datum.value:
                reason = f"the coordinates are in {named}, by this cell; say --datum {named}"
                yield CellProblem(int(row), headings[at], str(cell), reason)
                return


def datum_notices(raw: RawTable, header: Header, options: ReadOptions) -> Iterator[str]:
    """That a table is Amap's own, where its datum was not said."""
    headings = {str(cell).strip().casefold() for cell in raw.cells.iloc[header.at]}
    if headings & AMAP and options.datum.value == "wgs84" and options.crs is None:
        yield (
            "these are headings of Amap: if the coordinates are Amap's too, they lie some 500 m "
            "off here; say --datum gcj02"
        )
