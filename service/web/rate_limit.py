"""
How often one address may ask, so that nobody makes the service slow for the others.

The count is one for all processes of a server: they share a table of fixed size, which stays in
memory. What is kept of an address is a digest under a key that the server made up when it started.
"""

import secrets
from collections.abc import Callable, Iterator
from ctypes import Array, c_uint64
from dataclasses import dataclass, field
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import count
from math import ceil
from multiprocessing.sharedctypes import RawArray
from operator import xor
from time import monotonic_ns

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Settings
from service.web.security import bare_host

SECOND_NS = 1_000_000_000
WINDOW_NS = 60 * SECOND_NS
# Files, and what watches over the service; all else counts, also what is added later.
CHEAP = (
    "/assets/", "/favicon.ico", "/healthz", "/manifest.webmanifest", "/map/ground/", "/readyz",
    "/sw.js",
)  # fmt: skip
# What a page asks for while something is dragged or moved, many times a second, is counted by
# itself: else a minute of it would use up what the reader may ask for.
APART = {"/planner/step.json": 300, "/map/tiles/": 600}
# Eight places for each of 32,768 shares of all addresses: 4 MB for 262,144 addresses.
WAYS = 8
SETS = 32_768
# One subscriber is given a whole network of this size, and could ask from each address in it.
IPV6_SUBSCRIBER_BITS = 64

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    Until when each address is in debt: a table of fixed size that a server's processes share.

    It is set-associative, as a processor's cache is. An address's digest names one set of eight
    places, and only there it can stand. A newcomer to a full set takes the place of the one that
    owes least, which is forgiven. So a flood of addresses costs nobody else anything, looks at no
    more than its own set, and those deepest in debt are the last to be forgotten.

    Nothing is locked, since a process that is killed would never unlock. A place holds a moment and
    a seal, which is the digest combined with that moment (as chess programs share their tables).
    If two processes write to one place at once, what comes out is one of the two, or belongs to
    nobody: of requests in the same microseconds one may go uncounted, and nobody ever meets a debt
    that is a stranger's.

    Parameters
    ----------
    cells
        One set after the other: eight seals, then the eight moments, in nanoseconds of a clock that
        all processes share, at which the addresses will owe nothing any more.
    key
        What digests are made with. Whoever does not know it can neither read them nor choose
        addresses that meet in one set.
    """

    cells: "Array[c_uint64]"
    key: bytes

    @classmethod
    def empty(cls, sets: int = SETS) -> "Ledger":
        """A ledger in which nobody stands, under a key of its own, for processes to share."""
        return cls(RawArray(c_uint64, sets * 2 * WAYS), secrets.token_bytes(16))

    @classmethod
    def private(cls, sets: int = SETS) -> "Ledger":
        """The same for one process; no file lies behind it, which a full disk would not take."""
        return cls((c_uint64 * (sets * 2 * WAYS))(), secrets.token_bytes(16))

    def digest(self, address: str) -> int:
        """As what an address is known here: 64 bits."""
        digest = blake2b(address.encode(), digest_size=8, key=self.key).digest()
        return int.from_bytes(digest, "little")

    def find(self, who: int) -> tuple[int, int]:
        """The place of a digest and until when it owes; of a newcomer, the place to take, and 0."""
        first = who * 2 * WAYS % len(self.cells)
        free_at = self.cells[first + WAYS : first + 2 * WAYS]
        digests = list(map(xor, self.cells[first : first + WAYS], free_at))
        if who in digests:
            way = digests.index(who)
            return first + way, free_at[way]
        return first + free_at.index(min(free_at)), 0

    def write(self, place: int, who: int, free_at: int) -> None:
        """Put into a place until when a digest owes."""
        self.cells[place] = who ^ free_at
        self.cells[place + WAYS] = free_at

    def forget(self, number: int, now: int) -> None:
        """Wipe from one set, of whatever number, those that owe nothing any more."""
        first = number * 2 * WAYS % len(self.cells)
        for way, free_at in enumerate(self.cells[first + WAYS : first + 2 * WAYS]):
            if 0 < free_at <= now:
                self.write(first + way, 0, 0)


@dataclass(slots=True)
class Allowance:
    """
    A number of requests a minute for each address: at once or spread, as it likes.

    The generic cell rate algorithm (ITU-T I.371): one number for each address, the moment at which
    it will owe nothing any more. Each request moves it on by one interval; who would owe more than
    a minute is refused. Each request costs the same, however many addresses there are.

    Parameters
    ----------
    per_minute
        Requests a minute.
    ledger
        Where it is written; shared, it counts for all processes.
    clock
        Nanoseconds of a clock that never goes back and is the same in all processes.
    """

    per_minute: int
    ledger: Ledger = field(default_factory=Ledger.empty)
    clock: Callable[[], int] = monotonic_ns
    _turns: Iterator[int] = field(default_factory=count, init=False, repr=False)

    def wait_s(self, address: str) -> int:
        """Seconds that an address has to wait; 0 grants the request and counts it."""
        now, interval = self.clock(), WINDOW_NS // self.per_minute
        self.ledger.forget(next(self._turns), now)
        who = self.ledger.digest(address)
        place, free_at = self.ledger.find(who)
        free_at = max(free_at, now) + interval
        too_early = free_at - now - WINDOW_NS
        if too_early > 0:
            return ceil(too_early / SECOND_NS)
        self.ledger.write(place, who, free_at)
        return 0


def limit(app: Flask, settings: Settings, ledger: Ledger | None = None) -> None:
    """
    Have an app refuse those that ask too often, by the address that is to be believed.

    Parameters
    ----------
    ledger
        Where it counts together with other processes; by default it counts alone.
    """
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
        )
    if not settings.rate_limit:
        return
    ledger = ledger or Ledger.private()
    usual = Allowance(settings.rate_limit, ledger)
    apart = {path: Allowance(per_minute, ledger) for path, per_minute in APART.items()}
    exempt, hosts = [ip_network(each) for each in settings.rate_exempt], settings.hosts

    def require_patience() -> None:
        # A refusal is a page of its own: under a foreign name nothing is cheap.
        if request.path.startswith(CHEAP) and bare_host(request.host) in hosts:
            return
        address = asker(request.remote_addr or "")
        if address and any(address in network for network in exempt):
            return
        path = next(filter(request.path.startswith, apart), "")
        key = f"{path} {asker_key(address)}".strip()
        if wait_s := apart.get(path, usual).wait_s(key):
            raise TooManyRequests(retry_after=wait_s)

    app.before_request(require_patience)


def present_asker() -> str:
    """As what the address of this request is counted."""
    return asker_key(asker(request.remote_addr or ""))


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


def asker_key(address: Address | None) -> str:
    """As what an address is counted: whoever has none is counted together."""
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), IPV6_SUBSCRIBER_BITS), strict=False))
    return str(address or "")
