"""Settings: every one a ``FAIRREACH_*`` variable, read once and never changed."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Self, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geodata.errors import InputError

PREFIX = "FAIRREACH_"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_WORKERS = 64
MOST_PROXIES = 8
LONGEST_NUMBER = 60
TILES_HOST = re.compile(r"(?:[A-Za-z0-9-]|{s})+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?")
KEYS = "tk|ak|sk|key|api_?key|app_?key|(?:access_)?token|sig|signature|secret"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may decide; each field is annotated with its meaning."""

    database_url: Annotated[str, "the database, as a URL"] = "sqlite:///var/fairreach.db"
    wait_s: Annotated[int, "seconds to wait while another process writes to the database"] = 30
    data: Annotated[Path, "folder of networks and caches"] = Path("var")
    timezone: Annotated[ZoneInfo, "time zone of all dates and hours"] = SHANGHAI
    fixed_now: Annotated[datetime | None, "a moment to take for now; empty: the clock"] = None
    host: Annotated[str, "address to listen at"] = "127.0.0.1"
    port: Annotated[int, "port to listen at; 0 takes a free one"] = 8000
    workers: Annotated[int, "server processes"] = 2
    trusted_hosts: Annotated[
        tuple[str, ...], "names the service may be asked under, beside its own address; commas"
    ] = ()
    https: Annotated[bool, "1 if users reach the service over https"] = False
    rate_limit: Annotated[int, "requests a minute from one address; 0: no limit"] = 240
    rate_exempt: Annotated[
        tuple[str, ...], "addresses and networks without that limit; commas between"
    ] = ()
    trusted_proxies: Annotated[
        int, "proxies of ours in a row whose X-Forwarded-For is believed"
    ] = 0
    synonyms: Annotated[
        Path | None, "a CSV file of words for kinds of work, beside the usual ones; empty: none"
    ] = None
    traffic: Annotated[
        Path | None, "a CSV file of tables of traffic, beside the usual ones; empty: none"
    ] = None
    ground: Annotated[bool, "0 to draw no water, streets and names of extracts on maps"] = True
    map_number: Annotated[str, "review number that every map shows; empty: none"] = ""
    siting: Annotated[
        bool | None,
        "on or off: whether plans are calculated for whoever asks; empty: on, but off where the "
        "service is reached from elsewhere",
    ] = None
    fonts: Annotated[
        Path | None, "a folder of fonts for briefs in PDF; empty: Noto Sans SC of the extra brief"
    ] = None
    tiles_url: Annotated[
        str,
        "address of map tiles with {z}, {x} and {y}, asked for by this server; empty: none",
    ] = ""
    tiles_attribution: Annotated[str, "attribution and approval number of the tiles"] = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """
        Settings from ``FAIRREACH_*`` variables; what is missing or empty keeps its default.

        Raises
        ------
        InputError
            For a value that cannot be used, naming the variable.
        """
        given = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = given.get(variable(each.name), "").strip()
            if text:
                values[each.name] = _parse(variable(each.name), text, READERS.get(each.name, str))
        if values.get("tiles_url") and not values.get("tiles_attribution"):
            raise InputError("FAIRREACH_TILES_ATTRIBUTION: is needed where tiles are shown")
        return cls(**values)

    def now(self) -> datetime:
        """The present moment in the service's time zone; an injected one stands still."""
        if self.fixed_now is None:
            return datetime.now(self.timezone)
        if self.fixed_now.tzinfo is None:
            return self.fixed_now.replace(tzinfo=self.timezone)
        return self.fixed_now.astimezone(self.timezone)

    @property
    def roads(self) -> Path:
        """The folder of road networks."""
        return self.data / "roads"

    @property
    def jobs(self) -> Path:
        """The folder of jobs."""
        return self.data / "jobs"

    @property
    def offers_siting(self) -> bool:
        """Whether plans are calculated for whoever asks."""
        if self.siting is not None:
            return self.siting
        elsewhere = self.https or self.trusted_hosts or self.trusted_proxies
        return is_loopback(self.host) and not elsewhere

    @property
    def hosts(self) -> frozenset[str]:
        """Every host name under which the service answers, without ports, in lower case."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return frozenset(name.lower() for name in (*LOCAL_HOSTS, own, *self.trusted_hosts))

    @property
    def tiles_host(self) -> str:
        """Who draws the tiles, for people to read: ``tiles.example.org``, or ""."""
        return re.sub(r"^[^.]*{s}[^.]*\.", "", urlsplit(self.tiles_url).netloc)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Variable, present value as text (passwords hidden) and meaning of every setting."""
        hints = get_type_hints(type(self), include_extras=True)
        for each in fields(self):
            value = _value_text(each.name, getattr(self, each.name))
            yield variable(each.name), value, hints[each.name].__metadata__[0]


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + ("NOW" if name == "fixed_now" else name.upper())


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """``FAIRREACH_*`` variables that are no setting: most likely misspelt."""
    known = {variable(each.name) for each in fields(Settings)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _value_text(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool() if name == "siting":
            return "on" if value else "off"
        case bool():
            return "1" if value else "0"
        case tuple():
            return ",".join(value)
        case datetime():
            return value.isoformat(timespec="minutes")
    return without_key(re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", str(value)))


def without_key(address: str) -> str:
    """An address of tiles without the key that it holds: whatever it names besides the tile."""
    return re.sub(rf"(?i)\b({KEYS})=[^&#]*", r"\1=***", address)


def _parse(name: str, text: str, reader: Callable[[str], Any]) -> Any:
    try:
        return reader(text)
    except ValueError as error:
        raise InputError(f"{name}: {error} (got {text!r})") from None


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise ValueError("must be a time zone, such as Asia/Shanghai") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date and time, such as 2027-03-13T08:00") from None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _yes_or_no(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError("must be 1 or 0")
    return known[text.lower()]


def _on_or_off(text: str) -> bool:
    known = {"on": True, "off": False}
    if text.lower() not in known:
        raise ValueError("must be on or off")
    return known[text.lower()]


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+", text):
        raise ValueError("must be a host name or address")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not all(re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", name) for name in names):
        raise ValueError("must be host names with commas between, without ports")
    return names


def _networks(text: str) -> tuple[str, ...]:
    try:
        given = [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError:
        raise ValueError(
            "must be addresses or networks with commas between, such as 192.0.2.7,2001:db8::/32"
        ) from None
    return tuple(map(str, given))


def _number_text(text: str) -> str:
    if len(text) > LONGEST_NUMBER or not text.isprintable():
        raise ValueError(f"must be at most {LONGEST_NUMBER} letters, such as 渝S(2027)001号")
    return text


def _tiles(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not TILES_HOST.fullmatch(parts.netloc):
        raise ValueError("must begin with https:// and a host name")
    if not re.fullmatch(r"[!-~]+", text) or parts.fragment:
        raise ValueError("must be written in ASCII, without spaces and #")
    marks = re.findall(r"{([^{}]*)}", text)
    if not {"z", "x", "y"} <= set(marks) <= {"s", "z", "x", "y"}:
        raise ValueError("must hold {z}, {x} and {y}, and nothing else in braces but {s}")
    if len(re.findall(r"[{}]", text)) != 2 * len(marks):
        raise ValueError("must hold no braces but those of {z}, {x}, {y} and {s}")
    return text


READERS: Mapping[str, Callable[[str], Any]] = {
    "wait_s": _whole(0, 3600),
    "data": Path,
    "timezone": _timezone,
    "fixed_now": _moment,
    "host": _host,
    "port": _whole(0, 65535),
    "workers": _whole(1, MOST_WORKERS),
    "trusted_hosts": _hosts,
    "https": _yes_or_no,
    "rate_limit": _whole(0, 999_999),
    "rate_exempt": _networks,
    "trusted_proxies": _whole(0, MOST_PROXIES),
    "synonyms": Path,
    "traffic": Path,
    "ground": _yes_or_no,
    "map_number": _number_text,
    "siting": _on_or_off,
    "fonts": Path,
    "tiles_url": _tiles,
}
