"""What the planner's page says of a comparison, and the ways out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.comparison import words
from service.comparison.compared import VIEWS, Compared, said_difference
from service.comparison.holding import PATH
from service.comparison.states import AGAINST, STATE, state_text
from service.words import differences, wording
from service.words.language import page_url


@dataclass(frozen=True, slots=True)
class Cell:
    """What the table says of one district: the difference in points, and the share that is held."""

    points: str
    held: str


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """
    What the page says of two states.

    Parameters
    ----------
    headline
        The difference in a sentence.
    gained, lost
        Persons who get a fair within reach, and who lose theirs; "" for nobody, None where that
        cannot be said.
    told
        What differs between the states; empty while nothing does.
    notes
        Where they count other people.
    cells, total
        What the table says, by district and of all together.
    view, views
        How the map shows it, and the page in each of `VIEWS`.
    held_name, now_name
        What the two states are called.
    exchanged, released
        Addresses of the page with the states exchanged, and without the held one.
    programs
        The same numbers for programs.
    """

    headline: str
    gained: str | None
    lost: str | None
    told: Sequence[str]
    notes: Sequence[str]
    cells: Mapping[str, Cell]
    total: Cell
    view: str
    views: Mapping[str, str]
    held_name: str
    now_name: str
    exchanged: str
    released: str
    programs: str

    @classmethod
    def of(cls, compared: Compared, asked: Mapping[str, Any], view: str) -> "ComparedPart":
        """The part of a page in a state."""
        found, held, now = compared.found, compared.held, compared.now
        return cls(
            headline=words.headline(found, held, now),
            gained=movement(found.total["gained"], 1),
            lost=movement(found.total["lost"], -1),
            told=words.told_states(held, now),
            notes=list(words.denominators(found, held, now)),
            cells=cells_of(compared),
            total=cell(found.total["coverage"], found.before.total.coverage),
            view=compared.view(view),
            views={each: page_url(PATH, asked, view=each) for each in VIEWS},
            held_name=words.short_name(held, now),
            now_name=words.short_name(now, held),
            exchanged=exchange_url(compared, asked),
            released=page_url(PATH, asked, **dict.fromkeys((AGAINST, "view"))),
            programs=f"/api/v1/comparison?{state_text({**now.to_dict(), AGAINST: held.text})}",
        )


def exchange_url(compared: Compared, asked: Mapping[str, Any]) -> str:
    """The address of the page with the held state shown, and the shown one held."""
    rest = {name: value for name, value in asked.items() if name not in STATE}
    return page_url(PATH, {**compared.held.to_dict(), **rest}, **{AGAINST: compared.now.text})


def movement(persons: float | None, sign: int) -> str | None:
    """Persons who gain or lose, "" for nobody, None where that is not known."""
    if persons is None:
        return None
    return differences.persons(sign * persons) if round(persons) else ""


def cells_of(compared: Compared) -> dict[str, Cell]:
    """What the table says of the districts, by code."""
    answer = compared.found.after.to_dict()["districts"]
    before = {row["adcode"]: row for row in compared.found.before.to_dict()["districts"]}
    return {
        row["adcode"]: cell(said_difference(row), before.get(row["adcode"], {}).get("coverage"))
        for row in compared.rows(answer)
    }


def cell(difference: float | None, held: float | None) -> Cell:
    """What the table says of one district, or of all."""
    return Cell(differences.bare_points(difference), wording.share(held))
