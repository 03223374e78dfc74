"""What is told of the plan of a campaign beside its proof: candidates, money and the calendar."""

import math
from dataclasses import replace
from datetime import date
from typing import Any

from geodata.optimum.problem import Sentence, SitingAnswer
from geodata.siting.account import permits_of_plan, remarks, require_means, spending, warnings
from geodata.siting.campaign_request import Siting
from geodata.siting.means import MOST_NAMED
from geodata.siting.sites import Sites, Source
from service.commands.output import result, table

MOST_PERMITS = 10
SOURCES = {
    Source.REQUEST: "candidates: those that were brought along",
    Source.TABLE: "candidates: the imported table ({rows:,} rows of {file})",
    Source.PLACES: "candidates: district seats and settlements, for no table of candidates is "
    "imported",
}


def with_account(siting: Siting, answer: SitingAnswer) -> SitingAnswer:
    """
    The answer with what is to be told of its money and seats, once that has been counted anew.

    Raises
    ------
    CheckFailedError
        If it costs or seats more than it may.
    """
    require_means(siting, answer)
    return replace(answer, sentences=(*answer.sentences, *remarks(siting, answer)))


def names_of(sites: Sites) -> list[tuple[str, ...]]:
    """What venues are called, and of imported ones what they cost and seat, as far as is known."""
    table = sites.table
    names = [table[name].tolist() for name in ("name_zh", "kind", "adcode")]
    if sites.source is Source.TABLE:
        known = (sites.cost.tolist(), sites.capacity.tolist())
        names += [["" if math.isnan(n) else f"{n:,.10g}" for n in numbers] for numbers in known]
    return list(zip(*names, strict=True))


def source_text(siting: Siting) -> str:
    """Which candidates were taken."""
    imported = siting.campaign.provenance.get("candidates")
    rows, file = (imported.rows, imported.file) if imported else (0, "")
    return SOURCES[siting.sites.source].format(rows=rows, file=file)


def calendar_record(siting: Siting, answer: SitingAnswer, today: date) -> dict[str, Any]:
    """The candidates, the money and the calendar, for programs."""
    return {
        "candidates_from": siting.sites.source.value,
        "capacities": siting.is_seated,
        "spent": spending(siting, answer),
        "warnings": [
            {"venue_id": venue, **each}
            for venue, found in warnings_of(siting, answer, today).items()
            for each in found
        ],
        "permits": [each.to_dict() for each in permits_of_plan(siting, answer, today)],
    }  # fmt: skip


def warnings_of(
    siting: Siting, answer: SitingAnswer, today: date
) -> dict[str, list[dict[str, Any]]]:
    """What the calendar says of each venue that is added."""
    new = [at for at in answer.chosen.tolist() if not siting.kept[at]]
    ids = siting.sites.table.index
    return {str(ids[at]): warnings(siting, at, today) for at in new}


def sentence(warning: dict[str, Any]) -> str:
    """A warning in words, with commas between thousands."""
    details = warning["details"].items()
    told = ((name, f"{value:,}" if isinstance(value, int) else value) for name, value in details)
    return str(Sentence(warning["text"], tuple(told)))


def tell_calendar(siting: Siting, answer: SitingAnswer, today: date) -> None:
    """What the calendar says of the venues that are added, and of large fairs that stay."""
    said: dict[str, list[str]] = {}
    for venue, found in warnings_of(siting, answer, today).items():
        for each in found:
            said.setdefault(sentence(each), []).append(venue)
    for warning, venues in said.items():
        more = f" and {len(venues) - MOST_NAMED} more" if len(venues) > MOST_NAMED else ""
        result(f"{', '.join(venues[:MOST_NAMED])}{more}: {warning}")
    large = permits_of_plan(siting, answer, today)
    if not large:
        return
    more = f", the first {MOST_PERMITS}" if len(large) > MOST_PERMITS else ""
    result(f"{len(large):,} fairs that stay expect 1,000 or more and need a permit{more}:")
    table(
        ["fair", "persons", "day", "ask by", "police of the"],
        [(e.fair_id, e.persons, e.day, e.ask_by, e.of) for e in large[:MOST_PERMITS]],
    )
