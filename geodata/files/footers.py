"""Rows of a sheet that are none of its table: totals, notes and signatures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.campaign.columns import DISTRICT, POINT
from geodata.campaign.schema import AXES, Table
from geodata.files.raw_table import is_empty

TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|sub-?\s?totals?|(?:grand )?totals?|sums?|jumlah|"
    r"total keseluruhan)\s*[:：]?",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?:备\s*注|附?\s*注|说明|填表说明|资料来源|数据来源|来源|填\s*[表报]\s*[人单日时]\s*[位期间]?|"
    r"制\s*表\s*[人日时]?\s*[期间]?|审\s*[核批]\s*[人]?|复核人?|经办人?|负责人|单位负责人|"
    r"分管领导|联系人|联系电话|电话|单位\s*[(（]?\s*(?:盖章|公章)\s*[)）]?|盖\s*章|公\s*章|签\s*[字名章]|"
    r"notes?|sources?|remarks?|prepared by|checked by|signature|signed|catatan|keterangan|sumber)"
    r"\s*(?:[(（][^()（）]*[)）])?\s*[:：].*|[*※]?\s*注\s*\d*\s*[:：、.].*",
    re.IGNORECASE | re.DOTALL,
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
