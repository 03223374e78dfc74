"""Somebody who draws tiles: a real HTTP server on this machine, which does as a test says."""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


def png(size: int = 0) -> bytes:
    """A grey tile, as large a file as wanted: what stands behind the end of a PNG says nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 1, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x55" * 32) * 256)
    image = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return image.ljust(size, b"\0")


@dataclass
class Answering:
    """What the provider answers from now on, and what it has been asked."""

    status: int = 200
    body: bytes = field(default_factory=png)
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "image/png"})
    claimed: int | None = None
    send: Callable[["Answering", BaseHTTPRequestHandler], None] | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    held: Event = field(default_factory=Event)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    answering: Answering

    def do_GET(self) -> None:
        told = self.answering
        told.asked.append((self.path, dict(self.headers)))
        if told.send is not None:
            told.send(told, self)
            return
        self.answer(told.status)

    def answer(self, status: int) -> None:
        """Answer with a tile and a status."""
        told = self.answering
        self.send_response(status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(told.claimed or len(told.body)))
        self.end_headers()
        self.wfile.write(told.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def providing() -> Iterator[Answering]:
    """A provider that answers; whoever it keeps waiting is let go at the end."""
    answering = Answering()
    handler = type("Provider", (Handler,), {"answering": answering})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    answering.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield answering
    finally:
        answering.held.set()
        server.shutdown()
        thread.join()
        server.server_close()
