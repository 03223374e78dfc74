"""A fair as a schema.org Event, for search engines and calendars that read pages."""

from datetime import date, datetime, time

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import AnyFair, Fair
from geodata.campaign.history import State
from geodata.search.services import services_at
from maps.standalone import inlined_json
from service.fair.openings import FairOpenings
from service.web.context import services
from service.words import wording
from service.words.language import TAGS, gettext, language

SCHEMA = "https://schema.org"


def event(
    campaign: Campaign,
    fair: Fair,
    before: State | None,
    offers: FairOpenings,
    address: str,
) -> str | None:
    """
    The Event as JSON that can stand in a script element; None for a fair not published yet.

    Coordinates that are only the district's seat are left out.

    Parameters
    ----------
    before
        The fair before its latest change; None if it has never changed.
    offers
        What is on offer there.
    address
        The page's own.
    """
    if fair.status == "planned":
        return None
    told = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": fair.name,
        "description": description(campaign, fair, offers),
        "inLanguage": TAGS[language()],
        "startDate": moment(fair.date, fair.start_time),
        "endDate": moment(fair.times[-1].date, fair.times[-1].end_time),
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": place(campaign, fair),
        "url": address,
        **organiser(fair),
        **status(fair, before),
        **parts(campaign, fair),
    }
    return inlined_json(told)


def organiser(fair: Fair) -> dict[str, object]:
    """Who holds it, and its page elsewhere, as far as they are stated."""
    told = {"name": fair.organiser, "telephone": fair.phone}
    held = {name: words for name, words in told.items() if words}
    return {
        **({"organizer": {"@type": "Organization", **held}} if fair.organiser else {}),
        **({"sameAs": fair.link} if fair.link else {}),
    }


def parts(campaign: Campaign, fair: Fair) -> dict[str, list[dict[str, object]]]:
    """The sessions of a fair that has several, each an Event of its own within the fair."""
    if len(fair.times) == 1:
        return {}
    state, there = status(fair, None), place(campaign, fair)
    return {
        "subEvent": [
            {
                "@type": "Event",
                "name": fair.name,
                "startDate": moment(day, start),
                "endDate": moment(day, end),
                "location": there,
                **state,
            }
            for day, start, end in fair.times
        ]
    }


def status(fair: AnyFair, before: State | None) -> dict[str, str]:
    """Whether the fair takes place, and when it was to begin before its time was changed."""
    if fair.status == "cancelled":
        return {"eventStatus": f"{SCHEMA}/EventCancelled"}
    start = moment(fair.date, fair.start_time)
    earlier = moment(before.date, before.start_time) if before else start
    if earlier == start:
        return {"eventStatus": f"{SCHEMA}/EventScheduled"}
    return {"eventStatus": f"{SCHEMA}/EventRescheduled", "previousStartDate": earlier}


def moment(day: str, hour: str) -> str:
    """A day, with the hour and its offset from UTC where the hour is known."""
    if not hour:
        return day
    zone = services().settings.timezone
    at = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), zone)
    return at.isoformat()


def place(campaign: Campaign, fair: Fair) -> dict[str, object]:
    """Where it is."""
    told: dict[str, object] = {
        "@type": "Place",
        "name": fair.venue,
        "address": {"@type": "PostalAddress", **postal(campaign, fair)},
    }
    if fair.precision == "point":
        told["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": fair.lat,
            "longitude": fair.lon,
        }
    return told


def postal(campaign: Campaign, fair: Fair) -> dict[str, str]:
    """The address as far as it is known; a district of ours is in China."""
    told = {"streetAddress": fair.address or fair.venue}
    if not fair.adcode:
        return told
    district = str(campaign.districts.loc[fair.adcode, "name_zh"])
    return told | {"addressLocality": district, "addressCountry": "CN"}


def description(campaign: Campaign, fair: Fair, offers: FairOpenings) -> str:
    """What is on offer and what a seeker is told; that it is made up comes first."""
    parts = [
        gettext("Illustrative data.") if fair.illustrative else "",
        wording.openings(offers.openings, offers.companies),
        gettext(", ").join(services_at(campaign, fair, language())),
        fair.transport,
        fair.bring,
        fair.notice,
    ]
    return "\n".join(filter(None, parts))
