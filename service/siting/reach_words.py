"""How many people a plan reaches, in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.words import wording
from service.words.language import gettext, names, ngettext


def reached_lines(result: Mapping[str, Any], reached: float, gained: float) -> Iterator[str]:
    """How many are reached now and then, and what is lost without the places that are given up."""
    everybody = result["persons"] + result["persons_no_road"]  # as the page's headline counts
    before = reach_before(result, reached - gained)
    if result.get("must_go"):
        yield cancelled_line(result, before - (reached - gained))
    if result.get("capacities") and reached >= before:
        yield seated_line(before, reached - before, everybody)
    else:
        yield reached_line(before, reached - before, everybody)


def reach_before(result: Mapping[str, Any], otherwise: float) -> float:
    """Whom the fairs reach that count now, those included that the plan gives up."""
    by_distance = result.get("gains") and not result.get("capacities")
    groups = result["gains"]["groups"] if by_distance else ()
    mine = (row["covered_before"] for row in groups if row["group"] == result["group"])
    return float(next(mine, otherwise))


def cancelled_line(result: Mapping[str, Any], lost: float) -> str:
    """What is lost without the places that are given up, before anything replaces them."""
    called = {each["venue_id"]: str(each[f"name_{names()}"]) for each in result["venues"]}
    return gettext(
        "Without %(places)s, %(n)s people would lose every fair within reach.",
        places=gettext(", ").join(called.get(each, each) for each in result["must_go"]),
        n=wording.exact(round(lost)),
    )


def reached_line(before: float, gained: float, persons: float) -> str:
    """How many are reached, before and then."""
    if gained < 0:
        return gettext(
            "%(lost)s fewer people: %(before)s are reached now, %(after)s then.",
            lost=wording.people(-gained),
            before=wording.share(before / persons if persons else None),
            after=wording.share((before + gained) / persons if persons else None),
        )
    return gettext(
        "%(gained)s more people: %(before)s are reached now, %(after)s then.",
        gained=wording.people(gained),
        before=wording.share(before / persons if persons else None),
        after=wording.share((before + gained) / persons if persons else None),
    )


def seated_line(before: float, gained: float, persons: float) -> str:
    """How many find a seat, before and then: fewer than live near, as the page counts."""
    return gettext(
        "%(gained)s more people find a seat within reach: %(before)s now, %(after)s then.",
        gained=wording.people(gained),
        before=wording.share(before / persons if persons else None),
        after=wording.share((before + gained) / persons if persons else None),
    )


def all_reached(count: int) -> str:
    """Why there are fewer places than were asked for."""
    if not count:
        return gettext("No place reaches anybody whom no fair reaches.")
    return ngettext(
        "%(num)s place is enough: no other reaches anybody more.",
        "%(num)s places are enough: no other reaches anybody more.",
        count,
    )
