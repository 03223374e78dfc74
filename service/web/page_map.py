"""What a page tells its map: where the data are, and every word that the script shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.access.travel import Method
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.districts.editions import land_of
from geodata.ground.folder import GroundTiles
from geodata.ground.kinds import ZOOMS
from geodata.roads.movement import Movement
from service.tiles.tile import MOST_ZOOM
from service.travel import stated_movement
from service.web.caching import address
from service.web.context import services
from service.words.language import LOCALES, language, names, page_url
from service.words.map_words import of_ways, strings

MapData = dict[str, object]
"""What a map is told, by the names of maps/README.md; ready for JSON."""
Row = tuple[int, str, float, float, str]
"""A number, an id, longitude, latitude and a line: one pin of the seeker's map."""


@dataclass(frozen=True, slots=True)
class RoadWays:
    """The fairs of a list, by their ids, to which known roads lead, and how people move on them."""

    fairs: Sequence[str]
    movement: Movement


def shared_data(campaign: Campaign, movement: Movement | None) -> MapData:
    """What both maps are told; the movement is that on roads, None where there are no ways."""
    words = campaign.still.get("strings", language(), lambda: strings(campaign), most=8)
    return {
        "base": address(campaign, "/map/base.json"),
        "ground": grounds(campaign),
        **({"background": told} if (told := background()) else {}),
        **({"map_number": number} if (number := services().settings.map_number) else {}),
        "locale": LOCALES[language()],
        "names": names(),
        "fair_page": page_url("/fairs/{fair_id}", {}),
        "strings": words | of_ways(movement),
    }


def background() -> MapData | None:
    """Where the tiles beneath the map are had from this service, and who draws them."""
    found = services().background
    if found is None:
        return None
    address = f"/map/tiles/{{z}}/{{x}}/{{y}}?v={found.tag}"
    return {"tiles": address, "most_zoom": MOST_ZOOM, "credit": found.credit}


def grounds(campaign: Campaign) -> list[MapData]:
    """Where the tiles of each ground are had, which land they cover, and at which zooms."""
    return [
        {"tiles": tiles_address(each.digest), "bounds": box_of(each), "zooms": ZOOMS}
        for each in campaign.drawn_grounds
    ]


def tiles_address(digest: str) -> str:
    """The address of a ground's tiles, as Leaflet fills it."""
    return f"/map/ground/{digest}/{{z}}/{{x}}/{{y}}.json"


def box_of(ground: GroundTiles) -> list[list[float]]:
    """The south-western and the north-eastern corner of a ground."""
    west, south, east, north = ground.known.bounds
    return [[south, west], [north, east]]


def finder(
    campaign: Campaign,
    place: Place | None,
    nearest: Sequence[Row],
    *,
    can_choose: bool,
    ways: RoadWays | None = None,
) -> MapData:
    """
    What the seeker's map is told; rows are number, fair, longitude, latitude and a line.

    With ``ways``, those are drawn on the roads.
    """
    told = shared_data(campaign, ways.movement if ways else None) | {
        "place": (place.lon, place.lat) if place else None,
        "nearest": nearest,
        "can_choose": can_choose,
    }
    if ways is None:
        return told
    query = {
        "travel": Method.ROADS.value,
        "profile": ways.movement.profile.value,
        "threshold_min": 600,
        **stated_movement(ways.movement),
    }
    return told | {"way": address(campaign, "/map/way.json", query), "by_road": ways.fairs}


def area(campaign: Campaign, adcode: str | None) -> MapData:
    """What the map is told besides of a district that was asked for: all of it is in view."""
    return {} if adcode is None else {"area": land_of(campaign.districts, adcode).bounds}
