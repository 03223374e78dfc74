"""
The archive of a workbook (Office Open XML), looked through, and made plain where it is unusual.

Part names are compared without case by the standard (ECMA-376 part 2, 6.2.2.3), and the strict form
of it (ISO/IEC 29500-1) has namespaces of its own; openpyxl knows neither.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from geodata.errors import refusal
from geodata.formats.archive import open_archive

Source: TypeAlias = Path | BytesIO
HEAD = 4_096
# What other programs keep beside the sheets, in any encoding; no reader of ours opens it.
NEEDLESS = ("customxml/", "xl/querytables/", "xl/model/")
STRICT = b"http://purl.oclc.org/ooxml/"
NAMESPACES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": (
        b"http://schemas.openxmlformats.org/drawingml/2006/main"
    ),
}
TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
# Where openpyxl looks whatever a file says.
USUAL = (TYPES, "_rels/.rels", "xl/workbook.xml", RELATIONS, "xl/styles.xml", "xl/theme/theme1.xml")
OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^>]*?\bPartName\s*=\s*[\"']/?([^\"']+)[\"'][^>]*?/>")
TARGET = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?\bTarget\s*=\s*[\"']([^\"']+)[\"'][^>]*?>")
NEEDED = re.compile(r"sheet|sharedstrings|workbook", re.IGNORECASE)


def plain_package(path: Path) -> Source:
    """
    The workbook as openpyxl reads it: the file itself, or a copy in memory.

    Raises
    ------
    FileRefused
        For an archive that is broken, a bomb or no workbook, or that lacks a part that it needs.
    """
    with open_archive(path) as archive:
        require_workbook(path, archive)
        names = part_names(archive)
        types = part(archive, names, TYPES)
        targets = set(targets_of(part(archive, names, RELATIONS)))
        stated = {match.decode(errors="replace") for match in OVERRIDE.findall(types)}
        for name in sorted(targets):
            if key(name) not in names and NEEDED.search(name):
                reason = f"names a sheet or part that is not in it ({name[:80]})"
                raise refusal(path, f"is a broken workbook: it {reason}; save it anew")
        wanted = wanted_names(archive.namelist(), {*targets, *stated, *USUAL}, names)
        strict = STRICT in part(archive, names, "xl/workbook.xml")[:HEAD]
        gone = {name for name in stated if key(name) not in names}
        if not strict and not gone and wanted == {name: [name] for name in wanted}:
            return path
        return copy_of(archive, wanted, gone)


def require_workbook(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that is none, or that may expand further."""
    parts = archive.infolist()
    if not any(key(each.filename).endswith("workbook.xml") for each in parts):
        raise refusal(path, "is an archive, but no workbook")
    for each in parts:
        name = key(each.filename)
        if name.endswith((".xml", ".rels")) and not name.startswith(NEEDLESS):
            require_plain_xml(path, archive, each)


def require_plain_xml(path: Path, archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> None:
    """Refuse XML that may expand, or whose letters we would not find in its bytes."""
    with archive.open(each) as content:
        start = content.read(HEAD)
    if b"<!DOCTYPE" in start:
        raise refusal(path, f"{each.filename} defines entities of its own; save it anew")
    if b"\x00" in start:
        raise refusal(path, f"{each.filename} is not written in UTF-8; save it anew")


def key(name: str) -> str:
    """A part's name as names are compared."""
    return name.replace("\\", "/").removeprefix("/").casefold()


def part_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each part as the archive has it, by the name that is compared."""
    return {key(name): name for name in archive.namelist()}


def part(archive: zipfile.ZipFile, names: Mapping[str, str], name: str) -> bytes:
    """A small part's content; nothing where it is not there."""
    return archive.read(names[key(name)]) if key(name) in names else b""


def targets_of(relations: bytes) -> Iterator[str]:
    """The parts that a workbook refers to."""
    for match in TARGET.finditer(relations):
        target = match[1].decode(errors="replace")
        if b'"External"' not in match[0] and b"'External'" not in match[0]:
            yield posixpath.normpath(posixpath.join("/xl", target)).removeprefix("/")


def wanted_names(
    present: Iterable[str], wanted: Iterable[str], names: Mapping[str, str]
) -> dict[str, list[str]]:
    """Under which names each part is asked for: its own, and those that spell it otherwise."""
    spelt: dict[str, list[str]] = {name: [name] for name in present}
    for name in sorted(wanted):
        own = names.get(key(name))
        if own is not None and name not in spelt[own] and name not in spelt:
            spelt[own].append(name)
    return spelt


def copy_of(archive: zipfile.ZipFile, wanted: Mapping[str, list[str]], gone: set[str]) -> BytesIO:
    """The same workbook in memory with plain names and namespaces, not packed."""
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w") as plain:
        for own, names in wanted.items():
            if key(own).startswith(NEEDLESS):
                continue
            content = transitional(own, archive.read(own))
            if key(own) == key(TYPES):
                content = OVERRIDE.sub(
                    lambda found: b"" if found[1].decode(errors="replace") in gone else found[0],
                    content,
                )
            for name in names:
                plain.writestr(name, content)
    return copy


def transitional(name: str, content: bytes) -> bytes:
    """A part in the namespaces of the usual form; they stand at its beginning."""
    end = len(content) if name.endswith(".rels") else HEAD
    head = content[:end]
    for strict, usual in NAMESPACES.items():
        head = head.replace(strict, usual)
    return head + content[end:]
