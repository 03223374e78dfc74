"""The planner's page as one file for mail and archive: what is on the screen, without a service."""

from datetime import date

from flask import Flask, render_template
from markupsafe import Markup

from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import coverage
from maps import layers
from maps.standalone import inlined_json, inlined_layers, inlined_script, inlined_style
from service.arguments import Arguments
from service.planner import page
from service.planner.state import State
from service.web.caching import to_json
from service.web.context import services
from service.words.language import language

STYLES = ("leaflet.css", "map.css", "app.css")


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
        answer = coverage(campaign, state.query)
        shown = page.shown(campaign, state, answer, today)
        # Nobody answers there: what is made on a click is left out.
        data = shown["map"] | {"fair_page": None, "fair_reach": None, "way": None}
        content = {
            data["base"]: layers.base_layer(campaign),
            data["coverage"]: to_json(shown["answer"]),
            data["gaps"]: layers.gaps_layer(campaign, state.query),
            data["fairs"]: layers.fairs_layer(campaign, state.query.window(campaign)),
            data["employers"]: layers.employers_layer(campaign),
            data["reach"]: layers.reach_layer(campaign, state.query),
        }
        files = services().assets.files
        scripts = ("leaflet.js", f"planner-map-{language()}.js", "map.js")
        # What is marked as safe was made so by `maps.standalone`; all else is escaped.
        return render_template(
            "archive.html",
            **shown | {"link": None, "map": None},
            style=Markup(inlined_style([files[name] for name in STYLES], files)),  # noqa: S704
            script=Markup(inlined_script([files[name] for name in scripts])),  # noqa: S704
            data=Markup(inlined_json(data)),  # noqa: S704
            layers=Markup(inlined_layers(content)),  # noqa: S704
        )
