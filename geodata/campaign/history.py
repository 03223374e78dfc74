"""What became of a campaign's fairs from plan to plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from geodata.campaign.sessions import CHINA, Session, Sessions, sessions_of
from geodata.campaign.vocabulary import ANNOUNCED, PUBLISHED

# About a metre: what a conversion of coordinates may differ by is no change.
PLACE_DIGITS = 5
# An id that comes back so much later is another year's fair, of which nobody has heard before.
ANOTHER_YEAR_DAYS = 300


class State(NamedTuple):
    """A fair as one plan has it."""

    fair_id: str
    name: str
    venue: str
    address: str
    lon: float
    lat: float
    date: str
    start_time: str
    end_time: str
    status: str
    precision: str
    illustrative: bool = False
    sessions: str = ""

    @property
    def times(self) -> Sessions:
        """When it is held: its sessions, in order; one at least."""
        return sessions_of(self.sessions, Session(self.date, self.start_time, self.end_time))

    @property
    def last_day(self) -> str:
        """The day of its last session."""
        return self.times[-1].date

    def is_of_another_year_than(self, other: "State") -> bool:
        """Whether so much time lies between them that they are not one fair that was moved."""
        apart = date.fromisoformat(self.date) - date.fromisoformat(other.date)
        return abs(apart.days) >= ANOTHER_YEAR_DAYS

    @property
    def announced(self) -> bool:
        """Whether seekers are shown it."""
        return self.status in ANNOUNCED

    def is_like(self, other: "State | None") -> bool:
        """Whether nobody who means to go there need know the difference."""
        return other is not None and self.key() == other.key()

    def key(self) -> tuple[object, ...]:
        """What must differ for the fair to have changed."""
        place = round(self.lon, PLACE_DIGITS), round(self.lat, PLACE_DIGITS)
        when = self.date, self.start_time, self.end_time, self.sessions
        return self.name, self.venue, self.address, place, when, self.status


@dataclass(frozen=True, slots=True)
class Revision:
    """
    Which state of a fair the campaign holds.

    Parameters
    ----------
    sequence
        How many times it has changed, as RFC 5545 counts: it never goes down.
    changed_at
        When the version became current that brought this state, ISO text in UTC.
    before
        The latest other state that seekers were shown; None where there was none.
    places
        Longitude, latitude and day of every other state that they were shown, the oldest first.
    dropped
        Further sessions that they were shown once and that are none of the fair's any more.
    """

    sequence: int
    changed_at: str
    before: State | None = None
    places: tuple[tuple[float, float, str], ...] = ()
    dropped: Sessions = ()


@dataclass(frozen=True, slots=True)
class Past:
    """
    The past of a campaign's fairs.

    Parameters
    ----------
    revisions
        By ``fair_id``, of the fairs that are there and of those that have gone.
    gone
        Fairs that were published and are neither published nor cancelled any more though their
        day was still to come: what seekers were last shown, by ``fair_id``.
    """

    revisions: Mapping[str, Revision] = field(default_factory=dict)
    gone: Mapping[str, State] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A table of fairs: its part, its rows, when it became current (ISO, UTC), in which version."""

    part: int
    rows: int
    at: str
    version: int


@dataclass(slots=True)
class Life:
    """One fair from plan to plan; ``now`` is None while a plan does not hold it."""

    now: State | None
    sequence: int
    changed_at: str
    shown: list[State]

    @classmethod
    def of_first(cls, state: State, sequence: int, at: str) -> "Life":
        """A fair as the first plan that holds it has it."""
        return cls(state, sequence, at, [state] if state.announced else [])

    def turn(self, state: State | None, at: str) -> None:
        """Take what the next plan says of the fair."""
        same = state.is_like(self.now) if state else self.now is None
        self.now = state
        if same:
            return
        self.sequence += 1
        self.changed_at = at
        if state and state.announced and not (self.shown and state.is_like(self.shown[-1])):
            self.shown.append(state)

    @property
    def gone(self) -> bool:
        """Whether it was published and is not shown any more, though its day was to come."""
        if (self.now and self.now.announced) or not any(s.status == PUBLISHED for s in self.shown):
            return False
        changed_on = datetime.fromisoformat(self.changed_at).astimezone(CHINA).date()
        return self.shown[-1].last_day >= changed_on.isoformat()

    def revision(self) -> Revision:
        """What came of it."""
        earlier = self.shown[:-1] if self.now and self.now.announced else self.shown
        before = earlier[-1] if earlier else None
        if before and before.is_of_another_year_than(self.shown[-1]):
            before = None
        places = tuple(
            (state.lon, state.lat, day)
            for state in earlier
            for day in dict.fromkeys(session.date for session in state.times)
        )
        return Revision(
            self.sequence, self.changed_at, before, places, self.missing_sessions(earlier)
        )

    def missing_sessions(self, earlier: Iterable[State]) -> Sessions:
        """The further sessions of earlier states that the last one shown has not."""
        further = {each.begins: each for state in earlier for each in state.times[1:]}
        held = {each.begins for state in self.shown[-1:] for each in state.times}
        return tuple(each for begins, each in sorted(further.items()) if begins not in held)


@dataclass(frozen=True, slots=True)
class Lives:
    """
    All fairs from plan to plan.

    Parameters
    ----------
    begun
        How each was first seen, and what it is if it has never changed.
    changed
        Those that have.
    """

    begun: dict[str, tuple[State, Revision]] = field(default_factory=dict)
    changed: dict[str, Life] = field(default_factory=dict)

    def take(self, plan: Plan, states: Iterable[State], skipped: int) -> None:
        """What a plan says otherwise than the one before it."""
        first = Revision(skipped, plan.at)
        for state in states:
            if state.fair_id in self.begun:
                self.life(state.fair_id).turn(state, plan.at)
            else:
                self.begun[state.fair_id] = (state, first)

    def present(self) -> int:
        """How many fairs are there."""
        return len(self.begun) - sum(life.now is None for life in self.changed.values())

    def lose(self, fair_ids: Iterable[str], at: str) -> None:
        """These fairs are in the plan no more."""
        for fair_id in fair_ids:
            self.life(fair_id).turn(None, at)

    def life(self, fair_id: str) -> Life:
        """The life of a fair that has begun; most fairs never change and need none."""
        if fair_id not in self.changed:
            state, first = self.begun[fair_id]
            self.changed[fair_id] = Life.of_first(state, first.sequence, first.changed_at)
        return self.changed[fair_id]

    def past(self) -> Past:
        """What came of them."""
        unchanged = {fair_id: revision for fair_id, (_, revision) in self.begun.items()}
        lives = self.changed.items()
        return Past(
            unchanged | {fair_id: life.revision() for fair_id, life in lives},
            {fair_id: life.shown[-1] for fair_id, life in lives if life.gone},
        )
