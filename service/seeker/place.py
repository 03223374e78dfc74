"""Where a seeker is, however it was said: a point, a district, or a name as it was typed."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geodata.base.place import CHINA, Place
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.search.examples import place_examples
from geodata.search.gazetteer import place_index
from geodata.search.named_places import DISTRICT, NamedPlace
from geodata.search.similar_places import similar_places
from service.arguments import LONGEST, Arguments
from service.queries import point
from service.web.caching import address
from service.words.landmarks import kind_of
from service.words.language import gettext, names

MOST_CHOICES = 10
PLACE_DIGITS = 4  # about ten metres
KEPT_DIGITS = 6
# A point that a name came with is that place's, give or take what an address rounds.
SAME_DEGREES = 0.001
PAIR = re.compile(r"(\d{1,3}\.\d+)\s*[,;、\s]\s*(\d{1,3}\.\d+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One of the places that a typed name may stand for, in the language of the page.

    Parameters
    ----------
    name
        A district, a town or a landmark.
    within
        What kind of landmark it is, and what it lies in, "" where that is not known.
    parameters
        The place as parameters of an address; None leaves one out.
    """

    name: str
    within: str
    parameters: Mapping[str, str | None]

    @classmethod
    def of(cls, place: NamedPlace) -> "Choice":
        """A place to choose."""
        told = " · ".join(filter(None, (kind_of(place.kind), within(place))))
        return cls(name_of(place), told, parameters(place))


@dataclass(frozen=True, slots=True)
class Where:
    """
    The place of a search.

    Parameters
    ----------
    here
        None where no place was given, or it is yet to be chosen.
    adcode
        The district whose seat stands for the place, None where it was a point or a town.
    name
        The place in the language of the page, None where it has no name.
    choices
        The places that a typed name may stand for, where there are several.
    more
        Whether there are more of them than are listed.
    typed
        What the form's field shall hold again.
    missing
        The name that is not known, "" mostly; ``choices`` then may be meant by it.
    """

    here: Place | None = None
    adcode: str | None = None
    name: str | None = None
    choices: Sequence[Choice] = ()
    more: bool = False
    typed: str = ""
    missing: str = ""

    @property
    def form_value(self) -> str:
        """A point as the form hands it on, "" for any other place: those are told by their name."""
        if self.here is None or self.adcode is not None:
            return ""
        return ",".join(degrees_text(self.here))


def where(args: Arguments, campaign: Campaign) -> Where:
    """
    The place that a query gives: its point, its district, or what its name stands for.

    What is typed beside a point or a district is its name: a suggestion that was chosen gives both.

    A form hands on the point of the page before as ``kept``: it stands as long as the field for
    the name is empty or names the place there, or names none that is known.

    Raises
    ------
    QueryRefused
        If the point is not on earth, or two places are given.
    """
    named, typed, kept = args.text("district"), args.text("q"), args.text("kept")
    if args.text("lon") is not None or args.text("lat") is not None:
        if named is not None:
            raise QueryRefused("district", named, "is given beside lon and lat; give one of them")
        return at_point(point(args), typed, campaign)
    if named is not None:
        return in_district(named, typed, campaign)
    there = at_point(point_of(kept), typed, campaign) if kept is not None else Where()
    if typed is None or there.name:
        return there
    return by_name(typed, campaign) or unknown(typed, campaign, there)


def degrees_text(place: Place) -> tuple[str, str]:
    """Longitude and latitude as addresses and forms hand them on."""
    kept = place.rounded(KEPT_DIGITS)
    return f"{kept.lon}", f"{kept.lat}"


def point_of(kept: str) -> Place:
    """A point as a form hands it on."""
    lon, _, lat = kept.partition(",")
    return point(Arguments({"lon": [lon], "lat": [lat]}))


def sent_point(sent: Mapping[str, str]) -> str:
    """The point in a form that could not be read, however it came, so that it is not lost."""
    if sent.get("lon") and sent.get("lat"):
        return f"{sent['lon']},{sent['lat']}"[:LONGEST]
    return sent.get("kept", "")[:LONGEST]


def at_point(here: Place, typed: str | None, campaign: Campaign) -> Where:
    """A point; it has a name if what was typed is that of the place there."""
    named = place_index(campaign).resolve(typed, MOST_CHOICES) if typed else ()
    for place in named:
        if max(abs(place.lon - here.lon), abs(place.lat - here.lat)) <= SAME_DEGREES:
            return Where(here, None, name_of(place), typed=name_of(place))
    return Where(here)


def in_district(named: str, typed: str | None, campaign: Campaign) -> Where:
    """A district's seat, by its code or an unambiguous name; what was typed must mean it, too."""
    gazetteer = campaign.gazetteer
    found = gazetteer.areas(named)
    if not found:
        return unknown(named, campaign, Where())
    if len(found) > 1:
        several = [each for each in place_index(campaign).places if each.kind == DISTRICT]
        listed = [Choice.of(each) for each in several if each.adcode in found]
        return Where(choices=listed, typed=named)
    adcode = found[0]
    if typed is not None and adcode not in districts_of(typed, campaign):
        raise QueryRefused("q", typed, "is another place than the district; give one of them")
    name = gazetteer.names(adcode)[names() != "zh"]
    return Where(Place(*gazetteer.seat(adcode)), adcode, name, typed=name)


def districts_of(typed: str, campaign: Campaign) -> set[str]:
    """The districts that a name may stand for."""
    index = place_index(campaign)
    meant = index.resolve(typed, len(index.places))
    return {place.adcode for place in meant if place.kind == DISTRICT}


def unknown(named: str, campaign: Campaign, there: Where) -> Where:
    """Still the place that was given before, and those that a name that is not known may mean."""
    choices = [Choice.of(place) for place in similar_places(campaign, named)]
    return replace(there, choices=choices, typed=named, missing=named)


def written_point(typed: str) -> Place | None:
    """The point in China that a text is, whichever axis comes first; None for any other text."""
    pair = PAIR.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if not pair:
        return None
    one, other = map(float, pair.groups())
    west, south, east, north = CHINA
    for lon, lat in ((one, other), (other, one)):
        if west <= lon <= east and south <= lat <= north:
            return Place(lon, lat)
    return None


def by_name(typed: str, campaign: Campaign) -> Where | None:
    """The place of a name, or the choice between several; None where there is none."""
    if point := written_point(typed):
        return Where(point)
    found = place_index(campaign).resolve(typed, MOST_CHOICES + 1)
    if not found:
        return None
    if len(found) > 1:
        listed = [Choice.of(place) for place in found[:MOST_CHOICES]]
        return Where(choices=listed, more=len(found) > MOST_CHOICES, typed=typed)
    (place,) = found
    if place.kind == DISTRICT:
        return Where(
            Place(place.lon, place.lat), place.adcode, name_of(place), typed=name_of(place)
        )
    here = Place(place.lon, place.lat).rounded(PLACE_DIGITS)
    return Where(here, None, name_of(place), typed=name_of(place))


def name_of(place: NamedPlace) -> str:
    """A place in the language of the page, or in the other where it has but one name."""
    both = {"zh": place.name_zh, "en": place.name_en}
    return both.pop(names()) or both.popitem()[1]


def within(place: NamedPlace) -> str:
    """What a place lies in: a town in its district and city, a district in its city."""
    if names() == "zh":
        return place.city_zh + (place.district_zh if place.kind != DISTRICT else "")
    above = (place.district_en if place.kind != DISTRICT else "", place.city_en)
    return ", ".join(filter(None, above))


def parameters(place: NamedPlace) -> dict[str, str | None]:
    """A place as parameters of an address: a district by its code, a town by its point and name."""
    if place.kind == DISTRICT:
        return {"district": place.adcode, "lon": None, "lat": None, "q": None}
    lon, lat = (f"{degrees:.{PLACE_DIGITS}f}" for degrees in (place.lon, place.lat))
    return {"district": None, "lon": lon, "lat": lat, "q": name_of(place)}


def places_address(campaign: Campaign) -> str:
    """Where the suggestions of this campaign are had, to be kept for good."""
    return address(campaign, "/api/v1/places")


def place_hint(campaign: Campaign) -> str:
    """What may be typed for a place, with an example that finds one."""
    examples = gettext(", ").join(place_examples(campaign))
    if not examples:
        return gettext("In Chinese, pinyin, its initials or English.")
    return gettext("In Chinese, pinyin, its initials or English: %(examples)s.", examples=examples)
