"""The seeker's map as a picture, for pages without scripts: the fairs, and nobody's place."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.vocabulary import PUBLISHED
from geodata.campaign.window import Window, day_text
from maps.picture.land import fairs_land
from service.arguments import Arguments
from service.web.context import current_campaign, services
from service.web.pictures import NARROW, form_of, picture, picture_response, style_of
from service.words import wording
from service.words.language import DEFAULT, LANGUAGES, gettext, language, ngettext
from service.words.picture_words import Told, caption

blueprint = Blueprint("finder picture", __name__)
PATH = "/map.svg"
LINKS_KEPT = 200


@dataclass(frozen=True, slots=True)
class PictureLinks:
    """
    Where the picture of some days is had, on a wide screen and on a phone.

    The days alone are in the addresses: the place of a search is told to nobody who keeps them.
    """

    headline: str
    page: str
    narrow: str

    @classmethod
    def of(cls, campaign: Campaign, searched: Window) -> "PictureLinks":
        """The links of a page, in the present language; the same for all places."""
        days = whole_days(searched)

        def write() -> "PictureLinks":
            given = {"lang": language(), "from": day_text(days.from_), "to": day_text(days.to)}
            known = {name: value for name, value in given.items() if value}
            return cls(
                headline=headline(campaign, days),
                page=f"{PATH}?{urlencode(known)}",
                narrow=f"{PATH}?{urlencode(known | {'form': NARROW})}",
            )

        return campaign.cache.get("picture links", (language(), days.key), write, most=LINKS_KEPT)


def whole_days(window: Window) -> Window:
    """A window without the minute from which it counts."""
    first = window.from_.date() if isinstance(window.from_, datetime) else window.from_
    return Window(first, window.to)


@blueprint.get(PATH)
def finder_picture() -> Response:
    """The picture of the published fairs of some days, from today on unless a day is given."""
    campaign, today = current_campaign(), services().settings.now().date()
    args = Arguments.strict(request.args, ("lang", "form", "from", "to"))
    args.choice("lang", tuple(LANGUAGES), DEFAULT)
    form, last = form_of(args), args.day("to")
    window = Window(args.day("from") or min(today, last or today), last)

    def make() -> bytes:
        land = fairs_land(campaign, window)
        described = gettext(
            "Map of the districts with a dot for each fair. The list of the page says the same."
        )
        told = Told(headline(campaign, window), described, ())
        return picture(land, caption(campaign, told, today), "", form)

    key = ("finder", window.key, today, form)
    return picture_response(campaign, key, make, style_of("", form))


def headline(campaign: Campaign, window: Window) -> str:
    """How many fairs are published for some days."""
    found = int(window.fairs(campaign, (PUBLISHED,)).size)
    count = ngettext("%(num)s published fair", "%(num)s published fairs", found)
    days = [wording.full_day(day) for day in (window.from_, window.to) if day]
    between = " – ".join(dict.fromkeys(days))
    if window.to is None:
        between = gettext("from %(day)s on", day=between)
    return gettext("%(fairs)s, %(days)s", fairs=count, days=between)
