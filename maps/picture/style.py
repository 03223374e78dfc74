"""The picture's colours: those of the live map, written out, so that the file needs no other."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template

MAP_STYLE = ("static", "map", "colours.css")
OWN_STYLE, MARKS = ("picture", "picture.css"), ("picture", "marks.css")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR = re.compile(r"--([\w-]+):\s*([^;]+);")
USED = re.compile(r"var\(--([\w-]+)(?:,\s*([^()]+))?\)")
DARK = re.compile(
    r"@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)\s*\}", re.DOTALL
)
ONLY_DARK = Template("@media (prefers-color-scheme: dark) {\n$rules}\n")

Colours = Mapping[str, str]


def text_of(*path: str) -> str:
    """A style sheet of ours, without its comments."""
    file = resources.files("maps").joinpath(*path)
    return COMMENT.sub("", file.read_text(encoding="utf-8"))


def colours_of(rules: str, selectors: tuple[str, ...]) -> Colours:
    """The colours that the rules of some selectors name."""
    found: dict[str, str] = {}
    for selector, body in RULE.findall(rules):
        if any(each.strip() in selectors for each in selector.split(",")):
            found |= dict(COLOUR.findall(body))
    return found


def resolve_colours(rules: str, colours: Colours) -> str:
    """Rules with the colours themselves in the place of their names; a colour may name another."""

    def colour(used: re.Match[str]) -> str:
        name, otherwise = used.groups()
        value = colours[name] if otherwise is None else colours.get(name, otherwise)
        return resolve_colours(value.strip(), colours)

    return USED.sub(colour, rules)


@cache
def style(measure: str, *, both_schemes: bool, marked: bool = False) -> str:
    """
    The style sheet of a picture.

    Parameters
    ----------
    measure
        What colours the districts: some measures have classes of their own colours.
    both_schemes
        Whether it turns dark where its reader's system is dark.
    marked
        Whether places have numbers on it.
    """
    sheet, own = text_of(*MAP_STYLE), text_of(*OWN_STYLE) + (text_of(*MARKS) if marked else "")
    selectors = (":root", f'.folium-map[data-measure="{measure}"]')
    bright = "".join(DARK.split(sheet)[::2])
    light = colours_of(bright, selectors)
    if not both_schemes:
        return resolve_colours(own, light)
    dark: dict[str, str] = dict(light)
    for rules in DARK.findall(sheet):
        dark |= colours_of(rules, selectors)
    return resolve_colours(own, light) + ONLY_DARK.substitute(rules=resolve_colours(own, dark))
