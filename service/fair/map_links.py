"""
Links that open a place in a map service, with its coordinates in that service's own datum.

All are addresses that a browser opens without an app. A place 500 m beside the door is worse than
none, so each service is given what its map is drawn in:

- Amap (uri.amap.com) and Tencent (apis.map.qq.com) document GCJ-02 for their markers; Amap is told
  so by ``coordinate=gaode``.
- Baidu's marker takes any datum that ``coord_type`` names; it is given its own, ``bd09ll``.
- Apple shows mainland China on Amap's data, and takes the numbers of ``ll`` as points of that map:
  GCJ-02.
- Google's documentation speaks of latitude and longitude alone. Its street map of mainland China is
  drawn in GCJ-02 (its satellite pictures are not), and a pin is set at the numbers as they are, so
  WGS-84 would stand some 500 m beside the street. The link opens the street map: GCJ-02.
- OpenStreetMap is WGS-84 everywhere.

The way by public transport is asked of Amap, Baidu and Google, for the same coordinates: they alone
know of buses and trains. Where the seeker sets out, no link says; the map asks, or knows its own
reader's place.

Outside the rectangle in which GCJ-02 shifts anything, all but Baidu's numbers are WGS-84.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask_babel import LazyString

from geodata.base.datum import Datum, from_wgs84
from service.words.language import lazy_gettext

# Who asks, as Amap, Baidu and Tencent want to be told.
SOURCE = "fairreach"
BAIDU_SOURCE = "webapp.fairreach.fairreach"
ZOOM = 17
# A millionth of a degree is a tenth of a metre.
DIGITS = 6
# Tencent parts a marker's fields by these, after it has undone the percent-encoding.
TENCENT_MARKS = str.maketrans({";": "；", ":": "：", "|": "｜"})

# Baidu parts a place's coordinates and name by the last of these, and each from its kind.
BAIDU_MARKS = str.maketrans({":": "：", "|": "｜"})


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to go to: degrees WGS-84, what it is called, and its address, which may be ""."""

    lon: float
    lat: float
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MapLink:
    """One service's link; ``datum`` is that of its coordinates."""

    service: LazyString
    datum: Datum
    url: str


Address = Callable[[str, str, Destination], str]
Service = tuple[LazyString, Datum, Address]


def map_links(there: Destination) -> list[MapLink]:
    """A link to the same place in every service."""
    return [link(each, there) for each in SERVICES]


def transit_links(there: Destination) -> list[MapLink]:
    """A link to the way by public transport in every service that knows one."""
    return [link(each, there) for each in TRANSIT_SERVICES]


def link(service: Service, there: Destination) -> MapLink:
    """One service's link to a place."""
    name, datum, address = service
    return MapLink(name, datum, address(*degrees(there, datum), there))


def degrees(there: Destination, datum: Datum) -> tuple[str, str]:
    """Longitude and latitude as text, in a datum."""
    lon, lat = from_wgs84(there.lon, there.lat, datum)
    return f"{float(lon):.{DIGITS}f}", f"{float(lat):.{DIGITS}f}"


def amap(lon: str, lat: str, there: Destination) -> str:
    """Amap's web page with a marker; ``callnative=0`` asks for no app."""
    query = {
        "position": f"{lon},{lat}",
        "name": there.name,
        "src": SOURCE,
        "coordinate": "gaode",
        "callnative": "0",
    }
    return _address("https://uri.amap.com/marker", query)


def baidu(lon: str, lat: str, there: Destination) -> str:
    """Baidu's web page with a marker; it wants a content beside the title."""
    query = {
        "location": f"{lat},{lon}",
        "coord_type": "bd09ll",
        "title": there.name,
        "content": there.address or there.name,
        "output": "html",
        "src": BAIDU_SOURCE,
    }
    return _address("https://api.map.baidu.com/marker", query)


def tencent(lon: str, lat: str, there: Destination) -> str:
    """Tencent's web page with a marker."""
    title, address = (text.translate(TENCENT_MARKS) for text in (there.name, there.address))
    marker = f"coord:{lat},{lon};title:{title};addr:{address or title}"
    return _address("https://apis.map.qq.com/uri/v1/marker", {"marker": marker, "referer": SOURCE})


def apple(lon: str, lat: str, there: Destination) -> str:
    """Apple's map; with ``ll``, ``q`` is the pin's label."""
    return _address("https://maps.apple.com/", {"ll": f"{lat},{lon}", "q": there.name})


def google(lon: str, lat: str, _: Destination) -> str:
    """Google's map; a search for coordinates takes no name beside them."""
    return _address("https://www.google.com/maps/search/", {"api": "1", "query": f"{lat},{lon}"})


def amap_transit(lon: str, lat: str, there: Destination) -> str:
    """Amap's way by public transport; a comma in the name would part it."""
    query = {
        "to": f"{lon},{lat},{there.name.replace(',', '，')}",
        "mode": "bus",
        "src": SOURCE,
        "coordinate": "gaode",
        "callnative": "0",
    }
    return _address("https://uri.amap.com/navigation", query)


def baidu_transit(lon: str, lat: str, there: Destination) -> str:
    """Baidu's way by public transport, from what it calls "my location"."""
    query = {
        "origin": "我的位置",
        "destination": f"latlng:{lat},{lon}|name:{there.name.translate(BAIDU_MARKS)}",
        "mode": "transit",
        "coord_type": "bd09ll",
        "output": "html",
        "src": BAIDU_SOURCE,
    }
    return _address("https://api.map.baidu.com/direction", query)


def google_transit(lon: str, lat: str, _: Destination) -> str:
    """Google's way by public transport; without an origin it takes its reader's place."""
    query = {"api": "1", "destination": f"{lat},{lon}", "travelmode": "transit"}
    return _address("https://www.google.com/maps/dir/", query)


def openstreetmap(lon: str, lat: str, _: Destination) -> str:
    """OpenStreetMap with a marker."""
    query = _address("https://www.openstreetmap.org/", {"mlat": lat, "mlon": lon})
    return f"{query}#map={ZOOM}/{lat}/{lon}"


def _address(base: str, query: Mapping[str, str]) -> str:
    # Spaces as %20: not every service reads a plus as one.
    return f"{base}?{urlencode(query, quote_via=quote, safe=',')}"


SERVICES: tuple[Service, ...] = (
    (lazy_gettext("Amap"), Datum.GCJ02, amap),
    (lazy_gettext("Baidu Maps"), Datum.BD09, baidu),
    (lazy_gettext("Tencent Maps"), Datum.GCJ02, tencent),
    (lazy_gettext("Apple Maps"), Datum.GCJ02, apple),
    (lazy_gettext("Google Maps"), Datum.GCJ02, google),
    (lazy_gettext("OpenStreetMap"), Datum.WGS84, openstreetmap),
)
TRANSIT_SERVICES: tuple[Service, ...] = (
    (lazy_gettext("Amap"), Datum.GCJ02, amap_transit),
    (lazy_gettext("Baidu Maps"), Datum.BD09, baidu_transit),
    (lazy_gettext("Google Maps"), Datum.GCJ02, google_transit),
)
