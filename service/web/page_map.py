"""What a page tells its map: where the data are, and every word that the script shows."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from geodata.access.straight import Method
from geodata.base.cache import remembered
from geodata.campaign.attribution import ROADS, Source, sources_of
from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import CoverageQuery
from geodata.roads.tags import Profile
from maps.layers import bands
from maps.style import BREAKS
from service.web.snapshots import campaign_tag
from service.words import wording
from service.words.language import LOCALES, gettext, language, names, page_url

if TYPE_CHECKING:
    from service.planner.page import State


def address(campaign: Campaign, path: str, query: Mapping[str, Any] | None = None) -> str:
    """The address of data of this campaign, to be kept for good."""
    given = {k: str(v) for k, v in (query or {}).items() if v is not None}
    return f"{path}?{urlencode(given | {'v': campaign_tag(campaign)})}"


def shared(campaign: Campaign, profile: Profile | None) -> dict[str, Any]:
    """What both maps are told; the profile is that of ways by road, None where there are none."""
    words = remembered(campaign, "strings", language(), lambda: strings(campaign), most=8)
    return {
        "base": address(campaign, "/map/base.json"),
        "locale": LOCALES[language()],
        "names": names(),
        "fair_page": page_url("/fairs/{fair_id}", {}),
        "strings": words | on_foot() if profile is Profile.WALK else words,
    }


def planner(campaign: Campaign, query: Mapping[str, Any], state: "State") -> dict[str, Any]:
    """What the planner's map is told."""
    days = {name: query[name] for name in ("from", "to")}
    return shared(campaign, state.query.profile if state.query.by_road else None) | {
        "coverage": address(campaign, "/api/v1/coverage", query),
        "gaps": address(campaign, "/map/gaps.json", query),
        "reach": address(campaign, "/map/reach.json", query),
        **(by_road(campaign, query, state.query) if state.query.by_road else {}),
        "fairs": address(campaign, "/map/fairs.json", days),
        "employers": address(campaign, "/map/employers.json"),
        "measure": state.measure,
        "breaks": BREAKS[state.measure],
        "classes": classes(state.measure),
        "district": state.district,
    }


def finder(
    campaign: Campaign,
    place: tuple[float, float] | None,
    nearest: Sequence[tuple[int, str, float, float, str]],
    *,
    can_choose: bool,
    profile: Profile | None = None,
) -> dict[str, Any]:
    """
    What the seeker's map is told; rows are number, fair, longitude, latitude and a line.

    With a profile, the ways to the fairs are drawn on the roads.
    """
    told = shared(campaign, profile) | {
        "place": place,
        "nearest": nearest,
        "can_choose": can_choose,
    }
    if profile is None:
        return told
    query = {"travel": Method.ROADS.value, "profile": profile.value, "threshold_min": 600}
    return told | {"way": address(campaign, "/map/way.json", query)}


def by_road(campaign: Campaign, query: Mapping[str, Any], asked: CoverageQuery) -> dict[str, Any]:
    """Where the reach of one fair is had and the way from one place, and the bands of reach."""
    return {
        "bands": {"limits": bands(asked), "unit": asked.threshold.unit},
        "fair_reach": address(campaign, "/map/fair-reach.json", query),
        "way": address(campaign, "/map/way.json", query),
    }


def classes(measure: str) -> list[str]:
    """The five classes of a measure in words."""
    limits = BREAKS[measure]
    words: dict[str, Callable[[float], str]] = {
        "coverage": wording.percent,
        "gap": wording.rounded,
        "fairs": wording.general,
    }
    word = words[measure]
    low, high = word(limits[0]), word(limits[-1])
    between = [
        gettext("%(low)s to under %(high)s", low=word(a), high=word(b)) for a, b in pairwise(limits)
    ]
    return [
        gettext("under %(high)s", high=low),
        *between,
        gettext("%(low)s and more", low=high),
    ]


def credit(campaign: Campaign) -> str:
    """Whose data the map shows, in the few words that fit into its corner."""
    used = shown(campaign)
    return " · ".join([*(each.short[language()] for each in used if each.short), "Leaflet"])


def sources(campaign: Campaign) -> list[str]:
    """Whose data the page shows, in full."""
    return [each.text[language()] for each in shown(campaign)]


def shown(campaign: Campaign) -> list[Source]:
    """The sources of what the pages show, those of the roads among them where there are any."""
    return [*sources_of(campaign.provenance), *([ROADS] if campaign.networks else [])]


def strings(campaign: Campaign) -> dict[str, str]:
    """Every word that the script shows."""
    return {
        "map_label": gettext("Map"),
        "loading": gettext("Loading the map…"),
        "failed": gettext("The map could not be loaded. The table says the same."),
        "empty": gettext("There are no districts yet."),
        "zoom_in": gettext("Zoom in"),
        "zoom_out": gettext("Zoom out"),
        "layers": gettext("Layers"),
        "attribution": credit(campaign),
        "persons": gettext("People"),
        "covered": gettext("Covered"),
        "gap": gettext("Not covered"),
        "coverage": gettext("Coverage"),
        "fairs": gettext("Fairs"),
        "fairs_per_100k": gettext("Fairs per 100,000 people"),
        "no_data": gettext("no data"),
        "no_road": gettext("Where no road is known"),
        "close": gettext("Close"),
        "planned": gettext("Planned, not published yet"),
        "cancelled": gettext("Cancelled"),
        "approximate": gettext("Placed at the district's seat; the exact place is not known."),
        "openings": gettext("Openings: {n}"),
        "more": gettext("and {n} more"),
        "gap_cell": gettext("About {n} people not covered in these {km} km by {km} km"),
        "legend_title": gettext("Legend"),
        "legend_coverage": gettext("People within reach of a fair"),
        "legend_gap": gettext("People not covered"),
        "legend_fairs": gettext("Fairs per 100,000 people"),
        "legend_signs": gettext("Signs"),
        "legend_gaps": gettext("People not covered; the area grows with their number"),
        "legend_fair": gettext("Fair"),
        "legend_cancelled": gettext("Cancelled fair"),
        "legend_employer": gettext("Employer"),
        "legend_reach": gettext("Reach of a fair"),
        "legend_road_reach": gettext("Land within reach of a fair by road"),
        "legend_within": gettext("within {n} {unit}"),
        "legend_beyond": gettext("beyond the threshold"),
        "legend_unreachable": gettext("no way to any fair"),
        "min": gettext("min"),
        "km": gettext("km"),
        "loading_way": gettext("Looking for the way…"),
        "way_to": gettext("{minutes} by road to {fair}: {km} km of road, {walk} m on foot"),
        "way_none": gettext("No way by road to any fair is known from here."),
        "way_min": gettext("{n} min"),
        "locating": gettext("Asking for your location…"),
        "location_denied": gettext(
            "Your location was not given. Choose a district or tap the map instead."
        ),
        "location_failed": gettext(
            "Your location could not be found. Choose a district or tap the map instead."
        ),
        "you_are_here": gettext("Your place"),
    }


def on_foot() -> dict[str, str]:
    """What the script says otherwise of those who walk."""
    return {
        "legend_road_reach": gettext("Land within reach of a fair on foot"),
        "way_to": gettext(
            "{minutes} on foot to {fair}: {km} km of road, {walk} m to it and from it"
        ),
        "way_none": gettext("No way on foot to any fair is known from here."),
    }
