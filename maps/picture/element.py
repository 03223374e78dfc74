"""Elements of an SVG: whatever stands in a text or a value, it is no markup."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

SVG = "http://www.w3.org/2000/svg"
# What XML 1.0 has no place for at all, escaped or not.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | float


def root(width: float, height: float, **attributes: Value) -> Element:
    """An empty picture of so many units."""
    size = {"width": plain(width), "height": plain(height)}
    box = {"viewBox": f"0 0 {plain(width)} {plain(height)}"}
    return Element("svg", {"xmlns": SVG} | size | box | xml_attributes(attributes))


def add(parent: Element, tag: str, text: str = "", /, **attributes: Value) -> Element:
    """
    A new last child.

    A trailing underscore of an attribute's name is dropped, the others become hyphens: ``class_``.
    """
    made = SubElement(parent, tag, xml_attributes(attributes))
    if text:
        made.text = legible(text)
    return made


def xml_attributes(attributes: dict[str, Value]) -> dict[str, str]:
    """Attributes as XML has them."""
    return {
        name.rstrip("_").replace("_", "-"): legible(value)
        if isinstance(value, str)
        else plain(value)
        for name, value in attributes.items()
    }


def plain(number: float) -> str:
    """A length in as few letters as a tenth of a unit needs."""
    return f"{number:.1f}".removesuffix(".0").replace("-0", "-0" if abs(number) >= 0.05 else "0")


def legible(text: str) -> str:
    """A text without the letters that no XML may hold."""
    return NO_XML.sub("\ufffd", text)


def to_bytes(picture: Element) -> bytes:
    """The file."""
    written_out: bytes = tostring(picture, encoding="utf-8", xml_declaration=True)
    return written_out
