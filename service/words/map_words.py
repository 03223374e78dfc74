"""Every word that a map shows."""

from geodata.campaign.campaign import Campaign
from service.words.credits import credit
from service.words.language import gettext


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
