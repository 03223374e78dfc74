"""One tile asked for over HTTP: no redirect, and no more time and bytes than it may take."""

import socket
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ssl import SSLContext, create_default_context
from time import monotonic
from urllib.parse import urlsplit

from geodata.errors import NotFoundError, TilesError
from service.tiles.images import MOST_BYTES, SPOKEN_OF, image_type
from service.tiles.tile import Tile

CHUNK_BYTES = 32 * 1024
SUBDOMAINS = "abc"
# Nothing of who looks at the map, and nothing that would have to be unpacked.
HEADERS = {
    "Accept": "image/webp,image/png,image/jpeg,image/gif",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "fairreach",
}
NO_TILE = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(slots=True)
class TileRequest:
    """
    One question to whoever draws the tiles.

    Parameters
    ----------
    address
        The whole address, with the key; it enters no error and no log.
    deadline
        When the answer must be here, of `time.monotonic`.
    """

    address: str
    deadline: float
    _socket: socket.socket | None = field(default=None, init=False, repr=False)

    def image(self) -> bytes:
        """
        The tile.

        Raises
        ------
        TilesError
            If what comes is no image that may be shown.
        NotFoundError
            If there is no such tile.
        OSError, HTTPException, ValueError
            If the connection fails or is given up, or its other end does not speak HTTP.
        """
        parts = urlsplit(self.address)
        connection = self._connection(parts.scheme, parts.netloc)
        try:
            connection.connect()
            self._socket = connection.sock
            self._hurry()
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("GET", target, headers=HEADERS)
            with connection.getresponse() as response:
                require_image(response)
                return check_image(self._body(response))
        finally:
            connection.close()

    def give_up(self) -> None:
        """Wake whoever still reads, however slowly the answer trickles in."""
        held = self._socket
        if held is not None:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended meanwhile

    def _connection(self, scheme: str, host: str) -> HTTPConnection:
        left_s = self._left_s()
        if scheme == "https":
            return HTTPSConnection(host, timeout=left_s, context=trust())
        return HTTPConnection(host, timeout=left_s)

    def _body(self, response: HTTPResponse) -> bytes:
        """As many bytes as a tile may have, and one more if there are more."""
        body = b""
        while len(body) <= MOST_BYTES:
            self._hurry()
            chunk = response.read1(CHUNK_BYTES)
            if not chunk:
                break
            body += chunk
        if len(body) <= MOST_BYTES and response.length:
            raise TilesError("the tile did not come whole")
        return body

    def _hurry(self) -> None:
        if self._socket is not None:
            self._socket.settimeout(self._left_s())

    def _left_s(self) -> float:
        left_s = self.deadline - monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s


def address_of(template: str, tile: Tile) -> str:
    """A tile's address; ``{s}`` is a, b or c, the same for the same tile."""
    subdomain = SUBDOMAINS[(tile.x + tile.y) % len(SUBDOMAINS)]
    return template.format(s=subdomain, x=tile.x, y=tile.y, z=tile.z)


def require_image(response: HTTPResponse) -> None:
    """Refuse what says of itself that it is no tile."""
    if response.status in NO_TILE:
        raise NotFoundError("there is no such tile")
    if response.status != HTTPStatus.OK:
        raise TilesError(f"the provider of tiles answered {response.status}")
    if response.headers.get_content_type() not in SPOKEN_OF:
        raise TilesError("the provider of tiles sent no image")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise TilesError("the provider of tiles sent a packed image")
    if (response.length or 0) > MOST_BYTES:
        raise TilesError("the tile is too large")


def check_image(body: bytes) -> bytes:
    """A body that is an image by its own bytes, too."""
    if len(body) > MOST_BYTES:
        raise TilesError("the tile is too large")
    if image_type(body) is None:
        raise TilesError("the provider of tiles sent no image")
    return body


@cache
def trust() -> SSLContext:
    """Whom the system trusts; read once."""
    return create_default_context()
