"""A strict reader of iCalendar streams, written from RFC 5545 alone: 3.1, 3.2, 3.3.11 and 3.6."""

import re
from dataclasses import dataclass, field

# A name, its parameters, a colon, the value.
PARAM = r'[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
CONTENT_LINE = re.compile(
    rf"(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;{PARAM})*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
# A backslash, a semicolon or a comma stands in text only after a backslash.
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,Nn])*")
TEXTS = {
    "SUMMARY", "DESCRIPTION", "LOCATION", "UID", "COMMENT", "NAME", "X-WR-CALNAME", "TZID", "PRODID"
}  # fmt: skip
ONCE = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "STATUS",
    "SEQUENCE", "LAST-MODIFIED", "URL", "TRANSP",
}  # fmt: skip
ESCAPES = {"n": "\n", "N": "\n"}


@dataclass
class Component:
    name: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        (value,) = [value for key, _, value in self.lines if key == name]
        return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), value)

    def params(self, name: str) -> str:
        (params,) = [params for key, params, _ in self.lines if key == name]
        return params

    def names(self) -> list[str]:
        return [name for name, _, _ in self.lines]

    def events(self) -> list["Component"]:
        return [part for part in self.parts if part.name == "VEVENT"]


def content_lines(body: bytes) -> list[str]:
    """The unfolded lines; every physical line ends in CRLF and has at most 75 octets."""
    assert body.endswith(b"\r\n")
    physical = body.removesuffix(b"\r\n").split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in physical)
    assert max(map(len, physical)) <= 75
    for line in physical:
        line.decode()  # folding never cuts a character in two
    return body.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def read(body: bytes) -> Component:
    """The one calendar of a stream; an AssertionError where it is not as the RFC has it."""
    top = Component("")
    open_ = [top]
    for line in content_lines(body):
        found = CONTENT_LINE.fullmatch(line)
        assert found, line
        name, params, value = found["name"].upper(), found["params"], found["value"]
        if name == "BEGIN":
            open_[-1].parts.append(Component(value))
            open_.append(open_[-1].parts[-1])
        elif name == "END":
            assert open_.pop().name == value
        else:
            assert name not in TEXTS or TEXT.fullmatch(value), line
            open_[-1].lines.append((name, params, value))
    assert open_ == [top]
    (calendar,) = top.parts
    require_calendar(calendar)
    return calendar


def require_calendar(calendar: Component) -> None:
    assert calendar.name == "VCALENDAR"
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert {part.name for part in calendar.parts} <= {"VEVENT", "VTIMEZONE"}
    zones = {part["TZID"] for part in calendar.parts if part.name == "VTIMEZONE"}
    for event in calendar.events():
        names = event.names()
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(names)
        assert all(names.count(name) <= 1 for name in ONCE)
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        named = re.search(r"TZID=([^;:]+)", event.params("DTSTART"))
        assert named is None or named[1] in zones
    ids = [event["UID"] for event in calendar.events()]
    assert len(ids) == len(set(ids))
