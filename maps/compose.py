"""The planner's map, as folium composes it: panes, layers, controls, no data; an empty legend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import folium
from branca.element import MacroElement
from folium.map import CustomPane
from folium.template import Template

from maps.text import inert

E = TypeVar("E", bound=MacroElement)

# Addresses stay the same from one rendering to the next, so that the script can be kept.
MAP_ID = "fairreach"
PANES = (
    ("neighbours", 210, False),
    ("districts", 410, True),
    ("ground", 412, False),
    ("lines", 415, False),
    ("outlines", 420, False),
    ("reach", 430, False),
    ("gaps", 440, False),
    ("employers", 450, True),
    ("names", 454, False),
    ("labels", 455, False),
    ("fairs", 460, True),
)
# Layers of the planner's map in drawing order, and whether they are shown at first.
PLANNER_LAYERS = {
    "districts": True,
    "ground": True,
    "outlines": True,
    "reach": False,
    "gaps": True,
    "employers": False,
    "fairs": True,
    "labels": True,
}
# Beside the map, over nothing; our script fills it with text.
LEGEND = '<details class="fairreach-legend" open></details>'
# Quarters of a zoom; and at the limits a map stands still.
OPTIONS: dict[str, Any] = {
    "zoom_snap": 0.25,
    "bounce_at_zoom_limits": False,
    "max_bounds_viscosity": 1.0,
}
FINDER_LAYERS = {"districts": True, "ground": True, "outlines": True, "fairs": True, "labels": True}
FINDER_SWITCHED = ("ground",)


@dataclass(frozen=True, slots=True)
class MapParts:
    """A composed map: the element for the page, and the script that the service serves."""

    html: str
    script: str


class Named(MacroElement):
    """Gives the map and its layers the names by which our script knows them, and a scale."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        window.fairreachMap = {
            map: {{ this._parent.get_name() }},
            layers: {
                {%- for key, name in this.layers.items() %}
                {{ key | tojavascript }}: {{ name }},
                {%- endfor %}
            },
        };
        {% endmacro %}
        """
    )

    def __init__(self, layers: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "named", MAP_ID
        self.layers = layers


def planner_map(labels: Mapping[str, str]) -> MapParts:
    """
    The map of coverage.

    Parameters
    ----------
    labels
        Text in the reader's language: one for each of ``PLANNER_LAYERS``.
    """
    drawn = compose(labels, PLANNER_LAYERS, PLANNER_LAYERS)
    return replace(drawn, html=drawn.html + LEGEND)


def finder_map(labels: Mapping[str, str]) -> MapParts:
    """The seeker's map; as :func:`planner_map`, with the layers of ``FINDER_LAYERS``."""
    return compose(labels, FINDER_LAYERS, FINDER_SWITCHED)


def compose(
    labels: Mapping[str, str], layers: Mapping[str, bool], switched: Collection[str]
) -> MapParts:
    """Compose a map, some layers of which may be switched, and take it apart."""
    drawn = folium.Map(location=(30.2, 106.6), zoom_start=7, tiles=None, **OPTIONS)
    # Assigned, not added to: folium's lists are shared by every map of the process.
    drawn.default_js, drawn.default_css = [], []
    drawn._id = MAP_ID  # noqa: SLF001 - folium offers no other way to a stable name
    for name, order, touchable in PANES:
        with_name(CustomPane(name, z_index=order, pointer_events=touchable), name).add_to(drawn)
    groups = {}
    for key, shown in layers.items():
        group = folium.FeatureGroup(name=inert(labels[key]), show=shown, control=key in switched)
        groups[key] = with_name(group, key).add_to(drawn)
    with_name(folium.LayerControl(collapsed=True), "switch").add_to(drawn)
    Named({key: group.get_name() for key, group in groups.items()}).add_to(drawn)
    figure: Any = drawn.get_root()
    figure.render()
    html = figure.html.render().strip()
    return MapParts(html, figure.script.render().strip())


def with_name(element: E, name: str) -> E:
    """The element under a name that is the same in every process."""
    element._id = name  # noqa: SLF001 - as above
    return element
