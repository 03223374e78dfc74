"""The languages of the pages: ``?lang=``, else what the browser asks for, else Chinese."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

import flask_babel
from flask import Flask, Response, current_app, has_app_context, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English", "id": "Bahasa Indonesia"}
"""Each language by its own name, the default first."""
DEFAULT = "zh"
TAGS: Mapping[str, str] = {"zh": "zh-Hans", "en": "en", "id": "id"}
"""What HTML calls each language."""
LOCALES: Mapping[str, str] = {"zh": "zh-Hans-CN", "en": "en-GB", "id": "id-ID"}
"""Whose numbers and dates a script shall write; English days come before their months."""
OLD_CODES: Mapping[str, str] = {"in": "id"}
"""What older phones ask for: ISO 639 had another code for Indonesian until 1989."""
ANSWERED_IN = "Accept-Language"
TEXTS_KEPT = 4096  # of all languages; each is some hundred bytes
UNQUOTED = re.compile(r"[A-Za-z0-9_.~-]*")
"""What an address holds as it is."""
SPOKEN: ContextVar[str | None] = ContextVar("SPOKEN", default=None)
"""Not in Flask's ``g``: a page asks some two hundred times."""


def speak(app: Flask) -> None:
    """Have an app answer each page in its reader's language."""
    flask_babel.Babel(
        app,
        default_locale=DEFAULT,
        default_translation_directories="translations",
        locale_selector=requested_language,
    )
    app.extensions["fairreach texts"] = {}
    environment: Any = app.jinja_env
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)
    environment.globals["ngettext"] = ngettext  # writes numbers as the language does
    environment.globals["_"] = environment.globals["gettext"] = markup
    app.before_request(choose)
    app.teardown_request(forget)
    app.after_request(name_language)


def requested_language() -> str:
    """The language of this request; one that we do not speak is passed over here."""
    stated = request.args.get("lang", "")
    if stated in LANGUAGES:
        return stated
    # Not werkzeug's best match: to that, plain `en` is nearer to `zh-CN, en;q=0.5` than `zh` is.
    for wanted, quality in request.accept_languages:
        primary = wanted.partition("-")[0].lower()
        primary = OLD_CODES.get(primary, primary)
        if quality and primary in LANGUAGES:
            return primary
    return DEFAULT


def choose() -> None:
    """Choose the language of a request once: a page has some hundred texts."""
    SPOKEN.set(requested_language())


def forget(_: BaseException | None) -> None:
    """Speak no language once a request has ended."""
    SPOKEN.set(None)


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Have another language spoken."""
    before = SPOKEN.set(spoken)
    try:
        with flask_babel.force_locale(spoken):
            yield
    finally:
        SPOKEN.reset(before)


def stated_language() -> str | None:
    """What the present address says of the language; None where it says nothing."""
    given = request.args  # asked for what it lacks, it would make an error and drop it
    return given["lang"] if "lang" in given else None  # noqa: SIM401  (so)


def language() -> str:
    """The language that is being spoken: that of the request, or the one forced."""
    spoken = SPOKEN.get()
    return str(flask_babel.get_locale()).partition("_")[0] if spoken is None else spoken


def texts() -> Any:
    """The catalogue of the language that is being spoken; read once for a process."""
    kept: dict[str, Any] = current_app.extensions["fairreach texts"]
    spoken = language()
    if spoken not in kept:
        with flask_babel.force_locale(spoken):
            kept[spoken] = flask_babel.get_domain().get_translations()
    return kept[spoken]


def names() -> str:
    """By which of its two names a place is called: the Chinese or the English one."""
    return "zh" if language() == "zh" else "en"


def gettext(text: str, **values: object) -> str:
    """A text of the catalogues in the language that is being spoken."""
    told = translation(language(), text)
    return told % values if values else told


def lazy_gettext(text: str) -> LazyString:
    """A text that is told when it is used, in the language of then."""
    return LazyString(tell, text)


def tell(text: str) -> str:
    """A text in the language that is being spoken; as it is where no app is at work."""
    return translation(language(), text) if has_app_context() else text


def markup(text: str, /, **values: object) -> Markup:
    """A text of the catalogues as templates have it: what is put into it is escaped."""
    spoken = language()
    return whole(spoken, text) % values if values else plain(spoken, text)


@lru_cache(maxsize=TEXTS_KEPT)
def translation(spoken: str, text: str) -> str:  # noqa: ARG001  # by which it is kept
    """A text in the language that is being spoken, as the catalogue has it."""
    return str(texts().ugettext(text))


@lru_cache(maxsize=TEXTS_KEPT)
def whole(spoken: str, text: str) -> Markup:
    """The same for a page, with the places for what is put into it."""
    return Markup(translation(spoken, text))  # noqa: S704  # the catalogues are our own


@lru_cache(maxsize=TEXTS_KEPT)
def plain(spoken: str, text: str) -> Markup:
    """The same, into which nothing is put."""
    return whole(spoken, text) % {}  # as with values: "%%" is one per cent sign


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """A text of the catalogues that depends on a number, which is its ``%(num)s``: 18,000."""
    text = str(texts().ungettext(one, many, num))
    return text % {"num": flask_babel.format_decimal(num), **values}


def name_language(response: Response) -> Response:
    """Say which language a page is in, so that caches keep them apart."""
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = language()
        response.vary.add(ANSWERED_IN)
    return response


def page_url(path: str, state: Mapping[str, object], **changes: object) -> str:
    """
    A page's address with some of its state changed; None leaves one out, a tuple repeats it.

    A language stated in the present address goes along.
    """
    asked = stated_language()
    kept = {"lang": asked} if asked in LANGUAGES else {}
    query = {
        name: value if isinstance(value, tuple) else str(value)
        for name, value in {**kept, **state, **changes}.items()
        if value is not None and value != ""
    }
    return f"{path}?{'&'.join(pairs(query))}" if query else path


def pairs(query: Mapping[str, str | tuple[object, ...]]) -> Iterator[str]:
    """The parameters of an address, each as it stands there."""
    for name, value in query.items():
        for each in value if isinstance(value, tuple) else (value,):
            yield f"{quote(name)}={quote(str(each))}"


def quote(text: str) -> str:
    """A text as the query of an address holds it; most hold nothing that needs it."""
    return text if UNQUOTED.fullmatch(text) else quote_plus(text)
