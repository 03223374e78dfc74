"""What the planner's page tells its map."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.measures.balance import LIMITS
from geodata.measures.classes import Breaks, class_breaks
from geodata.measures.measure import MOST, MUCH, Measure, Scale
from geodata.measures.query import CoverageQuery
from maps.frames import RegionFrame, region_frames
from maps.layers import bands
from service.comparison import words
from service.comparison.compared import DIFFERENCE, ONE
from service.comparison.states import AGAINST
from service.planner.trial import drawn_changes
from service.web.caching import address
from service.web.context import services
from service.web.page_map import shared_data
from service.words import waits, wording
from service.words.language import gettext, page_url
from service.words.map_words import OF_SEEKERS, OF_TRIALS, OF_TWO_STATES

if TYPE_CHECKING:
    from service.comparison.compared import Compared
    from service.planner.state import State

OF_FAIRS = ("from", "to", "version", *KINDS)
WORDS: Mapping[Scale, Callable[[float], str]] = {
    Scale.SHARE: wording.percent,
    Scale.PERSONS: wording.round_persons,
    Scale.PER_100K: wording.general,
    Scale.DAYS: waits.days,
}
"""How the bounds of a measure's classes are written."""


def planner_map(campaign: Campaign, query: Mapping[str, Any], state: "State") -> dict[str, Any]:
    """What the planner's map is told."""
    days = {name: query.get(name) for name in OF_FAIRS}
    travel = state.query.travel
    movement = travel.movement if travel.by_road else None
    frames = region_frames(campaign, state.query.region)
    breaks = class_breaks(campaign, state.measure, state.query)
    return shared_data(campaign, movement) | {
        "base": address(campaign, "/map/base.json", {"version": state.version}),
        "coverage": address(campaign, "/api/v1/coverage", {**query, **extra_query(state.measure)}),
        "gaps": address(campaign, "/map/gaps.json", query),
        "reach": address(campaign, "/map/reach.json", query),
        **(road_data(campaign, query, state.query) if movement else {}),
        "fairs": address(campaign, "/map/fairs.json", days),
        "employers": address(campaign, "/map/employers.json", {"version": state.version}),
        "measure": state.measure.name,
        "measure_figure": state.measure.figure,
        "breaks": [each for each in breaks if isfinite(each)],
        "never": state.measure.has_never,
        "classes": classes(state.measure, breaks),
        "unknown": {"part": MUCH, "most": MOST} if state.measure.needs_ways else None,
        "district": state.district,
        "frames": [told_frame(frame, state) for frame in frames],
    }


def extra_query(measure: Measure) -> dict[str, str]:
    """The parameter by which answers have the figure of a measure that others lack."""
    return {"measure": measure.name} if measure.is_counted_apart else {}


def with_comparison(
    told: dict[str, Any], compared: "Compared | None", state: "State"
) -> dict[str, Any]:
    """What a map is told, with what it is told besides of two states, if any are compared."""
    words = {name: word for name, word in told["strings"].items() if name not in OF_SEEKERS}
    words_too = OF_TRIALS if compared is None else OF_TRIALS | OF_TWO_STATES
    words |= {name: str(word) for name, word in words_too.items()}
    more = {} if compared is None else compared_map(compared, state)
    return told | more | {"strings": words}


def compared_map(compared: "Compared", state: "State") -> dict[str, Any]:
    """
    What the planner's map is told besides of two states.

    Either the districts show who gains and who loses, or ``pair`` says how two maps stand side by
    side, what they are called, and what the held one shows in place of the present one's.
    """
    view, held = compared.view(state.view), compared.held
    asked = state.parameters() | {AGAINST: held.text}
    if view == DIFFERENCE:
        return {
            "coverage": address(compared.now.campaign, "/map/compared.json", asked),
            "measure": DIFFERENCE,
            "measure_figure": DIFFERENCE,
            "breaks": LIMITS,
            "classes": words.classes(),
            "unknown": {"part": MUCH, "most": MOST},
        }
    if view == ONE:
        return {}
    of_held = held.to_dict()
    days = {name: of_held.get(name) for name in OF_FAIRS}
    shown = {
        "coverage": address(held.campaign, "/api/v1/coverage", of_held),
        "gaps": address(held.campaign, "/map/gaps.json", of_held),
        "fairs": address(held.campaign, "/map/fairs.json", days),
        "reach": address(held.campaign, "/map/reach.json", of_held),
        "trial": {"changes": drawn_changes(held.campaign), "step": None},
        "sites": [],
        **(road_data(held.campaign, of_held, held.query) if held.query.travel.by_road else {}),
    }
    names = words.short_name(held, compared.now), words.short_name(compared.now, held)
    script = services().assets.url("twin.js")
    return {"frames": [], "pair": {"view": view, "names": names, "held": shown, "script": script}}


def told_frame(frame: RegionFrame, state: "State") -> dict[str, Any]:
    """A region's frame, and the address of the same state where it has the map for itself."""
    return {
        "name": wording.region(frame.region),
        "districts": sorted(frame.districts),
        "page": page_url("/planner", state.to_dict(), region=frame.region, district=None),
    }


def road_data(campaign: Campaign, query: Mapping[str, Any], asked: CoverageQuery) -> dict[str, Any]:
    """Where the reach of one fair is had and the way from one place, and the bands of reach."""
    return {
        "bands": {
            "limits": bands(asked),
            "threshold": asked.threshold.value,
            "unit": asked.threshold.unit,
        },
        "fair_reach": address(campaign, "/map/fair-reach.json", query),
        "way": address(campaign, "/map/way.json", query),
    }


def classes(measure: Measure, limits: Breaks) -> list[str]:
    """The five classes of a measure in words; the last may be for those that have it never."""
    word = WORDS[measure.scale]
    bounds = [each for each in limits if isfinite(each)]
    never = [gettext("not for half of them on these days")] if len(bounds) < len(limits) else []
    low, high = word(bounds[0]), word(bounds[-1])
    between = [
        gettext("%(low)s to under %(high)s", low=word(a), high=word(b)) for a, b in pairwise(bounds)
    ]
    return [
        gettext("under %(high)s", high=low),
        *between,
        gettext("%(low)s and more", low=high),
        *never,
    ]
