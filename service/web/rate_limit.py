"""
How often one address may ask, so that nobody makes the service slow for the others.

Each server process counts by itself, in memory: with two workers a client with many connections
gets at most twice the limit. What is kept of an address is a digest under a key that this process
made up, for no longer than the limit looks back.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock
from time import monotonic

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Settings

WINDOW_S = 60.0
# Files, and what watches over the service; all else counts, also what is added later.
CHEAP = ("/assets/", "/favicon.ico", "/healthz", "/manifest.webmanifest", "/readyz", "/sw.js")
MOST_ADDRESSES = 100_000
# One subscriber is given a whole network of this size, and could ask from each address in it.
IPV6_SUBSCRIBER_BITS = 64

Address = IPv4Address | IPv6Address


@dataclass(slots=True)
class Allowance:
    """
    A number of requests a minute for each address: at once or spread, as it likes.

    The generic cell rate algorithm (ITU-T I.371): one number for each address, the moment at which
    it will owe nothing any more. Each request moves it on by one interval; who would owe more than
    a minute is refused.

    Parameters
    ----------
    per_minute
        Requests a minute.
    clock
        Seconds of a clock that never goes back.
    """

    per_minute: int
    clock: Callable[[], float] = monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16), init=False, repr=False)
    _free_at: dict[bytes, float] = field(default_factory=dict, init=False, repr=False)
    _swept_at: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def wait_s(self, address: str) -> int:
        """Seconds that an address has to wait; 0 grants the request and counts it."""
        who = blake2b(address.encode(), digest_size=16, key=self._key).digest()
        now, interval_s = self.clock(), WINDOW_S / self.per_minute
        with self._lock:
            self._forget(now)
            free_at = max(self._free_at.pop(who, now), now) + interval_s
            too_early_s = free_at - now - WINDOW_S
            if too_early_s > interval_s / 1000:  # what a float cannot tell is granted
                free_at -= interval_s
            # Put back last: those that have asked least lately come first.
            self._free_at[who] = free_at
        return ceil(too_early_s) if too_early_s > interval_s / 1000 else 0

    def __len__(self) -> int:
        """How many addresses are being counted."""
        return len(self._free_at)

    def _forget(self, now: float) -> None:
        if now - self._swept_at >= WINDOW_S:
            self._free_at = {who: at for who, at in self._free_at.items() if at > now}
            self._swept_at = now
        while len(self._free_at) >= MOST_ADDRESSES:
            self._free_at.pop(next(iter(self._free_at)))


def limit(app: Flask, settings: Settings) -> None:
    """Have an app refuse those that ask too often, by the address that is to be believed."""
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
        )
    if not settings.rate_limit:
        return
    allowance = Allowance(settings.rate_limit)
    exempt = [ip_network(each) for each in settings.rate_exempt]

    def require_patience() -> None:
        if request.path.startswith(CHEAP):
            return
        address = asker(request.remote_addr or "")
        if address and any(address in network for network in exempt):
            return
        if wait_s := allowance.wait_s(counted(address)):
            raise TooManyRequests(retry_after=wait_s)

    app.before_request(require_patience)


def asker(text: str) -> Address | None:
    """The address that a request came from; a proxy may have added a port. None if it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def counted(address: Address | None) -> str:
    """As what an address is counted: whoever has none is counted together."""
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), IPV6_SUBSCRIBER_BITS), strict=False))
    return str(address or "")
