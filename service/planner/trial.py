"""What the planner's page says of a what-if: its changes, whom they bring what, and its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import Change, Changes, Kind
from geodata.districts.names import short_en, short_zh
from geodata.measures.comparison import Comparison, comparison, most_changed
from service.arguments import LONGEST
from service.planner.changes import told_changes
from service.planner.state import State
from service.planner.trial_form import Option
from service.words import differences, wording
from service.words.labels import RANKING
from service.words.language import gettext, language, names, page_url

MOST_DISTRICTS = 5
PATH, STEP = "/planner", "/planner/step.json"
EVERY = "all"
"""What ``rows`` of a step has in place of districts where it may be any of them."""
SCENARIOS = f"{PATH}/scenarios"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """
    A change as the page lists it.

    Parameters
    ----------
    told
        What it does, in words.
    undone
        The address of the page without it.
    """

    told: str
    undone: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the plan and of the what-if, in words, and what lies between them."""

    name: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class DistrictDifference:
    """What is different in one district, in words."""

    adcode: str
    name: str
    persons: str
    points: str


@dataclass(frozen=True, slots=True)
class TrialPart:
    """
    What the page says of a what-if, and the form that makes one.

    Parameters
    ----------
    changes
        Those that are made; empty for the plan itself.
    gained, lost
        Persons who get a fair within reach, and who lose theirs, in words; "" for nobody.
    figures
        What is different over all districts.
    most
        The districts of which the most people are covered more, or fewer.
    undone
        The address of the page without the last change; "" without any.
    plan
        The address of the plan itself.
    options
        The fairs that can be moved or closed; empty where they are too many for a list.
    kept
        What the form sends unseen.
    link, scenarios
        The changes as an address of their own, and the address of the stored scenarios.
    """

    changes: Sequence[ChangeLine]
    gained: str
    lost: str
    figures: Sequence[Difference]
    most: Sequence[DistrictDifference]
    undone: str
    plan: str
    options: Sequence[Option]
    kept: Sequence[tuple[str, str]]
    link: str
    scenarios: str


def trial_part(campaign: Campaign, state: State, options: Sequence[Option] = ()) -> TrialPart:
    """What the page says of a plan or a what-if, and the fairs that its form offers."""
    asked, lines = state.to_dict(), []
    for told, change in zip(told_changes(campaign), state.changes, strict=True):
        lines.append(ChangeLine(told, without(asked, state.changes, change)))
    found = None
    if campaign.trial is not None:
        found = comparison((campaign.plan, state.query), (campaign, state.query))
    last = next(iter(reversed(state.changes.each)), None)
    return TrialPart(
        changes=lines,
        gained=some(found.total["gained"]) if found else "",
        lost=some(-(found.total["lost"] or 0)) if found else "",
        figures=figures_of(found) if found else (),
        most=most_different(found) if found else (),
        undone=without(asked, state.changes, last) if last else "",
        plan=page_url(PATH, asked, **dict.fromkeys(Kind)),
        options=options,
        kept=hidden_fields(asked),
        link=f"{PATH}?{urlencode(state.changes.texts(), doseq=True)}",
        scenarios=page_url(SCENARIOS, asked),
    )


def some(persons: float | None) -> str:
    """Persons who gain or lose something, "" for nobody."""
    return differences.persons(persons) if persons and round(persons) else ""


def figures_of(found: Comparison) -> list[Difference]:
    """What is different over all districts."""
    before, after, less = found.before.total, found.after.total, found.total
    past_unit, unit = (each.definition.cost_unit for each in (found.before, found.after))
    figures = [
        Difference(
            str(RANKING["coverage"]),
            wording.share(before.coverage),
            wording.share(after.coverage),
            differences.points(less["coverage"]),
        ),
        Difference(
            gettext("Covered"),
            wording.people(before.persons_covered or 0),
            wording.people(after.persons_covered or 0),
            differences.persons(less["persons_covered"]),
        ),
    ]
    for name, told in (
        ("mean_cost", gettext("Average to the nearest fair")),
        ("p90_cost", gettext("9 of 10 people live within")),
    ):
        one, other = (getattr(each, name) for each in (before, after))
        costs = wording.cost(one, past_unit), wording.cost(other, unit)
        figures.append(Difference(told, *costs, differences.cost(less[name], unit)))
    return figures


def most_different(found: Comparison) -> list[DistrictDifference]:
    """The districts that change most."""
    rows = most_changed(found, MOST_DISTRICTS)
    short = short_zh if names() == "zh" else short_en
    figures = (rows[name].tolist() for name in (f"name_{names()}", "persons_covered", "coverage"))
    return [
        DistrictDifference(
            str(adcode), short(name), differences.persons(persons), differences.points(part)
        )
        for adcode, name, persons, part in zip(rows.index, *figures, strict=True)
    ]


def without(asked: Mapping[str, Any], changes: Changes, change: Change) -> str:
    """The address of the page without one change."""
    rest = dict.fromkeys(Kind) | changes.without(change).texts()
    return page_url(PATH, asked, **{str(kind): texts for kind, texts in rest.items()})


def hidden_fields(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The state of the page as the unseen fields of a form."""
    pairs = []
    for name, value in asked.items():
        if value is not None and value != "":
            pairs += [
                (name, str(each)) for each in (value if isinstance(value, tuple) else (value,))
            ]
    return pairs


def map_part(campaign: Campaign, state: State, otherwise: Sequence[str]) -> dict[str, Any]:
    """
    What the map is told of a plan or a what-if.

    Its ``changes`` as they are drawn, and the address ``step`` of what one more would bring.

    Parameters
    ----------
    otherwise
        The districts that are shown otherwise than in the plan: a step tells them anew.
    """
    rows = ",".join(otherwise)
    told = {"lang": language(), "rows": rows if len(rows) <= LONGEST else EVERY}
    return {
        "changes": drawn_changes(campaign),
        "step": page_url(STEP, state.to_dict() | told),
    }


def drawn_changes(campaign: Campaign) -> list[dict[str, Any]]:
    """
    The changes of a what-if as the map draws them.

    Each has its ``kind``, its ``text``, the ``fair_id`` that bears it, ``at`` which place it is
    now, and where it was ``from``, null where it was nowhere.
    """
    if campaign.trial is None:
        return []
    bearers = zip(campaign.trial.changes, campaign.trial.names, strict=True)
    return [drawn_change(campaign, change, bearer) for change, bearer in bearers]


def place_in(campaign: Campaign, fair_id: str) -> list[float]:
    """Longitude and latitude of a fair."""
    where = campaign.fairs.index.get_loc(fair_id)
    return [float(campaign.fairs[name].to_numpy()[where]) for name in ("lon", "lat")]


def drawn_change(campaign: Campaign, change: Change, bearer: str) -> dict[str, Any]:
    """One change as the map draws it."""
    was = place_in(campaign.plan, change.fair_id) if change.fair_id else None
    at = [change.lon, change.lat] if change.is_placed else place_in(campaign, bearer)
    return {
        "kind": change.kind.value,
        "text": str(change),
        "fair_id": bearer,
        "at": at,
        "from": was,
    }
