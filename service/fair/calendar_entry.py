"""Fairs as calendars read them: RFC 5545, with what RFC 7986 adds for whole calendars."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import AnyFair, Fair
from geodata.campaign.history import Revision
from geodata.search.services import services_at
from service.fair.changes import changes
from service.words import wording
from service.words.language import TAGS, gettext, language

ENTRIES_KEPT = 20_000
REFRESHED_EVERY = timedelta(hours=6)
ENDED = b"\r\n"
# Neither RFC 5545 nor any screen has a use for them. A line ends where we end it.
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One fair in a calendar.

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
    """

    fair: AnyFair
    revision: Revision
    gone: bool
    address: str

    @property
    def off(self) -> bool:
        """Whether nobody shall go there."""
        return self.gone or self.fair.status == "cancelled"


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
def zone_of(key: str, first: int, last: int) -> Timezone:
    """What a calendar says of a time zone from one year to another."""
    return Timezone.from_tzid(key, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))


def entry_bytes(campaign: Campaign, entry: Entry, zone: ZoneInfo) -> bytes:
    """An entry as it stands in a calendar, written once for a language and an address."""
    key = entry.fair.fair_id, language(), entry.address

    def write() -> bytes:
        body: bytes = event(campaign, entry, zone).to_ical()
        return body

    return campaign.cache.get("calendar entries", key, write, most=ENTRIES_KEPT)


def event(campaign: Campaign, entry: Entry, zone: ZoneInfo) -> Event:
    """An entry as a VEVENT."""
    fair, revision = entry.fair, entry.revision
    changed_at = datetime.fromisoformat(revision.changed_at).astimezone(UTC)
    made = Event()
    made.add("uid", f"{fair.fair_id}@fairreach")
    made.add("sequence", revision.sequence)
    made.add("dtstamp", changed_at)
    made.add("last-modified", changed_at)
    for name, moment in times(fair, zone).items():
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
    made.add("transp", "TRANSPARENT" if entry.off or not fair.start_time else "OPAQUE")
    return made


def times(fair: AnyFair, zone: ZoneInfo) -> dict[str, date | datetime]:
    """From when to when; the whole day where the beginning is not known, open where the end."""
    day = date.fromisoformat(fair.date)
    if not fair.start_time:
        return {"dtstart": day, "dtend": day + timedelta(days=1)}
    moments: dict[str, date | datetime] = {"dtstart": at(day, fair.start_time, zone)}
    if fair.end_time > fair.start_time:  # RFC 5545 wants a later moment
        moments["dtend"] = at(day, fair.end_time, zone)
    return moments


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
    lines = [*news(entry), *missing_hours(fair)]
    if fair.precision == "district":
        lines.append(gettext("Placed at the district's seat; the exact place is not known."))
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
    if entry.off:
        return [sentences(gettext("This fair is cancelled."), gettext("Do not go there."))]
    before = entry.revision.before
    if before is None:
        return []
    day = date.fromisoformat(before.date)
    told = changes(entry.fair, before, day)
    if not told:
        return []
    hours = wording.hours(before.start_time, before.end_time)
    earlier = f"{wording.full_day(day)} {hours} · {where(before)}"
    return [
        *(each.sentence for each in told),
        gettext("%(name)s: %(words)s", name=gettext("Before"), words=earlier),
    ]


def sentences(*each: str) -> str:
    """One after the other."""
    return " ".join(each)


def missing_hours(fair: AnyFair) -> list[str]:
    """Which hours the entry cannot show."""
    start, end = fair.start_time, fair.end_time
    if not start and not end:
        return [gettext("The hours are not stated.")]
    if not start:
        return [gettext("The opening hour is not stated; the fair lasts until %(time)s.", time=end)]
    return [] if end > start else [gettext("The closing hour is not stated.")]


def advice(campaign: Campaign, fair: Fair) -> list[str]:
    """What the fair says of itself to seekers."""
    said = {
        gettext("Services there"): gettext(", ").join(services_at(campaign, fair, language())),
        gettext("What to bring"): fair.bring,
        gettext("Please note"): fair.notice,
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
