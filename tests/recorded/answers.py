"""
What the program answers, as text: over HTTP and on the command line, on the recorded campaign.

Only the public faces are used: settings by environment, the app's factory, the command line.
"""

import gzip
import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyogrio
from click.testing import CliRunner
from openpyxl import load_workbook
from recorded.normalise import normalised
from recorded.requests import REQUESTS, Request

from geodata.store.store import Store
from service.app import create_app
from service.cli import main
from service.config import Settings

HERE = Path(__file__).parent
NOW = "2027-02-18T10:00"
WORLDS: Mapping[str, Mapping[str, str]] = {
    "campaign": {},
    "empty": {"DATABASE_URL": "sqlite:///{folder}/nothing.db"},
    "roadless": {"DATA": "{folder}/nowhere"},
    "over": {"NOW": "2027-05-01T08:00"},
    "tiles": {
        "HTTPS": "1",
        "TILES_URL": "https://{{s}}.tiles.example/{{z}}/{{x}}/{{y}}.png",
        "TILES_ATTRIBUTION": "© 示例 GS(2027)1号",
    },
}
"""Settings of the apps that are asked, beside those of every one."""
SOURCE = ("text/javascript", "text/css")
SOURCES_LEFT_OUT = "<source code>"


def campaign_in(folder: Path) -> Path:
    """A copy of the recorded campaign: what opens it may bring its schema up to date."""
    shutil.copytree(HERE / "campaign", folder)
    return folder


@cache
def database_of_today() -> bytes:
    """The campaign's database at today's schema: every command would bring it there anew."""
    with TemporaryDirectory() as folder:
        path = campaign_in(Path(folder) / "campaign") / "fairreach.db"
        Store.open(f"sqlite:///{path}").close()
        return path.read_bytes()


class Asked:
    """The apps of all worlds on one copy of the campaign, each made when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = campaign_in(folder)
        self._clients: dict[str, Any] = {}

    def client(self, world: str) -> Any:
        """A client of the app of a world."""
        if world not in self._clients:
            usual = {
                "DATABASE_URL": "sqlite:///{folder}/fairreach.db",
                "DATA": "{folder}",
                "NOW": NOW,
                "RATE_LIMIT": "0",
            }
            settings = {
                f"FAIRREACH_{name}": value.format(folder=self.folder)
                for name, value in (usual | WORLDS[world]).items()
            }
            app = create_app(Settings.from_environment(settings))
            self._clients[world] = app.test_client()
        return self._clients[world]

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """What stands in the pages' addresses for the campaign and for a file, by placeholder."""
        page = self.client("campaign").get("/planner").text
        found = {
            "{tag}": re.search(r"\bv=([0-9]+-[0-9a-f]+)", page),
            "{app.css}": re.search(r"/assets/([0-9a-f]+)/app\.css", page),
        }
        return {name: match[1] for name, match in found.items() if match is not None}

    def answer(self, name: str) -> str:
        """The answer to the request of that id."""
        request: Request = REQUESTS[name]
        client = self.client(request.world)
        path = request.path
        for mark in ("{tag}", "{app.css}"):
            if mark in path:
                path = path.replace(mark, self.marks[mark])
        headers = dict(request.headers)
        if request.again:
            headers["If-None-Match"] = client.get(path, headers=headers).headers["ETag"]
        response = client.open(path, method=request.method, headers=headers)
        return normalised(told(response))


def told(response: Any) -> str:
    """A response as text: status, headers by name, body."""
    lines = [
        # The methods come from a set: their order is that of a process.
        f"{name}: {', '.join(sorted(value.split(', '))) if name == 'Allow' else value}"
        for name, value in sorted(response.headers.items())
        if name != "Content-Length"
    ]
    return "\n".join([response.status, *lines, "", body_of(response)])


def body_of(response: Any) -> str:
    """A body as text; source code is not told, and other bytes by their hash."""
    if response.mimetype in SOURCE:
        return SOURCES_LEFT_OUT
    body = response.data
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    try:
        return str(body.decode())
    except UnicodeDecodeError:
        return f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}"


def output(lines: Sequence[str], folder: Path) -> str:
    """What commands say and write, one after the other in a folder that is not there yet."""
    shutil.copytree(HERE / "files", folder)
    (campaign_in(folder / "var") / "fairreach.db").write_bytes(database_of_today())
    before = Path.cwd()
    os.chdir(folder)
    try:
        said = "".join(outcome(line) for line in lines)
    finally:
        os.chdir(before)
    written = sorted(folder.glob("out.*"))
    return normalised(said + "".join(f"--- {path.name}\n{contents(path)}\n" for path in written))


def outcome(line: str) -> str:
    """What one command says: the line, both streams and the exit code."""
    environment = dict.fromkeys(name for name in os.environ if name.startswith("FAIRREACH_"))
    environment |= {"FAIRREACH_NOW": NOW, "COLUMNS": "80"}
    done = CliRunner(env=environment).invoke(main, shlex.split(line), prog_name="fairreach")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    streams = f"--- stdout\n{done.stdout}--- stderr\n{done.stderr}"
    return f"$ fairreach {line}\n{streams}--- exit code {done.exit_code}\n"


def contents(path: Path) -> str:
    """What a file holds, as text."""
    match path.suffix:
        case ".xlsx":
            return "\n".join(cells(path))
        case ".gpkg":
            return "\n".join(layers(path))
    return path.read_bytes().decode()


def cells(path: Path) -> list[str]:
    """The sheets of a workbook: every cell that holds something, with its note."""
    lines = []
    for sheet in load_workbook(path):
        lines.append(f"[{sheet.title}] {sheet.dimensions}")
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            note = f" # {cell.comment.text!r}" if cell.comment else ""
            if cell.value is not None or note:
                lines.append(f"{cell.coordinate} {cell.value!r}{note}")
    return lines


def layers(path: Path) -> list[str]:
    """The layers of a GeoPackage: columns and rows, geometry as WKT."""
    lines = []
    for name, geometry in pyogrio.list_layers(path):
        frame = pyogrio.read_dataframe(path, layer=name)
        crs = frame.crs if geometry else None
        lines.append(f"[{name}] {geometry} {crs}: {', '.join(frame.columns)}")
        shapes = frame.pop("geometry").to_wkt(rounding_precision=-1) if geometry else None
        rows = frame.astype(object).to_numpy().tolist()
        for n, row in enumerate(rows):
            lines.append("\t".join([*map(repr, row), *([shapes.iloc[n]] if geometry else [])]))
    return lines
