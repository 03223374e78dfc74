"""Rows of a sheet that are none of its table: totals, notes and signatures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.campaign.columns import DISTRICT, POINT
from geodata.campaign.schema import AXES, Table
from geodata.formats.raw_table import is_empty

TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*(?:数量?|人数|展位数?)|sub-?\s?totals?|"
    r"(?:grand )?totals?|sums?|jumlah|total keseluruhan)\s*[:：]?\s*[\d,，.]*\s*[家场个人次条名]?",
    re.IGNORECASE,
)
# What people write below a table, up to a colon.
HEADS = (
    r"备\s*注|附?\s*注\s*\d*|附\s*件|(?:填\s*表\s*)?说明|(?:资料|数据)?来源|"
    r"(?:填|制|编)\s*[表报制]\s*(?:人|单位|部门|时间|日期|日)?|(?:审\s*[核批]|复核|经办|负责)\s*人?|"
    r"(?:单位)?(?:负责人|联系人|领导|盖章|公章)|分管领导|(?:联系)?电话|日\s*期|单位|签\s*[字名章]|"
    r"notes?|sources?|remarks?|prepared by|checked by|signature|signed|catatan|keterangan|sumber"
)
NOTE = re.compile(
    rf"[*※]?\s*(?:{HEADS})\s*(?:[(（][^()（）]*[)）])?\s*[:：].*|[*※]?\s*注\s*\d*\s*[、.].*|"
    r"[(（].*[)）]|[*※].*|以上(?:信息|内容|数据|安排|时间|场次|招聘会|均).*|共\s*\d+\s*[家场个人次条名].*|"
    r"本表.*|特此.*|(?:单位)?\s*[(（]?\s*(?:盖|公)\s*章\s*[)）]?|"
    r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?",
    re.IGNORECASE | re.DOTALL,
)
LONE = (
    "holds one cell alone; if it is a note or a signature below the table, delete the row, else "
    "complete it"
)
PLACES = {*AXES, POINT.name, DISTRICT.name}
LONGEST_TOLD = 20
LISTED = 6


def footers(body: pd.DataFrame, columns: Mapping[str, int], table: Table) -> npt.NDArray[np.bool_]:
    """
    Which rows are totals anywhere, or notes and signatures below the last row of the table.

    Such a row begins with a word for it and lacks what its table needs, so that it could not be
    stored as a row in any case.

    Parameters
    ----------
    body
        The rows below the headings.
    columns
        The position of each of our columns.
    """
    found = np.zeros(len(body), dtype=bool)
    for at in total_rows(body):
        found[at] = lacks_needed(body.iloc[at].tolist(), columns, table)
    for at in range(len(body) - 1, -1, -1):
        row = body.iloc[at].tolist()
        filled = [value for value in row if not is_empty(value)]
        if not filled or found[at]:
            continue
        if not is_note(filled[0]) or not lacks_needed(row, columns, table):
            break
        found[at] = True
    return found


def lone_cells(
    body: pd.DataFrame, passed: npt.NDArray[np.bool_], columns: Mapping[str, int], table: Table
) -> dict[int, Any]:
    """
    Rows at the end of a table with one cell alone, though a row of it needs more.

    They may be real and incomplete, or notes in words that are not known: whoever made the file is
    asked once.
    """
    found: dict[int, Any] = {}
    for at in range(len(body) - 1, -1, -1):
        row = body.iloc[at].tolist()
        filled = [value for value in row if not is_empty(value)]
        if not filled or passed[at]:
            continue
        if len(filled) > 1 or not isinstance(filled[0], str):
            break
        if not is_incomplete(row, columns, table):
            break
        found[at] = filled[0]
    return found


def total_rows(body: pd.DataFrame) -> Iterator[int]:
    """Rows whose first cell that holds anything is a word for a total."""
    firsts: dict[int, None] = {}
    for column in range(min(body.shape[1], 3)):
        values = body.iloc[:, column]
        words = {v for v in values.unique() if isinstance(v, str) and TOTAL.fullmatch(v.strip())}
        if words:
            firsts |= dict.fromkeys(np.flatnonzero(values.isin(words)).tolist())
    for at in firsts:
        first = next(value for value in body.iloc[at].tolist() if not is_empty(value))
        if isinstance(first, str) and TOTAL.fullmatch(first.strip()):
            yield at


def is_note(value: Any) -> bool:
    """Whether a cell begins a note, a signature or a total."""
    text = value.strip() if isinstance(value, str) else ""
    return NOTE.fullmatch(text) is not None or TOTAL.fullmatch(text) is not None


def lacks_needed(row: Sequence[Any], columns: Mapping[str, int], table: Table) -> bool:
    """Whether a row could not be one of the table, the cell with the word being none of its."""
    first = next(at for at, value in enumerate(row) if not is_empty(value))
    filled = {n for n, at in columns.items() if at != first and not is_empty(row[at])}
    needed = {c.name for c in table.columns if c.needed and c.kind not in AXES}
    if table.needs_points and not filled & PLACES:
        return True
    rest = {name for name in needed if columns.get(name) != first}
    return (
        not rest <= filled if rest else filled <= {c.name for c in table.columns if not c.is_text}
    )


def is_incomplete(row: Sequence[Any], columns: Mapping[str, int], table: Table) -> bool:
    """Whether a row lacks anything that its table needs."""
    filled = {name for name, at in columns.items() if not is_empty(row[at])}
    needed = {c.name for c in table.columns if c.needed and c.kind not in AXES}
    return not needed <= filled or (table.needs_points and not filled & PLACES)


def footer_notice(body: pd.DataFrame, found: npt.NDArray[np.bool_]) -> Iterator[str]:
    """What was passed over, by its first words."""
    places = np.flatnonzero(found).tolist()
    if not places:
        return
    told = []
    for at in places[:LISTED]:
        first = next(str(v).strip() for v in body.iloc[at].tolist() if not is_empty(v))
        short = first if len(first) <= LONGEST_TOLD else f"{first[:LONGEST_TOLD]}…"
        told.append(f"row {body.index[at]} ({short})")
    more = f" and {len(places) - LISTED:,} more" if len(places) > LISTED else ""
    yield f"passed over as totals, notes or signatures: {', '.join(told)}{more}"
