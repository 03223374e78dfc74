"""Who gains and who loses by a plan, for people at a terminal."""

import numpy as np
import pandas as pd

from geodata.siting.gains import HALF_A_PERSON, Gains
from service.commands.output import result, table

FIGURES = ("persons", "covered_before", "covered_after", "gained", "lost")
SHARES = ("share_before", "share_after")
OF_TRIPS = ("persons", "gained", "lost")
MEANS = ("mean_before", "mean_after")
WHAT = {
    True: "Who gains and who loses a fair within reach, the worst hit first:",
    False: "Who gets a shorter trip and who a longer one, the worst hit first:",
}


def tell_gains(gains: Gains, no_road: float) -> None:
    """The worst hit, and a table of districts and one of groups."""
    result("")
    result(WHAT[gains.by_reach])
    for line in worst_lines(gains):
        result(line)
    changed = gains.districts[(gains.districts[["gained", "lost"]] >= HALF_A_PERSON).any(axis=1)]
    if len(changed):
        tell_rows(gains, changed.set_index("name_zh"), "district")
    same = len(gains.districts) - len(changed)
    if same:
        result(f"{same} districts stay as they are")
    if len(gains.groups) > 1:
        tell_rows(gains, gains.groups, "group")
    if no_road:
        result(f"{no_road:,.0f} persons without a known road are in none of these columns")


def worst_lines(gains: Gains) -> list[str]:
    """Who is hit worst, by persons and by share; for each group of whom most lose elsewhere."""
    lines, names = [], gains.districts["name_zh"]
    if gains.worst is None:
        lines.append(f"nobody of {gains.group} loses")
    hit = {gains.worst_by_share: " by share", gains.worst: ""}
    for adcode, by in reversed(hit.items()):
        if adcode is not None:
            row = gains.districts.loc[adcode]
            lost = f"{row['lost']:,.0f} persons, {row['lost'] / row['persons']:.1%} of them, lose"
            lines.append(f"worst hit{by}: {names[adcode]}: {lost}")
    for group, row in gains.groups.iterrows():
        if row["worst"] and group != gains.group:
            where = names[row["worst"]]
            lines.append(f"of {group} {row['lost']:,.0f} persons lose, most of them in {where}")
    return lines


def tell_rows(gains: Gains, rows: pd.DataFrame, key: str) -> None:
    """A table of what changes, shares in per cent."""
    columns = (*FIGURES, *SHARES) if gains.by_reach else (*OF_TRIPS, *MEANS)
    cells = [[name, *(cell(row[each], each) for each in columns)] for name, row in rows.iterrows()]
    table([key, *(each.replace("_", " ") for each in columns)], cells)


def cell(value: float, column: str) -> object:
    """A figure: shares in per cent, persons whole, none as a dash."""
    if np.isnan(value):
        return None
    if column in SHARES:
        return f"{value:.1%}"
    return float(value) if column in MEANS else round(value)
