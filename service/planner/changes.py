"""The changes of a what-if in words, for the page and for its files."""

from datetime import date

import numpy as np

from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS, Change, Kind
from geodata.search.named_places import town_near
from service.words import wording
from service.words.language import gettext, names, ngettext

SAME_M = 300
"""So far from a town's point one is still in it."""
NEAR_M = 5_000


def told_changes(campaign: Campaign) -> list[str]:
    """The changes of a what-if in words; none of a plan."""
    if campaign.trial is None:
        return []
    bearers = zip(campaign.trial.changes, campaign.trial.names, strict=True)
    return [told_change(campaign, change, bearer) for change, bearer in bearers]


def told_change(campaign: Campaign, change: Change, bearer: str) -> str:
    """One change in words; the bearer is the fair that it made or changed."""
    fair = campaign.fairs.loc[bearer]
    what = str(fair["name"])
    if change.session:
        what = gettext("%(fair)s, %(session)s", fair=what, session=session_name(change.session))
    elif change.fair_id:
        what = whole_fair(what, sessions_held(campaign.plan, change.fair_id))
    if change.kind is Kind.CLOSE:
        return gettext("Closed: %(fair)s", fair=what)
    if change.kind is Kind.REDATE:
        day = wording.full_day(date.fromisoformat(change.day))
        return gettext("On another day: %(fair)s, from %(day)s", fair=what, day=day)
    told = {"fair": what, "place": place_name(campaign, change, str(fair["adcode"]))}
    if change.kind is Kind.MOVE:
        return gettext("Moved: %(fair)s, to %(place)s", **told)
    return gettext("New fair %(fair)s: %(place)s", **told)


def sessions_held(plan: Campaign, fair_id: str) -> int:
    """How many sessions a fair of the plan has."""
    return int(np.count_nonzero(plan.times.fair_at == plan.fairs.index.get_loc(fair_id)))


def whole_fair(fair: str, sessions: int) -> str:
    """What a fair is called where it is meant with all its sessions."""
    if sessions < 2:
        return fair
    return ngettext(
        "%(fair)s, all %(num)s sessions", "%(fair)s, all %(num)s sessions", sessions, fair=fair
    )


def place_name(campaign: Campaign, change: Change, adcode: str) -> str:
    """The district, the town where one is near, and the degrees of a place."""
    point = f"{change.lon:.{DIGITS}f}, {change.lat:.{DIGITS}f}"
    if not adcode:
        return gettext("outside all districts (%(point)s)", point=point)
    district = str(campaign.districts.loc[adcode, f"name_{names()}"])
    named = town_name(campaign, change, adcode) or district
    return gettext("%(place)s (%(point)s)", place=named, point=point)


def town_name(campaign: Campaign, change: Change, adcode: str) -> str:
    """The town in or near which a place of a district is, and the district; "" far from any."""
    town, metres = town_near(campaign, Place(change.lon, change.lat), adcode) or (None, 0.0)
    if town is None or metres > NEAR_M:
        return ""
    is_chinese = names() == "zh"
    told = {
        "town": town.name_zh if is_chinese else town.name_en,
        "district": town.district_zh if is_chinese else town.district_en,
    }
    if metres <= SAME_M:
        return gettext("%(town)s, %(district)s", **told)
    return gettext("near %(town)s, %(district)s", **told)


def session_name(session: str) -> str:
    """A session by its day and hour."""
    day, _, hour = session.partition("T")
    return " ".join(part for part in (wording.full_day(date.fromisoformat(day)), hour) if part)
