"""What is asked over HTTP: every address of the service, in all languages, well and badly."""

from collections.abc import Mapping
from typing import NamedTuple

WEST, RIVER, EAST = "lon=106.4945&lat=29.5113", "lon=106.5&lat=29.511", "lon=106.52&lat=29.51"
NOWHERE, SEA = "lon=104.5&lat=30.5", "lon=120&lat=20"
BY_ROAD = "travel=roads&threshold_min=6"


class Request(NamedTuple):
    """
    One request.

    ``world`` names the settings of the app that is asked (`answers.WORLDS`). In the path ``{tag}``
    stands for the tag of the campaign, ``{app.css}`` for the digest of that file. ``again`` asks a
    second time with the ETag of the answer.
    """

    path: str
    headers: Mapping[str, str] = {}
    world: str = "campaign"
    method: str = "GET"
    again: bool = False


PAGES = {
    "": "/",
    "district": "/?district=500103",
    "district-by-name": "/?district=渝北",
    "town": "/?q=jiefangbei",
    "town-of-two": "/?q=石桥",
    "place-by-initials": "/?q=yb",
    "point": f"/?{WEST}",
    "point-across": f"/?{EAST}&when=week",
    "on-foot": f"/?{WEST}&travel=roads-walk",
    "straight": f"/?{WEST}&travel=straight",
    "estimated": f"/?{NOWHERE}&travel=estimated&speed_kmh=50",
    "far-from-every-road": f"/?{NOWHERE}",
    "at-sea": f"/?{SEA}",
    "filtered": f"/?{WEST}&occupation=焊工&min_openings=10",
    "sector": "/?district=500112&sector=制造业",
    "services-offered": "/?district=500103&services=社保卡",
    "nothing-fits": f"/?{WEST}&occupation=宇航员",
    "weekend": "/?district=500112&when=weekend",
    "days": "/?district=500112&from=2027-02-22&to=2027-03-02",
    "no-such-place": "/?q=atlantis",
}
FAIRS = ("today", "moved", "called-off", "other-hall", "hostile", "chengdu", "seat", "added")
PLANNER = {
    "": "",
    "straight": "travel=straight",
    "straight-3-km": "travel=straight&threshold_km=3&measure=gap",
    "estimated": "travel=estimated",
    "estimated-fast": "travel=estimated&threshold_min=12&speed_kmh=45&sort=-persons",
    "roads-km": "travel=roads&threshold_km=2.5&measure=fairs",
    "roads-5-min": BY_ROAD,
    "roads-walk": "travel=roads&profile=walk&threshold_min=20&measure=gap",
    "rural": "travel=straight&group=rural&sort=-coverage",
    "old": f"{BY_ROAD}&group=age_60_plus",
    "window": f"{BY_ROAD}&from=2027-02-20&to=2027-02-22",
    "no-fairs": "from=2027-06-01",
    "district": f"{BY_ROAD}&district=500112",
    "district-without-roads": f"{BY_ROAD}&district=锦江区",
    "bad-threshold": "threshold_km=-1",
    "bad-group": "group=martians",
    "bad-sort": "sort=weather",
}
HELP = {
    "": "",
    "returning": "district=500103&situation=returning&age=30",
    "difficulty": "q=渝北&situation=difficulty&months_unemployed=8&household_registration=here",
    "graduate": f"{WEST}&situation=graduate&wage_yuan=6000",
    "too-old": "situation=returning&age=200",
}
LANGUAGES = ("zh", "en", "id")


def spoken(path: str, lang: str) -> str:
    """An address with its language stated."""
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def in_every_language(name: str, paths: Mapping[str, str]) -> dict[str, Request]:
    """Pages in the three languages, told apart by their ids."""
    return {
        "-".join(filter(None, (name, key, lang))): Request(spoken(path, lang))
        for key, path in paths.items()
        for lang in LANGUAGES
    }


def queries(path: str, of: Mapping[str, str]) -> dict[str, str]:
    """The addresses of one page by the names of its queries."""
    return {key: f"{path}?{query}" if query else path for key, query in of.items()}


def in_turn(name: str, paths: Mapping[str, str]) -> dict[str, Request]:
    """Pages in one language each, the three in turn: every state once, every language often."""
    return {
        "-".join(filter(None, (name, key))): Request(spoken(path, LANGUAGES[n % 3]))
        for n, (key, path) in enumerate(paths.items())
    }


def plainly(name: str, paths: Mapping[str, str]) -> dict[str, Request]:
    """Addresses that know no language."""
    return {f"{name}-{key}": Request(path) for key, path in paths.items()}


NEAREST = "/api/v1/fairs/nearest"
API = {
    "districts": "/api/v1/districts",
    "districts-full": "/api/v1/districts?geometry=full",
    "districts-without": "/api/v1/districts?geometry=none",
    "fairs": "/api/v1/fairs",
    "fairs-of-a-district": "/api/v1/fairs?district=渝北区&from=2027-02-20&to=2027-03-10",
    "fairs-in-a-box": "/api/v1/fairs?bbox=106.4,29.4,106.5,29.6&limit=2&offset=1",
    "fair": "/api/v1/fairs/today",
    "fair-moved": "/api/v1/fairs/moved",
    "fair-hostile": "/api/v1/fairs/hostile",
    "fair-gone": "/api/v1/fairs/gone",
    "nearest": f"{NEAREST}?{WEST}",
    "nearest-across": f"{NEAREST}?{WEST}&k=3&travel=straight",
    "nearest-estimated": f"{NEAREST}?{EAST}&travel=estimated&speed_kmh=60",
    "nearest-on-foot": f"{NEAREST}?{WEST}&travel=roads&profile=walk&from=2027-02-20",
    "nearest-without-roads": f"{NEAREST}?{NOWHERE}&travel=roads",
    "places": "/api/v1/places?q=yu",
    "places-chinese": "/api/v1/places?q=石桥&limit=1",
    "places-none": "/api/v1/places?q=zzz",
    "places-no-utf8": "/api/v1/places?q=%ff%fe",
    "coverage": "/api/v1/coverage",
    "coverage-straight": "/api/v1/coverage?travel=straight",
    "coverage-straight-2-km": "/api/v1/coverage?travel=straight&threshold_km=2&group=rural",
    "coverage-estimated": "/api/v1/coverage?travel=estimated&threshold_min=8&speed_kmh=20",
    "coverage-estimated-km": "/api/v1/coverage?travel=estimated&threshold_km=4",
    "coverage-roads": f"/api/v1/coverage?{BY_ROAD}",
    "coverage-roads-km": "/api/v1/coverage?travel=roads&threshold_km=2",
    "coverage-walk": "/api/v1/coverage?travel=roads&profile=walk&threshold_min=25",
    "coverage-working-age": f"/api/v1/coverage?{BY_ROAD}&group=working_age",
    "coverage-old": "/api/v1/coverage?travel=straight&threshold_km=1.5&group=age_60_plus",
    "coverage-window": f"/api/v1/coverage?{BY_ROAD}&from=2027-02-22&to=2027-02-26",
    "coverage-without-fairs": "/api/v1/coverage?travel=straight&to=2026-01-01",
    "gaps": "/api/v1/gaps?travel=straight&threshold_km=1",
    "gaps-roads": "/api/v1/gaps?travel=roads&threshold_min=3",
    "gaps-walk": "/api/v1/gaps?travel=roads&profile=walk&threshold_min=10&group=rural",
    "openapi": "/api/v1/openapi.json",
}
REFUSALS = {
    "unknown-parameter": "/api/v1/coverage?treshold_km=3",
    "no-number": f"{NEAREST}?lon=abc&lat=29.5",
    "not-finite": f"{NEAREST}?lon=1e999&lat=29.5",
    "missing": f"{NEAREST}?lon=106.5",
    "off-the-earth": f"{NEAREST}?lon=106.5&lat=91",
    "k-of-0": f"{NEAREST}?{WEST}&k=0",
    "past": f"{NEAREST}?{WEST}&to=2026-01-01",
    "twice": "/api/v1/coverage?group=all&group=rural",
    "empty": "/api/v1/coverage?group=",
    "too-long": f"/api/v1/places?q={'渝' * 101}",
    "control-characters": "/api/v1/places?q=%00%1b",
    "minutes-on-the-straight-line": "/api/v1/coverage?travel=straight&threshold_min=30",
    "km-and-min": "/api/v1/coverage?travel=roads&threshold_km=1&threshold_min=3",
    "profile-without-roads": "/api/v1/coverage?travel=straight&profile=walk",
    "unknown-method": "/api/v1/coverage?travel=teleport",
    "speed": "/api/v1/coverage?travel=estimated&speed_kmh=1000",
    "group": "/api/v1/gaps?group=martians",
    "dates-turned": "/api/v1/coverage?from=2027-03-01&to=2027-02-01",
    "no-day": "/api/v1/fairs?from=2027-02-30",
    "box": "/api/v1/fairs?bbox=107,30,106,29",
    "district": "/api/v1/fairs?district=atlantis",
    "geometry": "/api/v1/districts?geometry=round",
    "no-such-fair": "/api/v1/fairs/none",
    "no-such-address": "/api/v1/nothing",
    "slash": "/api/v1/coverage/",
}
LAYERS = {
    "base": "/map/base.json",
    "fairs": "/map/fairs.json",
    "fairs-of-a-week": "/map/fairs.json?from=2027-02-20&to=2027-02-26",
    "employers": "/map/employers.json",
    "gaps": "/map/gaps.json?travel=straight&threshold_km=1",
    "gaps-roads": "/map/gaps.json?travel=roads&threshold_min=3",
    "reach": "/map/reach.json?travel=straight&threshold_km=2",
    "reach-estimated": "/map/reach.json?travel=estimated&threshold_min=8",
    "reach-roads": f"/map/reach.json?{BY_ROAD}",
    "reach-walk": "/map/reach.json?travel=roads&profile=walk&threshold_min=15",
    "fair-reach": f"/map/fair-reach.json?{BY_ROAD}&fair_id=moved",
    "fair-reach-walk": "/map/fair-reach.json?travel=roads&profile=walk&fair_id=today",
    "fair-reach-straight": "/map/fair-reach.json?travel=straight&fair_id=today",
    "fair-reach-of-none": "/map/fair-reach.json?travel=roads&fair_id=none",
    "way": f"/map/way.json?{WEST}&travel=roads&fair_id=over-the-river",
    "way-walk": f"/map/way.json?{WEST}&travel=roads&profile=walk&fair_id=over-the-river",
    "way-to-the-nearest": f"/map/way.json?{EAST}&travel=roads",
    "way-from-nowhere": f"/map/way.json?{NOWHERE}&travel=roads",
    "way-of-no-parameter": f"/map/way.json?{WEST}&travel=roads&x=1",
    "kept-for-good": "/map/base.json?v={tag}",
    "of-another-tag": "/map/base.json?v=1-0123456789",
}
TEXTS = {
    "": "/text",
    "district": "/text?district=500103",
    "town": "/text?q=石桥",
    "point": f"/text?{WEST}&k=5",
    "on-foot": f"/text?{WEST}&travel=roads-walk",
    "far": f"/text?{SEA}",
    "nothing": "/text?district=500103&occupation=宇航员",
    "refused": "/text?q=atlantis",
}
CALENDARS = {
    "today": "/fairs/today.ics",
    "moved": "/fairs/moved.ics",
    "called-off": "/fairs/called-off.ics",
    "other-hall": "/fairs/other-hall.ics",
    "hostile": "/fairs/hostile.ics",
    "gone": "/fairs/gone.ics",
    "seat": "/fairs/seat.ics",
    "none": "/fairs/none.ics",
    "of-a-district": "/calendar.ics?district=500103",
    "of-a-circle": f"/calendar.ics?{WEST}&radius_km=3",
    "of-welders": "/calendar.ics?district=500103&occupation=焊工",
    "of-a-window": "/calendar.ics?district=500112&from=2027-02-22&to=2027-02-25",
    "of-nothing": "/calendar.ics",
    "of-too-much": f"/calendar.ics?{WEST}&radius_km=1000",
}
HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}
OTHERS = {
    "language-of-the-browser": Request("/", {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.8"}),
    "language-of-an-old-phone": Request("/help", {"Accept-Language": "in-ID"}),
    "language-unknown": Request("/planner", {"Accept-Language": "x-klingon, *;q=0.1"}),
    "language-refused": Request("/?lang=xx"),
    "form-sent": Request("/planner?threshold=12&unit=min&travel=estimated&group=&lang=en"),
    "point-kept": Request("/?kept=106.4945,29.5113&q=&lang=en"),
    "not-found-html": Request("/nothing?lang=en", HTML),
    "not-found-json": Request("/nothing", JSON),
    "not-found-in-id": Request("/fairs/none?lang=id", HTML),
    "traversal": Request("/assets/%2e%2e/%2e%2e/etc/passwd"),
    "template-in-a-query": Request("/?q={{7*7}}</script>&lang=en"),
    "template-in-a-path": Request("/fairs/%7B%7B7*7%7D%7D?lang=en"),
    "foreign-host": Request("/", {"Host": "evil.example"}),
    "post-page": Request("/planner", method="POST"),
    "post-api": Request("/api/v1/coverage", method="POST"),
    "put-map": Request("/map/base.json", method="PUT"),
    "delete-fair": Request("/fairs/today", method="DELETE"),
    "head-page": Request("/?lang=en", method="HEAD"),
    "head-api": Request("/api/v1/coverage", method="HEAD"),
    "options-api": Request("/api/v1/coverage", method="OPTIONS"),
    "again-planner": Request("/planner?lang=en", again=True),
    "again-finder": Request("/?district=500103&lang=en", again=True),
    "again-coverage": Request("/api/v1/coverage", again=True),
    "again-layer": Request("/map/fairs.json", again=True),
    "again-calendar": Request("/calendar.ics?district=500103", again=True),
    "another-etag": Request("/api/v1/coverage", {"If-None-Match": 'W/"x", "y"'}),
    "gzip-coverage": Request("/api/v1/coverage", {"Accept-Encoding": "gzip"}),
    "gzip-page": Request("/planner?lang=en", {"Accept-Encoding": "gzip, br;q=0"}),
    "health": Request("/healthz"),
    "ready": Request("/readyz"),
    "favicon": Request("/favicon.ico"),
    "asset": Request("/assets/{app.css}/app.css"),
    "asset-gzip": Request("/assets/{app.css}/app.css", {"Accept-Encoding": "gzip"}),
    "no-such-asset": Request("/assets/0123456789/map.js"),
    "worker": Request("/sw.js"),
    "empty-page": Request("/?lang=en", HTML, "empty"),
    "empty-planner": Request("/planner?lang=zh", HTML, "empty"),
    "empty-api": Request("/api/v1/coverage", world="empty"),
    "empty-ready": Request("/readyz", world="empty"),
    "roadless-coverage": Request("/api/v1/coverage", world="roadless"),
    "roadless-by-road": Request("/api/v1/coverage?travel=roads", world="roadless"),
    "roadless-planner": Request("/planner?lang=en", world="roadless"),
    "roadless-finder": Request(f"/?{WEST}&lang=en", world="roadless"),
    "over-finder": Request("/?lang=en", world="over"),
    "over-planner": Request("/planner?lang=id", world="over"),
    "over-nearest": Request(f"{NEAREST}?{WEST}", world="over"),
    "tiles-page": Request("/planner?lang=zh", world="tiles"),
    "tiles-calendar": Request("/fairs/today.ics", world="tiles"),
}
REQUESTS: Mapping[str, Request] = {
    **in_every_language("finder", {k: PAGES[k] for k in ("", "district", "point")}),
    **in_turn("finder", {k: v for k, v in PAGES.items() if k not in {"", "district", "point"}}),
    **in_every_language("planner", queries("/planner", {k: PLANNER[k] for k in ("roads-5-min",)})),
    **in_turn("planner", queries("/planner", PLANNER) | {"nowhere": "/planner?district=atlantis"}),
    **in_every_language("fair", {k: f"/fairs/{k}" for k in ("moved", "gone")}),
    **in_turn("fair", {k: f"/fairs/{k}" for k in FAIRS}),
    **in_turn("fair-from-a-place", {"point": f"/fairs/moved?{WEST}", "planned": "/fairs/planned"}),
    **in_every_language("help", {"": "/help"}),
    **in_turn("help", queries("/help", {k: v for k, v in HELP.items() if k})),
    **in_every_language("privacy", {"": "/privacy"}),
    **in_every_language("offline", {"": "/offline"}),
    **in_every_language("manifest", {"": "/manifest.webmanifest"}),
    **in_every_language("text", {k: TEXTS[k] for k in ("", "point")}),
    **in_turn("text", {k: v for k, v in TEXTS.items() if k not in {"", "point"}}),
    **in_turn("calendar", CALENDARS),
    **plainly("api", API),
    **plainly("api-refuses", REFUSALS),
    **plainly("map", LAYERS),
    **OTHERS,
}
