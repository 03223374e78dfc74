"""One self-contained HTML file: styles, scripts and data stand in the page itself."""

import base64
import re
from collections.abc import Iterable, Mapping

import orjson

from maps.assets import Asset

# What could end a script's element, or a line of script, inside JSON.
UNSAFE_IN_JSON = {
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
}  # fmt: skip
ADDRESS = re.compile(r"url\((/assets/[0-9a-f]+/([\w.-]+))\)")


def inlined_json(value: object) -> str:
    """JSON for a script element: the same values, with nothing in it that HTML could read."""
    return escape(orjson.dumps(value).decode())


def inlined_layers(layers: Mapping[str, bytes]) -> str:
    """Layers that are JSON already, by the address under which the script asks for them."""
    parts = (f"{inlined_json(url)}:{escape(body.decode())}" for url, body in layers.items())
    return f"{{{','.join(parts)}}}"


def escape(text: str) -> str:
    """JSON text with the letters escaped that HTML could read."""
    for letter, escape in UNSAFE_IN_JSON.items():
        text = text.replace(letter, escape)
    return text


def inlined_image(svg: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def inlined_script(scripts: Iterable[Asset]) -> str:
    """Scripts one after the other, none of which can end the element that holds them."""
    texts = (script.body.decode() for script in scripts)
    return "\n;\n".join(
        re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE) for text in texts
    )


def inlined_style(styles: Iterable[Asset], files: Mapping[str, Asset]) -> str:
    """Style sheets with their images in them."""

    def image(match: re.Match[str]) -> str:
        found = files[match[2]]
        content = base64.b64encode(found.body).decode()
        return f"url(data:{found.content_type};base64,{content})"

    return "\n".join(ADDRESS.sub(image, style.body.decode()) for style in styles)
