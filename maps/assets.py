"""Static files under addresses that change with their content: a browser may keep them forever."""

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
LEAFLET = ("leaflet.js", "leaflet.css")
LEAFLET_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png")
SHARED_PARTS = (
    "words", "layers", "clusters", "hatching", "districts", "labels", "lines", "tiles",
    "lettering", "gestures", "view", "ground", "cards", "way",
)  # fmt: skip
MAP_PARTS = {
    "planner-map": (
        *SHARED_PARTS, "cells", "gaps", "fairs", "employers", "reach", "trial", "pins", "sites",
        "legend", "stops",
        "link", "frame", "frames", "planner",
    ),
    "finder-map": (*SHARED_PARTS, "pins", "finder"),
}  # fmt: skip
"""The parts of each map's script in `static/map`, each after those that it takes from."""
STYLE_PARTS = ("colours", "land", "signs", "controls", "legend", "cards", "frames", "trial")
"""The parts of `map.css` in `static/map`."""
COMMENT = re.compile(r"(?ms)^[ \t]*/\*.*?\*/[ \t]*$|(?<=[ \t])//[ \t].*?$")
REMARK = re.compile(r"(?s)/\*.*?\*/")
EDGES = re.compile(r"(?m)^\s+|[ \t]+$")
OPEN = re.compile(r"(?<=[{(\[,;])\n")  # after these a line goes on, or needs none of its own
QUOTELESS = re.compile(r'(?m)^[^"\n]+$')
ENDED = re.compile(r"(?<=[{};,])\n|;\s*(?=\})")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its name, its bytes, plain and compressed, and what they are."""

    name: str
    body: bytes
    gzipped: bytes
    content_type: str
    digest: str

    @property
    def url(self) -> str:
        """Its address under the service."""
        return f"/assets/{self.digest}/{self.name}"


def asset(name: str, body: bytes) -> Asset:
    """An asset from its bytes."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    gzipped = gzip.compress(body, 9, mtime=0)
    return Asset(name, body, gzipped, CONTENT_TYPES[Path(name).suffix], digest)


def static_files(folders: Iterable[Path] = ()) -> dict[str, Asset]:
    """
    Leaflet's files, the maps' own, and those of further folders, by name.

    Parameters
    ----------
    folders
        Folders whose files of a known type are added.
    """
    own = Path(str(resources.files("maps") / "static"))
    made = {each.name: each for each in _leaflet()}
    for folder in (own, *folders):
        for path in sorted(folder.iterdir()):
            if path.suffix in CONTENT_TYPES:
                made[path.name] = asset(path.name, content(path))
    made["map.css"] = asset("map.css", map_style(own).encode())
    del made["map.js"]  # it is the end of each map's script
    for kind in MAP_PARTS:
        made[f"{kind}.js"] = asset(f"{kind}.js", map_script(own, kind).encode())
    return made


def content(path: Path) -> bytes:
    """A file as it is served: a style sheet of ours in fewer bytes."""
    if path.suffix != ".css":
        return path.read_bytes()
    return without_remarks(path.read_text(encoding="utf-8")).encode()


def map_script(folder: Path, kind: str) -> str:
    """A map's script: its parts and `map.js`, as one file, which takes a page one request."""
    paths = (*(folder / "map" / f"{part}.js" for part in MAP_PARTS[kind]), folder / "map.js")
    return "".join(without_comments(path.read_text(encoding="utf-8")) for path in paths)


def map_style(folder: Path) -> str:
    """The maps' style sheet, as one file: its parts, one after the other."""
    paths = (folder / "map" / f"{part}.css" for part in STYLE_PARTS)
    return without_remarks("\n".join(path.read_text(encoding="utf-8") for path in paths))


def without_comments(script: str) -> str:
    """
    The same script in fewer bytes: without comments, indentation and most ends of lines.

    It knows only comments as they stand in our own scripts: ``/* */`` on lines of their own, and
    ``//`` between spaces. No text in them holds such a thing or goes over the end of a line.
    """
    return OPEN.sub("", EDGES.sub("", COMMENT.sub("", script)))


def without_remarks(style: str) -> str:
    """The same style sheet without comments, indentation and breaks; no text holds ``/*``."""
    lines = EDGES.sub("", REMARK.sub("", style))
    return ENDED.sub("", QUOTELESS.sub(closer, lines))


def closer(line: re.Match[str]) -> str:
    """A line of a style sheet without the spaces that say nothing."""
    return line[0].replace(": ", ":").replace(", ", ",")


def _leaflet() -> Iterator[Asset]:
    folder = resources.files("xstatic.pkg.leaflet") / "data"
    images = {name: asset(name, (folder / "images" / name).read_bytes()) for name in LEAFLET_IMAGES}
    yield from images.values()

    def address(match: re.Match[str]) -> str:
        return f"url({images[match[1]].url})"

    for name in LEAFLET:
        text = (folder / name).read_text(encoding="utf-8")
        # Developers' source maps are not served: a browser would ask for them in vain.
        text = re.sub(r"//# sourceMappingURL=\S+", "", text)
        yield asset(name, re.sub(r"url\(images/([\w.-]+)\)", address, text).encode())
