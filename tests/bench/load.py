"""
Requests a second at an address of this machine, each answer held against the first one.

``wrk`` asks where it is there, else threads of our own, which cost the server more of the same
cores. Neither counts an answer that is not the one expected: one such ends the measurement.
"""

import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

CONNECTIONS = 16
TIMEOUT_S = 60
HEADERS = {"Accept-Encoding": "gzip"}
GZIP = b"\x1f\x8b"
SAID = re.compile(r"answered (\d+) bad (\d+) lost (\d+) in_us (\d+) p99_us (\d+)")
# A gzip body says when it was made, in four bytes that do not count. wrk gives each of its threads
# a state of its own and calls `done` in another one, which reads theirs.
SCRIPT = """
local paths, known, threads = {%(paths)s}, {%(bodies)s}, {}
local at = 0
bad = 0
for n = 1, #known do known[known[n]] = true end
function setup(thread) table.insert(threads, thread) end
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at], {["Accept-Encoding"] = "gzip"})
end
function response(status, headers, body)
  if body:sub(1, 2) == "\\31\\139" then body = body:sub(1, 4) .. body:sub(9) end
  if status ~= 200 or not known[body] then bad = bad + 1 end
end
function done(summary, latency, requests)
  local wrong, errors = 0, summary.errors
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("bad") end
  io.write(string.format("answered %%d bad %%d lost %%d in_us %%d p99_us %%d\\n",
    summary.requests, wrong, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration, latency:percentile(99)))
end
"""


class WrongAnswerError(AssertionError):
    """The server answered something else than it did when it was asked first, or not at all."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a server answers."""

    per_second: float
    p99_ms: float


def pace(address: str, paths: Sequence[str], seconds: int) -> Pace:
    """
    How quickly paths are answered that are asked in turn, over connections that are kept.

    Raises
    ------
    WrongAnswerError
        If an answer is missing, is no 200, or is not the one that its path had before.
    """
    expected = first_answers(address, paths)
    measured = by_wrk if shutil.which("wrk") else by_threads
    return measured(address, expected, seconds)


def first_answers(address: str, paths: Sequence[str]) -> dict[str, bytes]:
    """What each path answers, every one of them with something."""
    with closing(connect(address)) as connection:
        answers = {path: answer(connection, path) for path in paths}
    for path, (status, body) in answers.items():
        if status != 200 or not body:
            raise WrongAnswerError(f"{path} answers {status} with {len(body)} bytes")
    return {path: body for path, (_, body) in answers.items()}


def by_wrk(address: str, expected: Mapping[str, bytes], seconds: int) -> Pace:
    """As `pace`; the answers may come from any of the paths, wrk does not say which."""
    script = SCRIPT % {
        "paths": ", ".join(map(lua_text, map(str.encode, expected))),
        "bodies": ", ".join(map(lua_text, set(expected.values()))),
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paths.lua"
        file.write_text(script, "ascii")
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={TIMEOUT_S}s",
                   "-s", str(file), address]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = SAID.search(said)
    if not found:
        raise WrongAnswerError(f"wrk does not say what was answered: {said}")
    answered, bad, lost, in_us, p99_us = map(int, found.groups())
    if bad or lost or not answered:
        raise WrongAnswerError(f"of {answered} answers {bad} are wrong, {lost} were lost")
    return Pace(answered / in_us * 1e6, p99_us / 1000)


def lua_text(text: bytes) -> str:
    """A text as Lua reads it, whatever it holds."""
    return '"' + "".join(f"\\{byte:03d}" for byte in text) + '"'


def by_threads(address: str, expected: Mapping[str, bytes], seconds: int) -> Pace:
    """As `pace`, with threads of this process."""
    paths, end = list(expected), time.monotonic() + seconds

    def ask(first: int) -> list[float]:
        spent, at = [], first
        with closing(connect(address)) as connection:
            while time.monotonic() < end:
                path, begun = paths[at % len(paths)], time.perf_counter()
                status, body = answer(connection, path)
                spent.append(time.perf_counter() - begun)
                if status != 200 or body != expected[path]:
                    raise WrongAnswerError(f"{path} answers {status} with {len(body)} bytes")
                at += 1
        return spent

    begun = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        firsts = [n * len(paths) // CONNECTIONS for n in range(CONNECTIONS)]
        spent = [each for one in threads.map(ask, firsts) for each in one]
    lasted = time.monotonic() - begun
    return Pace(len(spent) / lasted, 1000 * statistics.quantiles(spent, n=100)[98])


def connect(address: str) -> HTTPConnection:
    """A connection that is kept, to a server of this machine."""
    parts = urlsplit(address)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)


def answer(connection: HTTPConnection, path: str) -> tuple[int, bytes]:
    """The status and the body as it is sent, but for the time that a gzip body holds."""
    connection.request("GET", path, headers=HEADERS)
    with connection.getresponse() as response:
        body = response.read()
    return response.status, body[:4] + body[8:] if body.startswith(GZIP) else body
