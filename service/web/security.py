"""What every answer carries and every request must show, whatever the view."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError

from geodata.errors import ForbiddenError
from service.config import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from _typeshed import OptExcInfo

YEAR_S = 365 * 24 * 3600
# Nothing inline, nothing from elsewhere.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def headers(settings: Settings) -> Mapping[str, str]:
    """The headers of every answer."""
    always = {
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.https:
        always["Strict-Transport-Security"] = f"max-age={YEAR_S}"
    return always


def guard(app: Flask, settings: Settings) -> None:
    """Have an app refuse foreign host names, and send the headers with every answer."""
    hosts = settings.hosts

    # Flask's TRUSTED_HOSTS cannot name an IPv6 address: it cuts each entry at the first colon.
    def require_known_host() -> None:
        if bare_host(request.host) not in hosts:
            raise SecurityError("unknown host")

    app.before_request(require_known_host)
    app.wsgi_app = WithHeaders(app.wsgi_app, headers(settings))  # type: ignore[method-assign]


class WithHeaders:
    """An application that sends some headers with every answer but where it states its own."""

    def __init__(self, answer: "WSGIApplication", always: Mapping[str, str]) -> None:
        self.answer = answer
        self.always = [(name.lower(), (name, value)) for name, value in always.items()]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""

        # Here, as a response checks each value that it is given, and these are always the same.
        def start(
            status: str, stated: list[tuple[str, str]], error: "OptExcInfo | None" = None
        ) -> Callable[[bytes], object]:
            names = {name.lower() for name, _ in stated}
            added = [header for name, header in self.always if name not in names]
            return start_response(status, stated + added, error)

        return self.answer(environ, start)


def bare_host(host: str) -> str:
    """A host without its port, in lower case; "" stays "", as where there was no valid header."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def require_own_origin(settings: Settings) -> None:
    """
    Refuse to change anything for a page of another site: browsers say whose page it is.

    Who sends no origin is no browser with a page of somebody else's.

    Raises
    ------
    ForbiddenError
        If the page is not ours.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        raise ForbiddenError("this was sent by a page of another site")
    if origin is None:
        return
    try:
        parts = urlsplit(origin)
    except ValueError:
        raise ForbiddenError("this was sent by a page of another site") from None
    known = parts.netloc.lower() == request.host.lower() or bare_host(parts.netloc) in {
        name.lower() for name in settings.trusted_hosts
    }
    if parts.scheme not in ("http", "https") or not known:
        raise ForbiddenError("this was sent by a page of another site")
