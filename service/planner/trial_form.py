"""The plain form that tries a change: which fair, what becomes of it, where, and when."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS, Change, Changes, Kind
from geodata.campaign.fair import Fair, fair_of, fairs_of
from geodata.campaign.trial import apply, beginning, meant_by, redate
from geodata.errors import QueryRefused
from geodata.search.gazetteer import place_index
from service.arguments import Arguments
from service.planner.changes import session_name, whole_fair
from service.planner.state import State

FORM = ("try", "try_fair", "try_at", "try_on")
"""What the form sends and no address keeps."""
PUT, CLOSE = "put", "close"
MOST_OPTIONS = 250
PAIR = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*[,;、\s]\s*([+-]?\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Option:
    """A fair, or one of its sessions, that the form may change: its value and what it is called."""

    value: str
    name: str


def fair_options(campaign: Campaign, state: State) -> list[Option]:
    """
    The fairs of the days asked for, each session of those that have several.

    Where they are too many for a list, those of the chosen district; none where none is chosen.
    """
    fairs = fairs_of(campaign)
    held = [fairs[at] for at in state.query.window(campaign).soonest(campaign)]
    held.sort(key=lambda fair: place_among_new(campaign, fair))
    if len(held) > MOST_OPTIONS:
        held = [fair for fair in held if fair.adcode == state.district][:MOST_OPTIONS]
    return [option for fair in held for option in options_of(fair)]


def place_among_new(campaign: Campaign, fair: Fair) -> int:
    """New fairs come first, in the order in which they were added; all others behind them."""
    made = () if campaign.trial is None else campaign.trial.names
    return made.index(fair.fair_id) if is_new(campaign, fair) else len(made)


def is_new(campaign: Campaign, fair: Fair) -> bool:
    """Whether the plan has no such fair."""
    return fair.fair_id not in campaign.plan.fairs.index


def options_of(fair: Fair) -> list[Option]:
    """A fair, and behind it its sessions where there are several."""
    whole = f"{fair.name} · {fair.venue}" if fair.venue else fair.name
    several = [
        Option(f"{fair.fair_id}@{beginning(each)}", f"– {session_name(beginning(each))}")
        for each in fair.times
    ]
    named = whole_fair(whole, len(several))
    return [Option(fair.fair_id, named), *(several if len(several) > 1 else [])]


def is_sent(args: Arguments) -> bool:
    """Whether an address is that of the form."""
    return any(name in args.values for name in FORM)


def changes_of(args: Arguments, campaign: Campaign, state: State, day: date) -> Changes:
    """
    The changes of a state with the one that the form asks for.

    What was changed of the same fair or session before makes room; a new fair that is moved keeps
    its number.

    Parameters
    ----------
    campaign
        The plan.
    day
        As `apply` has it.

    Raises
    ------
    QueryRefused
        If no such change can be made.
    """
    wanted = Wanted.of(args, campaign)
    fair_id, _, session = (args.text("try_fair") or "").partition("@")
    made = bearer(campaign, state, fair_id, day)
    if made is not None and made.kind is Kind.ADD:
        if wanted.closes:
            return state.changes.without(made)
        moved = wanted.put(made)
        return Changes(tuple(moved if each == made else each for each in state.changes))
    rest = [each for each in state.changes if each != made]
    if made is not None:
        fair_id, session = made.fair_id, made.session
    else:
        session = planned_start(campaign, state, fair_id, session)
    asked = wanted.changes(fair_id, session)
    rest = [each for each in rest if not any(map(each.contradicts, asked))]
    return Changes((*rest, *asked))


def planned_start(campaign: Campaign, state: State, fair_id: str, session: str) -> str:
    """The beginning that a session has in the plan, where it has another one by now."""
    fair = fair_of(campaign, fair_id)
    for change in state.changes:
        if fair is None or change.kind is not Kind.REDATE or change.fair_id != fair_id:
            continue
        meant = meant_by(change, fair.times)
        for planned, now in zip(meant, redate(change, meant), strict=True):
            if beginning(now) == session:
                return beginning(planned)
    return session


def bearer(campaign: Campaign, state: State, fair_id: str, day: date) -> Change | None:
    """The change that has made a fair which the plan has not; None for any other fair."""
    if not fair_id or fair_id in campaign.fairs.index:
        return None
    trial = apply(campaign, state.changes, day).trial
    made = dict(zip(trial.names, trial.changes, strict=True)) if trial else {}
    return made.get(fair_id)


def with_change(args: Arguments, campaign: Campaign, state: State, today: date) -> State:
    """
    The state that the form asks for.

    Parameters
    ----------
    campaign
        The plan.

    Raises
    ------
    QueryRefused
        As `changes_of`.
    """
    day = state.query.window(campaign).from_ or today
    made = changes_of(args, campaign, state, day)
    return replace(state, changes=Changes.of(made.texts()))  # in the order of its address


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is to become of a fair.

    Parameters
    ----------
    closes
        Whether it is not held.
    place
        Where it is held instead; None where that stays.
    day
        When it is held instead, ISO text; "" where that stays.
    """

    closes: bool
    place: tuple[float, float] | None = None
    day: str = ""

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign) -> "Wanted":
        """What the form asks for: a place, a day, or both; of a new fair the place at least."""
        if args.choice("try", (PUT, CLOSE), PUT) == CLOSE:
            return cls(closes=True)
        day, at = args.day("try_on"), args.text("try_at")
        if day is None or not args.text("try_fair"):
            at = args.required_text("try_at")
        place = place_of(at, campaign) if at else None
        return cls(closes=False, place=place, day=day.isoformat() if day else "")

    def put(self, added: Change) -> Change:
        """A fair that is added, there and then."""
        lon, lat = self.place or (added.lon, added.lat)
        return replace(added, lon=lon, lat=lat, day=self.day or added.day)

    def changes(self, fair_id: str, session: str) -> tuple[Change, ...]:
        """The changes that do it; to a new fair where none is named."""
        if self.closes:
            if not fair_id:
                raise QueryRefused("try_fair", None, "choose the fair that is to be closed")
            return (Change(Kind.CLOSE, fair_id, session),)
        if not fair_id:
            return (self.put(Change(Kind.ADD)),)
        if session and self.place and self.day:
            raise QueryRefused(
                "try_on", self.day, "one session is moved or held on another day, not both"
            )
        redate = Change(Kind.REDATE, fair_id, session, day=self.day)
        lon, lat = self.place or (0.0, 0.0)
        move = Change(Kind.MOVE, fair_id, session, lon, lat)
        return (*([move] if self.place else []), *([redate] if self.day else []))


def place_of(text: str, campaign: Campaign, field: str = "try_at") -> tuple[float, float]:
    """
    The place that was typed: longitude and latitude, or a name.

    Parameters
    ----------
    field
        Where it was typed.

    Raises
    ------
    QueryRefused
        If it is no place on earth, or none or several of the campaign's have the name.
    """
    pair = PAIR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if pair:
        lon, lat = (round(float(each), DIGITS) + 0.0 for each in pair.groups())
        if abs(lon) > 180 or abs(lat) > 90:
            raise QueryRefused(field, text, "is no place on earth; longitude comes first")
        return lon, lat
    found = place_index(campaign).resolve(text, 2)
    if not found:
        raise QueryRefused(field, text, "is no known place, and no longitude,latitude")
    if len(found) > 1:
        raise QueryRefused(field, text, "stands for several places; give longitude,latitude")
    (place,) = found
    return round(place.lon, DIGITS), round(place.lat, DIGITS)
