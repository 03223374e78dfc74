"""What is wrong with a clean table beside the current version: a file alone cannot know."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from geodata.campaign.tables import DEMAND, TABLES
from geodata.errors import CellProblem
from geodata.files.options import ReadTable

MOST_GROUPS = 16


def problems(read: ReadTable, ids: Mapping[str, pd.Series]) -> list[CellProblem]:
    """
    Every row that refers to what is not there, and a group too many.

    Parameters
    ----------
    ids
        What there is, by table.
    """
    found = [*_unknown_references(read, ids), *_too_many_groups(read)]
    return [replace(each, unit=read.unit) for each in found]


def _unknown_references(read: ReadTable, ids: Mapping[str, pd.Series]) -> Iterator[CellProblem]:
    for column, table in TABLES[read.table].references.items():
        stated, known = read.frame[column], ids[table]
        unknown = stated[~stated.isin(known) & (stated != "")]
        if known.empty and not unknown.empty:
            reason = f"no {table} have been imported yet; import them before their {read.table}"
            yield CellProblem(None, column, None, reason)
            continue
        reason = f"none of the {len(known):,} {table} has this id; import {table} first"
        for row, value in zip(unknown.index, unknown, strict=True):
            yield CellProblem(int(row), column, value, reason)


def _too_many_groups(read: ReadTable) -> Iterator[CellProblem]:
    if read.table != DEMAND.name:
        return
    first = read.frame["group"].drop_duplicates()
    if len(first) > MOST_GROUPS:
        reason = f"this is group number {MOST_GROUPS + 1} of {len(first)}; at most {MOST_GROUPS}"
        row, group = first.index[MOST_GROUPS], first.iloc[MOST_GROUPS]
        yield CellProblem(int(row), "group", group, reason)
