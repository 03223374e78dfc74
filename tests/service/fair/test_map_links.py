"""Links into other maps carry the fair's place in the datum of each, and its name as text."""

import math
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from geodata.base.datum import Datum, to_wgs84
from service.fair.map_links import Destination, map_links, transit_links

HOSTILE = "馆 A&B=C?#%;title:x|coord:1,2 \"'<b>\u2028\r\n+😀"
PLACES = [(106.5505, 29.5647), (104.0657, 30.6595), (108.4086, 30.8079), (116.404, 39.915)]
METRES_PER_DEGREE = 111_320


def gcj02(lon, lat):
    """The formula as it has been published many times, a line for each of its own."""
    a, ee = 6378245.0, 0.00669342162296594323
    x, y = lon - 105.0, lat - 35.0
    dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    dlat += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    dlat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    dlat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    dlon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    dlon += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    dlon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    dlon += (
        (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    )
    radlat = lat / 180.0 * math.pi
    magic = 1 - ee * math.sin(radlat) ** 2
    sqrtmagic = math.sqrt(magic)
    dlat = (dlat * 180.0) / ((a * (1 - ee)) / (magic * sqrtmagic) * math.pi)
    dlon = (dlon * 180.0) / (a / sqrtmagic * math.cos(radlat) * math.pi)
    return lon + dlon, lat + dlat


def bd09(lon, lat):
    """GCJ-02 turned into BD-09 as the published converters do it."""
    x_pi = 3.14159265358979324 * 3000.0 / 180.0
    z = math.sqrt(lon * lon + lat * lat) + 0.00002 * math.sin(lat * x_pi)
    theta = math.atan2(lat, lon) + 0.000003 * math.cos(lon * x_pi)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


def links(lon=106.5505, lat=29.5647, name="文化广场", address="江北 1 号"):
    """The links by host, each with its parameters."""
    found = map_links(Destination(lon, lat, name, address))
    parts = [urlsplit(each.url) for each in found]
    return {p.netloc: (p, {k: v[0] for k, v in parse_qs(p.query).items()}) for p in parts}


def transit(lon=106.5505, lat=29.5647, name="文化广场"):
    """The links by public transport by host, each with its parameters."""
    found = transit_links(Destination(lon, lat, name, "江北 1 号"))
    parts = [urlsplit(each.url) for each in found]
    return {p.netloc: (p, {k: v[0] for k, v in parse_qs(p.query).items()}) for p in parts}


def stated(links):
    """Longitude and latitude in each link, in the order in which that service writes them."""

    def both(text, *, lat_first):
        first, second = map(float, text.split(","))
        return (second, first) if lat_first else (first, second)

    tencent = dict(part.split(":", 1) for part in links["apis.map.qq.com"][1]["marker"].split(";"))
    osm = links["www.openstreetmap.org"][1]
    return {
        "amap": both(links["uri.amap.com"][1]["position"], lat_first=False),
        "baidu": both(links["api.map.baidu.com"][1]["location"], lat_first=True),
        "tencent": both(tencent["coord"], lat_first=True),
        "apple": both(links["maps.apple.com"][1]["ll"], lat_first=True),
        "google": both(links["www.google.com"][1]["query"], lat_first=True),
        "osm": (float(osm["mlon"]), float(osm["mlat"])),
    }


@pytest.mark.parametrize("place", PLACES)
def test_every_link_is_in_the_datum_of_its_map(place):
    told = stated(links(*place))

    shifted = gcj02(*place)
    for service in ("amap", "tencent", "apple", "google"):
        assert told[service] == pytest.approx(shifted, abs=6e-7), service
    assert told["baidu"] == pytest.approx(bd09(*shifted), abs=6e-7)
    assert told["osm"] == pytest.approx(place, abs=6e-7)


@pytest.mark.parametrize("place", PLACES)
def test_every_link_comes_back_to_the_fair_within_a_metre(place):
    told = stated(links(*place))

    datums = dict.fromkeys(("amap", "tencent", "apple", "google"), Datum.GCJ02)
    for service, datum in {**datums, "baidu": Datum.BD09, "osm": Datum.WGS84}.items():
        lon, lat = to_wgs84(*told[service], datum)
        off_m = math.hypot(lon - place[0], lat - place[1]) * METRES_PER_DEGREE
        assert off_m < 1, service


def test_the_datum_is_stated_where_a_service_lets_one_state_it():
    told = links()

    assert told["uri.amap.com"][1]["coordinate"] == "gaode"
    assert told["api.map.baidu.com"][1]["coord_type"] == "bd09ll"
    assert told["www.google.com"][1]["api"] == "1"
    for host, name in (("uri.amap.com", "src"), ("api.map.baidu.com", "src")):
        assert "fairreach" in told[host][1][name]


def test_a_name_that_would_like_to_be_parameters_stays_a_name():
    told = links(name=HOSTILE, address=HOSTILE)

    assert told["uri.amap.com"][1]["name"] == HOSTILE
    assert told["api.map.baidu.com"][1]["title"] == HOSTILE
    assert told["maps.apple.com"][1]["q"] == HOSTILE
    fields = told["apis.map.qq.com"][1]["marker"].split(";")
    assert [each.split(":")[0] for each in fields] == ["coord", "title", "addr"]
    assert all(each.count(":") == 1 and "|" not in each for each in fields)
    for host, (parts, query) in told.items():
        assert set(parts.query) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%=&,"
        ), host
        assert len(query) == len(parts.query.split("&"))
        assert "\n" not in unquote(parts.fragment)


def test_a_place_without_an_address_is_told_by_its_name():
    told = links(address="")

    assert told["api.map.baidu.com"][1]["content"] == "文化广场"
    assert told["apis.map.qq.com"][1]["marker"].endswith(";title:文化广场;addr:文化广场")


def test_a_place_abroad_is_not_shifted():
    told = stated(links(2.3522, 48.8566))

    for service in ("amap", "tencent", "apple", "google", "osm"):
        assert told[service] == (2.3522, 48.8566)


@pytest.mark.parametrize("place", PLACES)
def test_ways_by_public_transport_lead_to_the_fair_in_the_datum_of_each_map(place):
    told = transit(*place)

    shifted = gcj02(*place)
    amap = told["uri.amap.com"][1]
    assert [*map(float, amap["to"].split(",")[:2])] == pytest.approx(shifted, abs=6e-7)
    assert (amap["mode"], amap["coordinate"]) == ("bus", "gaode")
    baidu = told["api.map.baidu.com"][1]
    lat, lon = map(float, baidu["destination"].split("|")[0].removeprefix("latlng:").split(","))
    assert (lon, lat) == pytest.approx(bd09(*shifted), abs=6e-7)
    assert (baidu["mode"], baidu["coord_type"]) == ("transit", "bd09ll")
    google = told["www.google.com"][1]
    lat, lon = map(float, google["destination"].split(","))
    assert (lon, lat) == pytest.approx(shifted, abs=6e-7)
    assert google["travelmode"] == "transit"


def test_a_hostile_name_stays_a_name_on_the_way_by_public_transport():
    told = transit(name=HOSTILE)

    assert len(told["uri.amap.com"][1]["to"].split(",")) == 3
    assert set(told["uri.amap.com"][1]) == {"to", "mode", "src", "coordinate", "callnative"}
    fields = told["api.map.baidu.com"][1]["destination"].split("|")
    assert [each.split(":")[0] for each in fields] == ["latlng", "name"]
    assert all(each.count(":") == 1 for each in fields)


def test_where_the_seeker_sets_out_stands_in_no_link():
    told = transit()

    assert "from" not in told["uri.amap.com"][1]
    assert told["api.map.baidu.com"][1]["origin"] == "我的位置"
    assert "origin" not in told["www.google.com"][1]
