"""Chinese names on pages in other languages: marked as Chinese, so that they are read as such."""

import re

from service.words.language import language

# Tags; and what is no text of the page, may hold no element, or is marked already.
APART = re.compile(
    r"<(script|style|title|option|textarea|svg)\b.*?</\1>"
    r'|<(\w+)[^>]* lang="zh[^>]*>[^<]*</\2>'
    r"|<[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# From the first character to the last, with what stands between but for letters and entities.
NAME = re.compile(rf"[{HAN}](?:[^A-Za-z&]*[{HAN}])?")
LETTER, CHARACTER = re.compile("[A-Za-z]"), re.compile(f"[{HAN}]")
OPENED = re.compile(r"<(\w+)(?![^>]* lang=)([^>]*)>")


def mark_names(page: str) -> str:
    """A page in another language than Chinese with ``lang="zh"`` on every Chinese name in it."""
    if language() == "zh":
        return page
    parts, at = [""], 0
    for tag in APART.finditer(page):
        parts += _mark(parts.pop(), page[at : tag.start()], tag[0])
        at = tag.end()
    return "".join(parts) + NAME.sub(_in_span, page[at:])


def _mark(before: str, text: str, after: str) -> tuple[str, str, str]:
    """A text between two tags; an element that holds nothing but a name has the mark itself."""
    if text.isascii():
        return before, text, after
    opened = OPENED.fullmatch(before)
    if opened and after == f"</{opened[1]}>" and _is_name(text):
        return f'<{opened[1]}{opened[2]} lang="zh">', text, after
    return before, NAME.sub(_in_span, text), after


def _is_name(text: str) -> bool:
    """Whether a text is a Chinese name, letters in it included, as 软件开发 (Java) has them."""
    if LETTER.match(text.lstrip()):
        return False
    return len(LETTER.findall(text)) <= len(CHARACTER.findall(text)) > 0


def _in_span(name: re.Match[str]) -> str:
    return f'<span lang="zh">{name[0]}</span>'
