"""Wages as offices write them: yuan a month, as a range in one cell or as its two ends."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from geodata.campaign.schema import WAGE_BOUNDS
from geodata.cells.values import CellRefused, Tell, as_text, plain_text, read_number
from geodata.files.validator import Validator

MONTHLY = re.compile(
    r"^(月薪|月工资)?[:]?¥?|(元|块|rmb|yuan)?(/|每|一)?(个?月|month)?([·*x]?1\d薪)?$"
)
AMOUNT = r"(\d+(?:\.\d+)?)(k|千|万)?(?:元)?"
RANGE = re.compile(rf"{AMOUNT}(?:-|~|–|—|至|到|－){AMOUNT}")
LEAST = re.compile(rf"(?:不低于|至少|>=|≥)?{AMOUNT}(?:及以上|以上|起|\+)?")
MOST = re.compile(rf"(?:不超过|至多|<=|≤){AMOUNT}|{AMOUNT}(?:及以下|以下|以内)")
COMMA = re.compile(r"(?<=\d),(?=\d{3})")
UNITS = {"k": 1_000, "千": 1_000, "万": 10_000}
UNSTATED = frozenset({
    "面议", "面谈", "薪资面议", "工资面议", "待遇面议", "negotiable", "nego", "-", "--", "/", "无",
    "暂无",
})  # fmt: skip
LISTED = 5


class Wages(NamedTuple):
    """What a month is paid with at least and at most, in yuan; None where that is not said."""

    least: int | None
    most: int | None


UNKNOWN = Wages(None, None)


def read_wage(value: Any, tell: Tell) -> int:
    """
    A wage for a month.

    Raises
    ------
    CellRefused
        If it is no whole number of yuan, or could not be paid for a month.
    """
    text = MONTHLY.sub("", _plain(value, tell))
    number = read_number(text, tell)
    least, most = WAGE_BOUNDS
    if not least <= number <= most or not number.is_integer():
        raise CellRefused(f"must be whole yuan a month, from {least:,} to {most:,}")
    return int(number)


def read_wages(value: Any, tell: Tell) -> Wages | str:
    """
    A range of wages for a month; the cell's text where that states another wage.

    30元/小时 is one: how many hours of a month somebody would work is not known.
    """
    plain = _plain(value, tell)
    if plain in UNSTATED:
        return UNKNOWN
    found = _range(MONTHLY.sub("", plain))
    return as_text(value).strip() if found is None else found


def _plain(value: Any, tell: Tell) -> str:
    """A cell's text in small letters, without spaces and commas between thousands."""
    return COMMA.sub("", "".join(plain_text(value, tell).casefold().split()))


def _range(text: str) -> Wages | None:
    """What a text says; None if it states no wage, or none that could be paid for a month."""
    if both := RANGE.fullmatch(text):
        found = Wages(*_ends(*both.groups()))
    elif alone := re.fullmatch(AMOUNT, text):
        amount = _yuan(*alone.groups())
        found = Wages(amount, amount)
    elif least := LEAST.fullmatch(text):
        found = Wages(_yuan(*least.groups()), None)
    elif most := MOST.fullmatch(text):
        found = Wages(None, _yuan(*(group for group in most.groups() if group)))
    else:
        return None
    low, high = WAGE_BOUNDS
    known = [each for each in found if each is not None]
    return found if known == sorted(known) and all(low <= w <= high for w in known) else None


def _ends(first: str, unit: str | None, last: str, last_unit: str | None) -> tuple[int, int]:
    """Both ends of a range; a unit behind the second is that of the first too: 5-8k."""
    if unit is None and float(first) < WAGE_BOUNDS[0]:
        unit = last_unit
    return _yuan(first, unit), _yuan(last, last_unit)


def _yuan(number: str, unit: str | None = None) -> int:
    return round(float(number) * UNITS.get(unit or "", 1))


def complete_wages(validator: Validator, read: Mapping[str, list[Any]]) -> None:
    """Take the ends of each range from the cell of both, and refuse rows that contradict it."""
    other = {at: said for at, said in enumerate(read["wages"]) if isinstance(said, str)}
    if other:
        validator.notices.append(omissions(validator, other))
    for at, cell in enumerate(read["wages"]):
        stated = UNKNOWN if cell is None or at in other else cell
        ends = {name: read[name][at] for name in ("wage_min", "wage_max")}
        for (name, own), said in zip(ends.items(), stated, strict=True):
            if own is not None and said is not None and own != said:
                reason = f"is not that of the wages in this row, {said:,}"
                validator.refuse(at, name, int(own), reason)
            read[name][at] = said if own is None else int(own)
        low, high = (read[name][at] for name in ends)
        if low is not None and high is not None and low > high:
            validator.refuse(at, "wage_max", high, f"is less than the least wage, {low:,}")


def omissions(validator: Validator, other: Mapping[int, str]) -> str:
    """In which rows what is no wage for a month was left out, and what the first few say."""
    rows = [str(validator.rows[at]) for at in other][:LISTED]
    said = list(dict.fromkeys(other.values()))[:LISTED]
    more = ", …" if len(other) > LISTED else ""
    return (
        f"{len(other):,} wages were left out, for they are none for a month in yuan, such as "
        f"4000-6000: row {', '.join(rows)}{more} ({'; '.join(said)})"
    )
