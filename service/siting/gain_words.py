"""Who gains and who loses by a plan, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.campaign.campaign import Campaign
from geodata.districts.names import short_en, short_zh
from geodata.siting.gains import HALF_A_PERSON
from service.words import differences, wording
from service.words.language import gettext, names, ngettext

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GainRow:
    """
    A district or a group, in words.

    Parameters
    ----------
    lost, gained
        Persons; "–" for nobody.
    then
        The share that is covered then, or the mean trip.
    difference
        Against what it is now.
    is_hit
        Whether anybody loses.
    """

    name: str
    lost: str
    gained: str
    then: str
    difference: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class GainsTold:
    """
    Whom a plan brings what.

    Parameters
    ----------
    by_reach
        Whether it counts who comes within reach; else whose trip shortens.
    worst
        Who is hit worst, or that nobody is; never left out.
    districts, groups
        Those that change, the worst hit first; and all groups.
    rest
        Who is in none of the rows.
    """

    by_reach: bool
    worst: Sequence[str]
    districts: Sequence[GainRow]
    groups: Sequence[GainRow]
    rest: Sequence[str]


def told_of_gains(campaign: Campaign, result: Mapping[str, Any]) -> GainsTold:
    """What the plan of a result changes, in words."""
    gains, unit = result["gains"], result["cost_unit"]
    by_reach, rows = gains["by"] == "reach", gains["districts"]
    changed = [row for row in rows if max(row["lost"], row["gained"]) >= HALF_A_PERSON]
    groups = gains["groups"]
    return GainsTold(
        by_reach=by_reach,
        worst=[*worst_lines(campaign, gains, by_reach=by_reach), *by_distance(result)],
        districts=[row_of(row, short(row), unit, by_reach=by_reach) for row in changed],
        groups=[row_of(row, wording.group_name(row["group"]), unit, by_reach=by_reach)
                for row in groups],
        rest=[*rest_lines(len(rows) - len(changed), sum(row["persons_no_road"] for row in rows))],
    )  # fmt: skip


def row_of(row: Row, name: str, unit: str, *, by_reach: bool) -> GainRow:
    """One row of either table."""
    if by_reach:
        before, after = row["share_before"], row["share_after"]
        then = wording.share(after)
        less = differences.points(None if None in (before, after) else after - before)
    else:
        before, after = row["mean_before"], row["mean_after"]
        then = wording.cost(after, unit)
        less = differences.cost(None if None in (before, after) else after - before, unit)
    lost, gained = (some(row[each]) for each in ("lost", "gained"))
    return GainRow(name, lost, gained, then, less, row["lost"] >= HALF_A_PERSON)


def some(persons: float) -> str:
    """Persons to the last one, a dash for nobody."""
    return wording.exact(round(persons)) if persons >= HALF_A_PERSON else "–"


def worst_lines(campaign: Campaign, gains: Mapping[str, Any], *, by_reach: bool) -> Iterator[str]:
    """Who is hit worst: by persons, by share, and of each group where that is elsewhere."""
    rows = {row["adcode"]: row for row in gains["districts"]}
    if gains["worst"] is None:
        nobody = gettext("Nobody loses a fair within reach.")
        yield nobody if by_reach else gettext("Nobody has a longer trip.")
    else:
        yield worst_line(rows[gains["worst"]], by_reach=by_reach)
    if gains["worst_by_share"] not in (None, gains["worst"]):
        row = rows[gains["worst_by_share"]]
        part = wording.share(row["lost"] / row["persons"])
        yield gettext("By share %(district)s: %(part)s.", district=short(row), part=part)
    for row in gains["groups"]:
        if row["worst"] not in (None, gains["worst"]):
            yield gettext(
                "%(group)s: %(n)s lose, most of them in %(district)s.",
                group=wording.group_name(row["group"]),
                n=wording.exact(round(row["lost"])),
                district=short(campaign.districts.loc[row["worst"]]),
            )


def by_distance(result: Mapping[str, Any]) -> Iterator[str]:
    """Where seats count in the plan: that they do not here, nor in the page's headline."""
    if result.get("capacities"):
        yield gettext("These figures count who lives within reach, with or without a seat.")


def worst_line(row: Row, *, by_reach: bool) -> str:
    """Where most people lose."""
    told = {
        "district": short(row),
        "n": wording.exact(round(row["lost"])),
        "part": wording.share(row["lost"] / row["persons"]),
    }
    if by_reach:
        return gettext(
            "Worst hit: %(district)s. %(n)s people there (%(part)s) lose every fair within reach.",
            **told,
        )
    return gettext(
        "Worst hit: %(district)s. %(n)s people there (%(part)s) have a longer trip.", **told
    )


def rest_lines(same: int, no_road: float) -> Iterator[str]:
    """Who is in none of the rows."""
    if same:
        yield ngettext(
            "%(num)s district stays as it is.", "%(num)s districts stay as they are.", same
        )
    if no_road:
        n = wording.people(no_road)
        yield gettext("Another %(n)s people have no road data; they neither gain nor lose.", n=n)


def short(row: Any) -> str:
    """A district's short name."""
    return short_zh(row["name_zh"]) if names() == "zh" else short_en(row["name_en"])
