"""The planner's page as one file for mail and archive: what is on the screen, without a service."""

from dataclasses import dataclass, replace
from datetime import date

from flask import Flask
from markupsafe import Markup

from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import region_of
from geodata.measures.coverage import Coverage, coverage
from maps import layers
from maps.carried_tiles import Bounds, carried_tiles
from maps.cells import gaps_layer
from maps.frames import region_frames
from maps.standalone import (
    inlined_image,
    inlined_json,
    inlined_layers,
    inlined_script,
    inlined_style,
)
from service.arguments import Arguments
from service.planner import page
from service.planner.map import told_frame
from service.planner.picture import picture_file
from service.planner.state import State
from service.queries import trial_campaign
from service.web.caching import to_json
from service.web.context import services
from service.web.page_map import grounds, tiles_address
from service.web.pictures import PAGE
from service.web.templates import render
from service.words.language import language

STYLES = ("leaflet.css", "map.css", "app.css")


@dataclass(frozen=True, slots=True)
class Inlined:
    """What ``archive.html`` holds besides the page: all that the page would fetch."""

    style: Markup
    script: Markup
    data: Markup
    layers: Markup
    image: str


def archive_page(app: Flask, campaign: Campaign, args: Arguments, lang: str, today: date) -> str:
    """
    The page of one state, whole.

    Parameters
    ----------
    args
        What `service.planner.state.State` reads.
    lang
        One of `service.words.language.LANGUAGES`.

    Raises
    ------
    QueryRefused
        If the state cannot be used.
    """
    with app.test_request_context(f"{page.PATH}?lang={lang}"):
        state = State.of(args, campaign)
        campaign = trial_campaign(campaign, state.changes, state.query, today)
        answer = coverage(campaign, state.query)
        shown = page.planner_page(campaign, state, answer, today)
        carried = inline_data(shown, campaign, state, answer)
        return render("archive.html", replace(shown, link=None), carried)


def inline_data(
    shown: page.PlannerPage, campaign: Campaign, state: State, answer: Coverage
) -> Inlined:
    """What the page would fetch."""
    # Nobody answers there: what is made on a click is left out.
    data = shown.map | {"fair_page": None, "fair_reach": None, "way": None}
    data.pop("background", None)
    frames = region_frames(campaign, state.query.region)
    data["frames"] = [told_frame(frame, state) | {"page": None} for frame in frames]
    content = {
        "base": layers.base_layer(campaign),
        "coverage": to_json(shown.answer),
        "gaps": gaps_layer(campaign, state.query),
        "fairs": layers.fairs_layer(campaign, state.query.window(campaign)),
        "employers": layers.employers_layer(campaign),
        "reach": layers.reach_layer(campaign, state.query),
    }
    carried = carried_tiles(campaign.drawn_grounds, land_of(campaign, state.query.region))
    told = grounds(campaign) if carried.zooms else ()
    data["ground"] = [each | {"zooms": carried.zooms} for each in told]
    tiles = {
        tiles_address(digest).format(z=z, x=x, y=y): to_json(packed)
        for (digest, (z, x, y)), packed in carried.tiles.items()
    }
    files = services().assets.files
    scripts = ("leaflet.js", f"planner-map-{language()}.js", "planner-map.js")
    # What is marked as safe was made so by `maps.standalone`; all else is escaped.
    return Inlined(
        style=Markup(inlined_style([files[name] for name in STYLES], files)),  # noqa: S704
        script=Markup(inlined_script([files[name] for name in scripts])),  # noqa: S704
        data=Markup(inlined_json(data)),  # noqa: S704
        layers=Markup(  # noqa: S704
            inlined_layers({str(data[name]): body for name, body in content.items()} | tiles)
        ),
        image=inlined_image(picture_file(campaign, state, answer, shown.today, PAGE)),
    )


def land_of(campaign: Campaign, region: str | None) -> Bounds:
    """The bounds of what the map shows first: all districts, or those of a region."""
    districts = campaign.districts
    if region is not None:
        districts = districts[region_of(districts) == region]
    if districts.empty:
        return (0.0, 0.0, 0.0, 0.0)
    west, south, east, north = map(float, districts.total_bounds)
    return west, south, east, north
