"""The plain form that tries a change: which fair, what becomes of it, and where."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS, Change, Changes, Kind
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.trial import applied, beginning
from geodata.errors import QueryRefused
from geodata.search.gazetteer import place_index
from service.arguments import Arguments
from service.planner.changes import session_name, whole_fair
from service.planner.state import State

FORM = ("try", "try_fair", "try_at")
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


def changed(args: Arguments, campaign: Campaign, state: State, day: date) -> Changes:
    """
    The changes of a state with the one that the form asks for.

    What was changed of the same fair or session before makes room; a new fair that is moved keeps
    its number.

    Parameters
    ----------
    campaign
        The plan.
    day
        As `applied` has it.

    Raises
    ------
    QueryRefused
        If no such change can be made.
    """
    closes = args.choice("try", (PUT, CLOSE), PUT) == CLOSE
    fair_id, _, session = (args.text("try_fair") or "").partition("@")
    place = None if closes else place_of(args.required_text("try_at"), campaign)
    made = bearer(campaign, state, fair_id, day)
    if made is not None and made.kind is Kind.ADD:
        if place is None:
            return state.changes.without(made)
        moved = replace(made, lon=place[0], lat=place[1])
        return Changes(tuple(moved if each == made else each for each in state.changes))
    rest = [each for each in state.changes if each != made]
    if made is not None:
        fair_id, session = made.fair_id, made.session
    rest = [each for each in rest if not each.meets(fair_id, session)]
    return Changes((*rest, change_to(fair_id, session, place)))


def bearer(campaign: Campaign, state: State, fair_id: str, day: date) -> Change | None:
    """The change that has made a fair which the plan has not; None for any other fair."""
    if not fair_id or fair_id in campaign.fairs.index:
        return None
    trial = applied(campaign, state.changes, day).trial
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
        As `changed`.
    """
    day = state.query.window(campaign).from_ or today
    made = changed(args, campaign, state, day)
    return replace(state, changes=Changes.of(made.texts()))  # in the order of its address


def change_to(fair_id: str, session: str, place: tuple[float, float] | None) -> Change:
    """The change that puts a fair somewhere, a new one where none is named, or closes it."""
    if place is None:
        if not fair_id:
            raise QueryRefused("try_fair", None, "choose the fair that is to be closed")
        return Change(Kind.CLOSE, fair_id, session)
    lon, lat = place
    return Change(Kind.MOVE if fair_id else Kind.ADD, fair_id, session, lon, lat)


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
