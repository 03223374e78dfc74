"""A brief set in type, in a child process: the template is ours and fixed, all else is data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson

from geodata.base.limits import Limits
from geodata.errors import FairreachError, InputError, QueryRefused

TEMPLATE = "brief.typ"
STANDARD: Final = "ua-1"
"""PDF/UA-1, for readers of all kinds; it refuses a character that no font has."""
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN")
LACKING = re.compile(r'the text `"(.*)"` could not be displayed')
MOST_NAMED = 8
LIMITS = Limits(memory=2 * 2**30, seconds=60)


@dataclass(frozen=True, slots=True)
class Typeset:
    """
    What came of it.

    Parameters
    ----------
    pdf
        The file; empty where ``lacking`` says why there is none.
    lacking
        What no font has a sign for.
    """

    pdf: bytes
    lacking: str = ""


def typeset(brief: Mapping[str, Any], fonts: str) -> Typeset:
    """
    Set a brief in type.

    Parameters
    ----------
    brief
        As `service.brief.brief.Brief.to_dict` has it.
    fonts
        The folder of fonts; no others are used.

    Raises
    ------
    InputError
        If none of them can be read.
    FairreachError
        If typst refuses it for another reason than a lacking sign, which is a fault of ours.
    """
    import typst  # noqa: PLC0415  (in the child alone, and only where it is installed)

    with TemporaryDirectory(prefix="fairreach-") as name:
        folder = Path(name)
        known = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        )
        families = known.families()
        if not families:
            raise InputError(f"FAIRREACH_FONTS: no font in {fonts} can be read")
        lay_out(folder, brief, families)
        nowhere = str(folder / "packages")  # none is looked for on the network
        try:
            made = typst.compile(
                str(folder / TEMPLATE),
                root=name,
                font_paths=known,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=STANDARD,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
        except typst.TypstError as error:
            found = LACKING.search(error.message)
            if found is None:
                raise FairreachError(f"the brief cannot be set: {error.message}") from None
            return Typeset(b"", found[1])
    return Typeset(bytes(made))


def lay_out(folder: Path, brief: Mapping[str, Any], families: list[str]) -> None:
    """Write all that the template reads, and nothing else: itself, the data and the maps."""
    template = resources.files("service.brief").joinpath(TEMPLATE).read_bytes()
    (folder / TEMPLATE).write_bytes(template)
    named = [f"map-{number}.svg" for number in range(len(brief["pictures"]))]
    for name, each in zip(named, brief["pictures"], strict=True):
        (folder / name).write_text(each["svg"], encoding="utf-8")
    told = [
        {"file": name, "name": each["name"], "told": each["told"]}
        for name, each in zip(named, brief["pictures"], strict=True)
    ]
    first = [each for each in FAMILIES if each in families]
    fonts = [*first, *(each for each in sorted(families) if each not in first)]
    data = {**brief, "pictures": told, "fonts": fonts}
    (folder / "brief.json").write_bytes(orjson.dumps(data))


def no_sign(lacking: str) -> QueryRefused:
    """The refusal of a text for which no font has a sign."""
    points = ", ".join(f"U+{ord(char):04X}" for char in lacking[:MOST_NAMED])
    return QueryRefused(
        "brief",
        None,
        "no font here has a sign for %(signs)s (%(points)s); take HTML or the workbook, or have "
        "a font that has it put into the folder FAIRREACH_FONTS",
        signs=lacking[:MOST_NAMED],
        points=points,
    )
