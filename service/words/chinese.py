"""Chinese names on pages in other languages: marked as Chinese, so that they are read as such."""

import re

from service.words.language import language

# Tags; and what is no text of the page, or may hold no element.
APART = re.compile(
    r"(<(script|style|title|option|textarea|svg)\b.*?</\2>|<[^>]*>)", re.DOTALL | re.IGNORECASE
)
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# From the first character to the last, with what stands between but for letters and entities.
NAME = re.compile(rf"[{HAN}](?:[^A-Za-z&]*[{HAN}])?")
CLOSED_IN = re.compile(r'<(\w+)[^>]*\blang="zh[^>]*>[^<]*</\1>')


def marked(page: str) -> str:
    """A page in another language than Chinese with ``lang="zh"`` on every Chinese name in it."""
    if language() == "zh":
        return page
    kept = {match.start(): match.end() for match in CLOSED_IN.finditer(page)}
    parts, at, apart = [], 0, 0
    for tag in APART.finditer(page):
        text = page[at : tag.start()]
        parts.append(text if at < apart else NAME.sub(_as_chinese, text))
        parts.append(tag[0])
        at, apart = tag.end(), max(apart, kept.get(tag.start(), 0))
    return "".join([*parts, NAME.sub(_as_chinese, page[at:])])


def _as_chinese(name: re.Match[str]) -> str:
    return f'<span lang="zh">{name[0]}</span>'
