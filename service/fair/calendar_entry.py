"""Fairs as calendars read them: RFC 5545, with what RFC 7986 adds for whole calendars."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import AnyFair, Fair
from geodata.campaign.history import Revision
from geodata.campaign.sessions import Session
from geodata.search.services import services_at
from service.fair.changes import changes
from service.words import times
from service.words.language import TAGS, gettext, language

if TYPE_CHECKING:
    from icalendar import Event, Timezone

ENTRIES_KEPT = 20_000
REFRESHED_EVERY = timedelta(hours=6)
ENDED = b"\r\n"
# Neither RFC 5545 nor any screen has a use for them. A line ends where we end it.
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One session of a fair in a calendar.

    Parameters
    ----------
    fair
        The campaign's, or for a fair that has gone what was last shown.
    revision
        Which state of the fair this is.
    gone
        Whether it was announced and is not any more.
    address
        Where the entry leads to.
    session
        Which of the fair's.
    dropped
        Whether it was one of the fair's further sessions, and is not any more.
    """

    fair: AnyFair
    revision: Revision
    gone: bool
    address: str
    session: Session
    dropped: bool = False

    @property
    def further(self) -> Session | None:
        """The session, if it is not the first of the fair's, which is called by the fair alone."""
        return None if self.session == self.fair.times[0] else self.session

    @property
    def off(self) -> bool:
        """Whether nobody shall go there."""
        return self.gone or self.dropped or self.fair.status == "cancelled"


def calendar(name: str, entries: Iterable[bytes], zone: ZoneInfo, years: tuple[int, int]) -> bytes:
    """
    A calendar of written entries.

    Parameters
    ----------
    name
        What it is called in a list of calendars.
    years
        The first and the last year of the entries: as far as the time zone is described.
    """
    # It takes a seventh of a second that a server's start need not wait for.
    from icalendar import Calendar, vText  # noqa: PLC0415

    shell = Calendar()
    shell.add("prodid", f"-//fairreach//job fairs//{language().upper()}")
    shell.add("version", "2.0")
    shell.add("calscale", "GREGORIAN")
    shell.add("method", "PUBLISH")
    for title in ("name", "x-wr-calname"):
        shell.add(title, vText(line(name)))  # the library would not escape these two by itself
    shell.add("x-wr-timezone", zone.key)
    shell.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    shell.add("x-published-ttl", "PT6H")
    if zone.key != "UTC":  # times in UTC name no zone
        shell.add_component(zone_of(zone.key, *years))
    *head, end = (
        shell.content_line(name, value).to_ical() + ENDED for name, value in shell.property_items()
    )
    return b"".join([*head, *entries, end])


@lru_cache(maxsize=16)
def zone_of(key: str, first: int, last: int) -> "Timezone":
    """What a calendar says of a time zone from one year to another."""
    from icalendar import Timezone  # noqa: PLC0415 - as above

    return Timezone.from_tzid(key, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))


def entry_bytes(campaign: Campaign, entry: Entry, zone: ZoneInfo) -> bytes:
    """An entry as it stands in a calendar, written once for a language and an address."""
    key = entry.fair.fair_id, entry.session, language(), entry.address

    def write() -> bytes:
        body: bytes = event(campaign, entry, zone).to_ical()
        return body

    return campaign.cache.get("calendar entries", key, write, most=ENTRIES_KEPT)


def event(campaign: Campaign, entry: Entry, zone: ZoneInfo) -> "Event":
    """An entry as a VEVENT."""
    from icalendar import Event  # noqa: PLC0415 - as above

    fair, revision = entry.fair, entry.revision
    changed_at = datetime.fromisoformat(revision.changed_at).astimezone(UTC)
    made = Event()
    made.add("uid", campaign.entry_ids.of(fair.fair_id, entry.further))
    made.add("sequence", revision.sequence)
    made.add("dtstamp", changed_at)
    made.add("last-modified", changed_at)
    for name, moment in moments(entry.session, zone).items():
        made.add(name, moment)
    spoken = {"language": TAGS[language()]}
    title = gettext("Cancelled: %(name)s", name=fair.name) if entry.off else fair.name
    made.add("summary", line(title), parameters=spoken)
    made.add("location", line(where(fair)))
    if fair.precision == "point":
        made.add("geo", (fair.lat, fair.lon))
    made.add("description", description(campaign, entry), parameters=spoken)
    made.add("url", entry.address)
    made.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    known = entry.session.start_time and not entry.off
    made.add("transp", "OPAQUE" if known else "TRANSPARENT")
    return made


def moments(session: Session, zone: ZoneInfo) -> dict[str, date | datetime]:
    """From when to when; the whole day where the beginning is not known, open where the end."""
    day = date.fromisoformat(session.date)
    if not session.start_time:
        return {"dtstart": day, "dtend": day + timedelta(days=1)}
    found: dict[str, date | datetime] = {"dtstart": at(day, session.start_time, zone)}
    if session.end_time > session.start_time:  # RFC 5545 wants a later moment
        found["dtend"] = at(day, session.end_time, zone)
    return found


def at(day: date, hour: str, zone: ZoneInfo) -> datetime:
    """A moment in the calendar's time zone."""
    moment = datetime.combine(day, time.fromisoformat(hour), zone)
    return moment.astimezone(UTC) if zone.key == "UTC" else moment


def where(fair: AnyFair) -> str:
    """Venue and address."""
    return gettext(", ").join(dict.fromkeys(filter(None, (fair.venue, fair.address))))


def description(campaign: Campaign, entry: Entry) -> str:
    """What a seeker must know, the most urgent first."""
    fair = entry.fair
    lines = [*news(entry), *missing_hours(entry.session), *other_sessions(entry)]
    if fair.precision == "district":
        lines.append(gettext("Placed at the district's centre; the exact place is not known."))
    if isinstance(fair, Fair):
        lines += advice(campaign, fair)
    if fair.illustrative:
        lines.append(sentences(gettext("Illustrative data."), gettext("This fair is made up.")))
    return "\n".join(map(text, [*lines, entry.address]))


def news(entry: Entry) -> list[str]:
    """What has become of the fair."""
    if entry.gone:
        return [
            sentences(gettext("This fair is no longer announced."), gettext("Do not go there."))
        ]
    if entry.fair.status == "cancelled":
        return [sentences(gettext("This fair is cancelled."), gettext("Do not go there."))]
    if entry.dropped:
        now = times.said_in_full(entry.fair.times)
        return [
            gettext("This session no longer takes place."),
            gettext("%(name)s: %(words)s", name=gettext("Now"), words=now),
        ]
    before = entry.revision.before
    if before is None:
        return []
    told = changes(entry.fair, before, date.fromisoformat(before.date))
    if not told:
        return []
    earlier = f"{times.said_in_full(before.times)} · {where(before)}"
    return [
        *(each.sentence for each in told),
        gettext("%(name)s: %(words)s", name=gettext("Before"), words=earlier),
    ]


def sentences(*each: str) -> str:
    """One after the other."""
    return " ".join(each)


def other_sessions(entry: Entry) -> list[str]:
    """When the fair is held besides."""
    others = [each for each in entry.fair.times if each != entry.session]
    if not others or entry.off:
        return []
    return [gettext("Also: %(times)s", times=times.said_in_full(others))]


def missing_hours(session: Session) -> list[str]:
    """Which hours the entry cannot show."""
    _, start, end = session
    if not start and not end:
        return [gettext("The hours are not stated.")]
    if not start:
        return [gettext("The opening hour is not stated; the fair lasts until %(time)s.", time=end)]
    return [] if end > start else [gettext("The closing hour is not stated.")]


def advice(campaign: Campaign, fair: Fair) -> list[str]:
    """What the fair says of itself to seekers."""
    said = {
        gettext("Services there"): gettext(", ").join(services_at(campaign, fair, language())),
        gettext("Getting there"): fair.transport,
        gettext("What to bring"): fair.bring,
        gettext("Please note"): fair.notice,
        gettext("Organiser"): fair.organiser,
        gettext("Phone"): fair.phone,
        gettext("Web page"): fair.link,
    }
    return [
        gettext("%(name)s: %(words)s", name=name, words=words)
        for name, words in said.items()
        if words
    ]


def text(words: str) -> str:
    """Text from outside without what would be no text; the library folds and escapes the rest."""
    return UNPRINTABLE.sub(" ", words.replace("\r\n", "\n"))


def line(words: str) -> str:
    """Text from outside as one line."""
    return text(words).replace("\n", " ")
