"""JSON answers: made once per snapshot and question, tagged, and compressed once."""

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib.metadata import version as installed_version
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, g, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.synonyms import usual_synonyms
from geodata.roads.traffic import usual_traffic

JSON = "application/json"
GEOJSON = "application/geo+json"
BODIES_KEPT = 12
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
LASTING = ("/api/", "/map/")

PROGRAM_VERSION = installed_version("fairreach")


def etag_of(campaign: Campaign, *parts: object) -> str:
    """
    A weak entity tag's text for what was made from a campaign.

    Parameters
    ----------
    parts
        All that the body depends on besides the campaign and the program: which view, the
        resolved query, the language of a page.
    """
    text = repr((campaign_tag(campaign), parts))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def with_etag(
    campaign: Campaign,
    key: tuple[object, ...],
    make: Callable[[], Response],
    beside: Campaign | None = None,
) -> Response:
    """
    An answer that the client may keep: forever under ``?v=`` of this campaign, else if unchanged.

    That of a what-if nobody may, and none of two campaigns forever: either may go on.

    Parameters
    ----------
    key
        As for `etag_of`.
    make
        Makes the answer; not called for a client that has it already.
    beside
        Another campaign that it is made from, too.
    """
    if not all(each is None or each.trial is None for each in (campaign, beside)):
        # What one reader tries is kept nowhere.
        response = make()
        response.headers["Cache-Control"] = "no-store"
        return response
    also = () if beside is None else (campaign_tag(beside),)
    tag = etag_of(campaign, *key, *also)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = make()
        g.body_tag = tag
    response.set_etag(tag, weak=True)
    # Pages and calendars depend on the day, too: they are asked for again, whatever their address.
    lasting = request.path.startswith(LASTING)
    versioned = lasting and beside is None and request.args.get("v") == campaign_tag(campaign)
    response.headers["Cache-Control"] = FOREVER if versioned else ASK_AGAIN
    return response


def shared_for(response: Response, seconds: int) -> Response:
    """
    Let anybody's cache carry an answer for a short while, a network of caches before us too.

    Only for what tells nobody's place: no coordinates of a seeker in its address. A refusal stays
    as it is.
    """
    if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        # The reader's own device asks again: it shows what it has saved only without a connection.
        response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
    return response


def cached_json(
    campaign: Campaign, key: tuple[object, ...], make: Callable[[], Any], content_type: str = JSON
) -> Response:
    """
    A JSON body that is made once for a snapshot.

    Parameters
    ----------
    key
        The view first, then all that its body depends on besides the campaign.
    make
        Makes the body: bytes, or what ``orjson`` can write.
    """

    def body() -> bytes:
        made = make()
        return made if isinstance(made, bytes) else to_json(made)

    def answer() -> Response:
        content = campaign.cache.get(f"body {key[0]}", key, body, most=BODIES_KEPT)
        return Response(content, content_type=content_type)

    return with_etag(campaign, key, answer)


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8; numbers of numpy are numbers."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def campaign_tag(campaign: Campaign) -> str:
    """
    A short text that changes with the campaign's content and with the program: ``?v=`` of URLs.

    The version's number alone would not do: a database that was begun anew counts from 1 again.
    """

    def tag() -> str:
        sources = [tuple(source.to_dict().values()) for source in campaign.provenance.values()]
        # What could not be opened yesterday may be there today: that changes every answer, too.
        roads = (campaign.road_sources, tuple(campaign.networks))
        drawn = tuple(each.digest for each in campaign.drawn_grounds)
        # So does what came after a version that is gone back to: pages tell of it as a change.
        changed = [
            (k, r.sequence, r.changed_at) for k, r in campaign.revisions.items() if r.sequence
        ]
        past = sorted(changed), sorted(campaign.gone)
        own = campaign.synonyms is not usual_synonyms()
        words = campaign.synonyms.rows if own else ()
        slowed = () if campaign.traffic is usual_traffic() else campaign.traffic.rows
        told = (PROGRAM_VERSION, campaign.version, sources, roads, drawn, past, *words, *slowed)
        text = repr(told)
        return f"{campaign.version}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

    return campaign.still.get("tag", "", tag, most=1)


def address(campaign: Campaign, path: str, query: Mapping[str, Any] | None = None) -> str:
    """The address of data of this campaign, to be kept for good."""
    given = {k: v for k, v in (query or {}).items() if v is not None}
    return f"{path}?{urlencode(given | {'v': campaign_tag(campaign)}, doseq=True)}"
