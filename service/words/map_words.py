"""Every word that a map shows."""

from geodata.campaign.campaign import Campaign
from geodata.roads.movement import Movement
from geodata.roads.traffic import Traffic
from geodata.signs.profile import Profile
from service.words.credits import credit
from service.words.language import gettext, lazy_gettext
from service.words.traffic import full_name, traffic_name
from service.words.trips import LONG_WAY

STRINGS = {
    "map_label": lazy_gettext("Map"),
    "loading": lazy_gettext("Loading the map…"),
    "failed": lazy_gettext("The map could not be loaded. The table says the same."),
    "empty": lazy_gettext("There are no districts yet."),
    "zoom_in": lazy_gettext("Zoom in"),
    "zoom_out": lazy_gettext("Zoom out"),
    "layers": lazy_gettext("Layers"),
    "whole": lazy_gettext("Show the whole map"),
    "hint_fingers": lazy_gettext("Use two fingers to move the map"),
    "hint_wheel": lazy_gettext("Hold {key} while scrolling to zoom, or press the map first"),
    "hint_wheel_key": lazy_gettext("Hold {key} while scrolling to zoom the map"),
    "stop_keys": lazy_gettext("The arrow keys lead to the next one, Enter opens it"),
    "about": lazy_gettext("about {n}"),
    "fairs_here": lazy_gettext("{n} fairs here"),
    "attribution": "",  # whose data they are depends on the campaign
    "persons": lazy_gettext("People"),
    "covered": lazy_gettext("Covered"),
    "gap": lazy_gettext("Not covered"),
    "coverage": lazy_gettext("Coverage"),
    "fairs": lazy_gettext("Fairs"),
    "fairs_per_100k": lazy_gettext("Fairs per 100,000 people"),
    "wait_days": lazy_gettext("Days until the next fair"),
    "no_data": lazy_gettext("no data"),
    "no_road": lazy_gettext("No road data"),
    "close": lazy_gettext("Close"),
    "planned": lazy_gettext("Planned, not published yet"),
    "cancelled": lazy_gettext("Cancelled"),
    "approximate": lazy_gettext("Placed at the district's centre; the exact place is not known."),
    "made_up": lazy_gettext("Made up for demonstration."),
    "openings": lazy_gettext("Openings: {n}"),
    "more": lazy_gettext("and {n} more"),
    "further": lazy_gettext("(other sessions: {n})"),
    "gap_cell": lazy_gettext("About {n} people here are not covered"),
    "legend_title": lazy_gettext("Legend"),
    "legend_coverage": lazy_gettext("People within reach of a fair"),
    "legend_gap": lazy_gettext("People not covered"),
    "legend_fairs": lazy_gettext("Fairs per 100,000 people"),
    "legend_wait": lazy_gettext("Days until half of the people have had a fair within reach"),
    "legend_signs": lazy_gettext("Symbols"),
    "legend_gaps": lazy_gettext("People not covered; the area grows with their number"),
    "legend_fair": lazy_gettext("Fair"),
    "legend_count": lazy_gettext("Several fairs, and how many"),
    "legend_cancelled": lazy_gettext("Cancelled fair"),
    "legend_employer": lazy_gettext("Employer"),
    "legend_site": lazy_gettext("Place proposed for a fair"),
    "legend_reach": lazy_gettext("Reach of a fair"),
    "legend_road_reach": lazy_gettext("Land within reach of a fair by car, no traffic"),
    "legend_within": lazy_gettext("within {n} {unit}"),
    "legend_band": lazy_gettext("{low} to {high} {unit}"),
    "legend_limit": lazy_gettext("Limit: {n} {unit}"),
    "legend_beyond": lazy_gettext("more than {n} {unit}"),
    "legend_part": lazy_gettext("striped: {share} of the people or more have no road data"),
    "legend_unreachable": lazy_gettext("no way to any fair"),
    "min": lazy_gettext("min"),
    "km": lazy_gettext("km"),
    "loading_way": lazy_gettext("Looking for the way…"),
    "way_to": lazy_gettext(
        "{minutes} by car, no traffic, to {fair}: {km} km of road, {walk} m on foot; "
        "{straight} km straight"
    ),
    "way_long": LONG_WAY,
    "way_none": lazy_gettext("No way by road to any fair is known from here."),
    "way_min": lazy_gettext("{n} min"),
    "locating": lazy_gettext("Asking for your location…"),
    "location_denied": lazy_gettext(
        "Your location was not given. Choose a district or a place on the map instead."
    ),
    "location_failed": lazy_gettext(
        "Your location could not be found. Choose a district or a place on the map instead."
    ),
    "you_are_here": lazy_gettext("Your place"),
}

OF_SEEKERS = ("locating", "location_denied", "location_failed", "you_are_here")
"""What the script of the planner's map never shows."""

OF_TRIALS = {
    "legend_tried": lazy_gettext("What if: new, closed or on another day"),
    "legend_moved": lazy_gettext("What if: moved, from the small ring"),
}
"""What the planner's script shows besides."""

OF_TWO_STATES = {
    "difference": lazy_gettext("Difference"),
    "points": lazy_gettext("{n} points"),
    "moved": lazy_gettext("{gained} people gain a fair within reach, {lost} lose theirs"),
    "pair_now": lazy_gettext("Now: {name}"),
    "pair_held": lazy_gettext("Held: {name}"),
    "pair_border": lazy_gettext("Border between the two maps"),
    "legend_difference": lazy_gettext("Who gains and who loses, in points of coverage"),
}
"""What the script shows besides while two states are compared."""


def strings(campaign: Campaign) -> dict[str, str]:
    """Every word that the script shows, in the language of the page."""
    return {name: str(word) for name, word in STRINGS.items()} | {"attribution": credit(campaign)}


def of_ways(movement: Movement | None) -> dict[str, str]:
    """What the script says otherwise of ways by road: None where there are none."""
    if movement is None or (movement.profile is Profile.DRIVE and movement.traffic.is_free):
        return {}
    return on_foot() if movement.profile is Profile.WALK else in_traffic(movement.traffic)


def in_traffic(traffic: Traffic) -> dict[str, str]:
    """What the script says otherwise of those who drive in traffic."""
    by = traffic_name(traffic).replace("{", "(").replace("}", ")")  # the script fills braces
    return {
        "legend_road_reach": gettext(
            "Land within reach of a fair by car, traffic: %(traffic)s",
            traffic=full_name(traffic),
        ),
        "way_to": gettext(
            "{minutes} by car, traffic: %(traffic)s, to {fair}: {km} km of road, {walk} m on "
            "foot; {straight} km straight",
            traffic=by,
        ),
    }


def on_foot() -> dict[str, str]:
    """What the script says otherwise of those who walk."""
    return {
        "legend_road_reach": gettext("Land within reach of a fair on foot"),
        "way_to": gettext(
            "{minutes} on foot to {fair}: {km} km of road, {walk} m to it and from it; "
            "{straight} km straight"
        ),
        "way_none": gettext("No way on foot to any fair is known from here."),
    }
