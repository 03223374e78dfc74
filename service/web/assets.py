"""Files of the pages and composed maps under addresses that change with their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from maps.assets import Asset, asset, static_files, without_comments
from service.words.language import LANGUAGES, gettext, speaking

if TYPE_CHECKING:
    from maps.compose import MapParts

STATIC = Path(__file__).parents[1] / "static"
PLANNER_SCRIPTS = ("steps", "undo", "trial", "days", "picture", "siting", "brief")
PLANNER_STYLES = ("trial", "days")
"""What stands beside the planner's map, each part after those that it takes from."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Every static file by name, and each composed map's element by kind and language."""

    files: Mapping[str, Asset]
    maps: Mapping[tuple[str, str], str]

    def url(self, name: str) -> str:
        """The address of a file."""
        return self.files[name].url


def gather(app: Flask) -> Assets:
    """All files, with the maps composed in every language: their labels stand in the catalogues."""
    files, elements = static_files((STATIC,)) | planner_tools(), {}
    with app.app_context():
        for lang in LANGUAGES:
            composed = compose_maps(lang)
            for kind, parts in composed.items():
                script = asset(f"{kind}-{lang}.js", parts.script.encode())
                files[script.name] = script
                elements[kind, lang] = parts.html
    return Assets(files, elements)


def planner_tools() -> dict[str, Asset]:
    """The parts beside the planner's map, which take a page one request each."""
    scripts, styles = (
        [(STATIC / f"{part}{ending}").read_text(encoding="utf-8") for part in parts]
        for parts, ending in ((PLANNER_SCRIPTS, ".js"), (PLANNER_STYLES, ".css"))
    )
    made = (
        asset("planner-tools.js", "".join(map(without_comments, scripts)).encode()),
        asset("planner-tools.css", without_comments("\n".join(styles)).encode()),
    )
    return {each.name: each for each in made}


@cache
def compose_maps(lang: str) -> Mapping[str, "MapParts"]:
    """The maps of the pages in a language; once in a process, for all its apps."""
    # folium takes a fifth of a second that a server's start need not wait for.
    from maps.compose import finder_map, planner_map  # noqa: PLC0415

    with speaking(lang):
        labels = layer_labels()
    return {"planner-map": planner_map(labels), "finder-map": finder_map(labels)}


def layer_labels() -> dict[str, str]:
    """What the layers of the maps are called in the present language."""
    return {
        "districts": gettext("Districts"),
        "ground": gettext("Rivers, streets and names"),
        "outlines": gettext("City outlines"),
        "reach": gettext("Reach of the fairs"),
        "gaps": gettext("People not covered"),
        "employers": gettext("Employers"),
        "fairs": gettext("Fairs"),
        "labels": gettext("Names"),
    }
