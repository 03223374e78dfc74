"""The list in a few lines of plain text: for SMS gateways, old browsers and a weak signal."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.illustration import is_mixed
from geodata.campaign.vocabulary import PUBLISHED
from service.arguments import Arguments
from service.seeker.card import Card
from service.seeker.listing import cancelled_cards, listing
from service.seeker.search import Search
from service.seeker.work import TakenFor
from service.web.context import current_campaign, services
from service.web.records import district_name
from service.words import wording
from service.words.illustration import illustration_note
from service.words.language import ANSWERED_IN, gettext, language

blueprint = Blueprint("plain", __name__)
PATH = "/text"
FIRST = 3
MOST_NAMED = 3
# So that three fairs, and three cancelled ones, stay within ten short messages of 160 letters.
LONGEST_NAME = 48
LONGEST_PLACE = 40
# What steers a terminal, a modem or the direction of writing, and what ends a line.
STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What the worker of the page puts before a saved answer, for a text has no place for a script.
SAVED = "Fairreach-Saved"


@blueprint.get(PATH)
def text() -> Response:
    """The nearest coming fairs, with the parameters of ``/``. Where a seeker is, nobody keeps."""
    campaign, now = current_campaign(), services().settings.now()
    search = Search.of(Arguments.of_page(request.args), campaign, now, default_k=FIRST)
    said = "\n".join(lines(campaign, search, now.date())) + "\n"
    response = Response(said, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language()
    response.headers[SAVED] = quote(saved_note())
    response.vary.add(ANSWERED_IN)
    return response


def saved_note() -> str:
    """What is said of an answer that the device had saved; day and time are filled in there."""
    return gettext("Saved on {day}, {time}. There is no connection now, or it is too slow.")


def lines(campaign: Campaign, search: Search, today: date) -> Iterator[str]:
    """The text, line by line."""
    found = listing(campaign, search)
    place = found.answer.place if found.answer else None
    yield from choices(search)
    yield title(campaign, search, place.adcode if place else None)
    if campaign.illustrative:
        mixed = is_mixed(campaign, "fairs")
        told = f" {illustration_note(campaign)}" if mixed else ""
        yield f"{gettext('Illustrative data.')}{told}"
    if found.far:
        yield gettext("No fair is within reach; these are the nearest.")
    if search.by_road and place and place.roads_known is False:
        yield gettext("Too few roads are known around this place: times may be wrong.")
    yield from work_lines(campaign, search, today)
    if not found.cards:
        yield empty_reason(campaign, search)
    if search.adcode and found.cards:
        yield gettext("For travel times, give a town or your location.")
    for card in found.cards:
        yield from fair_lines(card, today)
    off = cancelled_cards(campaign, search, found)
    if off:
        yield ""
        yield gettext("Cancelled. Do not go there.")
    for card in off:
        day = wording.named_day(card.when, today)
        yield f"- {day} {clip(card.fair.name, LONGEST_NAME)}"


def choices(search: Search) -> Iterator[str]:
    """A name that is not known, and the places that may be meant, each with what to ask for."""
    missing = search.where.missing
    if missing:
        yield gettext("Not found: %(name)s.", name=clip(missing, LONGEST_PLACE))
        if not search.where.choices:
            yield gettext("Try a district or a town.")
            yield ""
    if not search.where.choices:
        return
    several = gettext("Which place do you mean?")
    yield gettext("Do you mean one of these?") if missing else several
    for choice in search.where.choices:
        asked = {k: v for k, v in choice.parameters.items() if v is not None and k != "q"}
        said = gettext(", ").join(filter(None, (choice.name, choice.within)))
        yield f"- {clip(said, LONGEST_NAME)}: ?{urlencode(asked)}"
    yield ""


def work_lines(campaign: Campaign, search: Search, today: date) -> Iterator[str]:
    """What the work that is looked for was taken for, or what there is instead of it."""
    told = TakenFor.of(campaign, search.filters, today)
    typed = clip(told.typed, LONGEST_PLACE)
    names = [clip(name, LONGEST_PLACE) for name in told.names or [each.name for each in told.near]]
    listed = gettext(", ").join(names[:MOST_NAMED])
    if told.names:
        yield gettext("%(typed)s is taken for: %(names)s", typed=typed, names=listed)
    elif told.alike:
        yield f"{gettext('Not on offer: %(typed)s. What comes nearest:', typed=typed)} {listed}"
    elif listed:
        yield f"{gettext('Not on offer: %(typed)s. There is most of:', typed=typed)} {listed}"


def empty_reason(campaign: Campaign, search: Search) -> str:
    """Why the list is empty."""
    if search.by_road and search.fairs(campaign, (PUBLISHED,)).size:
        return gettext("No upcoming fair can be reached by road from here.")
    if search.filters.any:
        return gettext("No fair on these dates matches your filters.")
    return gettext("No fairs on these dates.")


def title(campaign: Campaign, search: Search, adcode: str | None) -> str:
    """What the list is of; without a place, how to give one."""
    if search.here is None:
        add = "?q=, ?district=, ?lon=&lat="
        return f"{gettext('Say where you are to see the nearest first.')} ({add})"
    district = district_name(campaign, search.adcode or adcode)
    if district is None:
        return gettext("Upcoming fairs nearest to your place")
    district = clip(district, LONGEST_PLACE)
    if search.adcode:
        return gettext("Upcoming fairs in and near %(district)s", district=district)
    return gettext("Upcoming fairs nearest to your place in %(district)s", district=district)


def fair_lines(card: Card, today: date) -> Iterator[str]:
    """One fair: how far first, then when, then what and where."""
    fair = card.fair
    day = wording.named_day(card.when, today)
    venue = clip(fair.venue, LONGEST_PLACE)
    address = clip(fair.address, LONGEST_PLACE)
    yield ""
    yield " ".join(filter(None, (f"{card.number}.", card.away)))
    if card.warning:
        yield card.warning
    _, start, end = card.session
    yield f"{day} {wording.hours(clip(start, 5), clip(end, 5))}"
    yield from filter(None, (card.also(today), changed_line(card, today)))
    yield clip(fair.name, LONGEST_NAME)
    yield " · ".join(dict.fromkeys(filter(None, (venue, address))))
    if fair.precision == "district":
        yield gettext("Placed at the district's centre; the exact place is not known.")
    if card.marked:
        yield gettext("This fair is made up.")
    yield wording.openings(card.openings, card.employers)


def changed_line(card: Card, today: date) -> str:
    """That the fair's time has changed, "" if it has not."""
    changed = card.change(today)
    return changed.sentence if changed else ""


def clip(text: object, longest: int) -> str:
    """A text of the data in one line: nothing that steers, and not too long."""
    letters = (" " if unicodedata.category(each) in STEERING else each for each in str(text or ""))
    line = " ".join("".join(letters).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
