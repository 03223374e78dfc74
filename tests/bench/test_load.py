"""The two that count requests, against servers that answer wrongly now and then."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

import pytest
from bench.load import WrongAnswerError, by_threads, by_wrk, first_answers

# Each counts for a second; last of all tests they would let every core but one wait.
pytestmark = pytest.mark.slow

GOOD = {"/a": b"the first answer", "/b": b"another \x00\xff one"}
POLL_S = 0.01
COUNTERS = (
    pytest.param(by_threads, id="threads"),
    pytest.param(
        by_wrk,
        id="wrk",
        marks=pytest.mark.skipif(not shutil.which("wrk"), reason="needs wrk (apt-get install wrk)"),
    ),
)


@contextmanager
def answering(status: int = 200, body: bytes | None = None) -> Iterator[str]:
    """A server whose every tenth answer has another status or body."""
    numbers = count(1)

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            wrong = next(numbers) % 10 == 0
            said = body if wrong and body is not None else GOOD[self.path]
            self.send_response(status if wrong else 200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=[POLL_S])
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("counter", COUNTERS)
def test_right_answers_are_counted(counter):
    with answering() as address:
        pace = counter(address, GOOD, 1)

    assert pace.per_second > 1
    assert pace.p99_ms > 0


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.parametrize("wrong", [{"status": 429}, {"status": 203}, {"body": b"the forst answer"}])
def test_a_wrong_answer_is_never_counted(counter, wrong):
    with answering(**wrong) as address, pytest.raises(WrongAnswerError):
        counter(address, GOOD, 1)


@pytest.mark.parametrize("wrong", [{"status": 429}, {"body": b""}])
def test_nothing_is_measured_where_the_first_answers_are_wrong(wrong):
    with answering(**wrong) as address, pytest.raises(WrongAnswerError):
        first_answers(address, list(GOOD) * 10)
