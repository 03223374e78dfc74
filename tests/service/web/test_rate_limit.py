"""One address that asks too often is refused, and the others are not."""

import multiprocessing
import os
import signal
import time
from itertools import combinations
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import servers
from hypothesis import given
from hypothesis import strategies as st

from service.web.rate_limit import (
    SECOND_NS,
    SETS,
    WAYS,
    WINDOW_NS,
    Allowance,
    Ledger,
    asker,
    asker_key,
)

COSTLY = ["/", "/text", "/planner", "/fairs/f2", "/api/v1/fairs", "/api/v1/coverage",
          "/map/base.json", "/privacy", "/nowhere"]  # fmt: skip


WINDOW_S = WINDOW_NS / SECOND_NS


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return round(self.now * SECOND_NS)


class Watched(list):
    """Cells that count how many of them are read and written."""

    touched = 0

    def __getitem__(self, at):
        self.touched += len(range(*at.indices(len(self)))) if isinstance(at, slice) else 1
        return super().__getitem__(at)

    def __setitem__(self, at, value):
        self.touched += 1
        super().__setitem__(at, value)


@pytest.fixture
def client_with(app_on, filled):
    """``client_with(FAIRREACH_RATE_LIMIT="3")``: a client of an app with such a limit."""
    return lambda **settings: app_on(filled, **settings).test_client()


def ask(client, path="/text", address="192.0.2.1", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=given, environ_overrides={"REMOTE_ADDR": address})


@pytest.mark.parametrize("path", COSTLY)
def test_after_its_allowance_an_address_is_refused_and_told_how_long(client_with, path):
    client = client_with(FAIRREACH_RATE_LIMIT="3")

    answers = [ask(client, path) for _ in range(5)]

    assert [response.status_code == 429 for response in answers] == [False] * 3 + [True] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert answers[-1].headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answers[-1].headers


def test_other_addresses_are_not_harmed(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="2")
    for _ in range(9):
        ask(client, address="192.0.2.1")

    for address in ("192.0.2.2", "198.51.100.1", "2001:db8::1"):
        assert ask(client, address=address).status_code == 200
    assert ask(client, address="192.0.2.1").status_code == 429


def test_programs_pages_and_texts_are_refused_each_in_its_own_form(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="1")
    ask(client)

    program, page, text = (
        ask(client, f"{path}?lang=en") for path in ("/api/v1/fairs", "/", "/text")
    )

    assert program.content_type == "application/problem+json"
    assert program.get_json()["status"] == 429
    assert "wait" in program.get_json()["detail"]
    assert "Too many requests" in page.text
    assert '<html lang="en">' in page.text
    assert text.text == "Too many requests in a short time\n"
    assert text.mimetype == "text/plain"
    chinese = ask(client, "/", Accept_Language="zh").text
    assert '<html lang="zh-Hans">' in chinese


def test_files_and_what_watches_over_the_service_are_always_answered(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="1")
    for _ in range(3):
        ask(client)

    for path in ("/healthz", "/readyz", "/favicon.ico", "/sw.js", "/manifest.webmanifest"):
        assert [ask(client, path).status_code for _ in range(3)] == [200] * 3


def test_an_exempt_network_has_no_limit_and_its_neighbour_has(client_with):
    client = client_with(
        FAIRREACH_RATE_LIMIT="1", FAIRREACH_RATE_EXEMPT="192.0.2.0/28, 2001:db8:7::/48"
    )

    for address in ("192.0.2.15", "2001:db8:7::9", "::ffff:192.0.2.1"):
        assert [ask(client, address=address).status_code for _ in range(3)] == [200] * 3
    for address in ("192.0.2.16", "2001:db8:8::9"):
        assert [ask(client, address=address).status_code for _ in range(2)] == [200, 429]


@pytest.mark.slow
def test_no_limit_is_set_where_it_is_switched_off(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="0")

    assert {ask(client, "/api/v1/fairs").status_code for _ in range(300)} == {200}


def test_what_a_client_says_of_its_address_is_not_believed(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="2")

    answers = [
        ask(client, X_Forwarded_For=f"198.51.100.{n}", X_Real_Ip=f"198.51.100.{n}",
            Forwarded=f"for=198.51.100.{n}").status_code
        for n in range(4)
    ]  # fmt: skip

    assert answers == [200, 200, 429, 429]


def test_an_exempt_address_cannot_be_claimed(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="1", FAIRREACH_RATE_EXEMPT="127.0.0.1")

    answers = [ask(client, X_Forwarded_For="127.0.0.1").status_code for _ in range(3)]

    assert answers == [200, 429, 429]


def test_behind_a_proxy_of_ours_its_word_counts_and_not_that_of_its_client(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="1", FAIRREACH_TRUSTED_PROXIES="1")

    # The proxy adds the address that it sees to whatever its client has sent.
    first = [
        ask(client, address="127.0.0.1", X_Forwarded_For=f"10.9.9.{n}, 192.0.2.1").status_code
        for n in range(3)
    ]
    other = ask(client, address="127.0.0.1", X_Forwarded_For="192.0.2.2").status_code

    assert first == [200, 429, 429]
    assert other == 200


@pytest.mark.slow
def test_a_proxy_of_ours_says_nothing_but_the_address(client_with):
    client = client_with(FAIRREACH_TRUSTED_PROXIES="1")
    said = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Prefix": "/evil",
            "X_Forwarded_Proto": "https", "X_Forwarded_Port": "1"}  # fmt: skip

    response = ask(client, "/?lang=en", X_Forwarded_For="192.0.2.1", **said)

    assert response.status_code == 200
    assert "evil" not in response.text


def test_the_log_names_nobody_that_is_refused(client_with, caplog):
    caplog.set_level("DEBUG")
    client = client_with(FAIRREACH_RATE_LIMIT="1")
    for _ in range(3):
        ask(client, "/?lon=106.51234&lat=29.5", address="192.0.2.77")

    assert "192.0.2.77" not in caplog.text
    assert "106.51234" not in caplog.text


def test_an_allowance_comes_back_as_evenly_as_it_was_given():
    clock = Clock()
    allowance = allowed(60, clock)
    assert [allowance.wait_s("a") for _ in range(61)] == [0] * 60 + [1]

    clock.now += 1
    assert [allowance.wait_s("a") for _ in range(2)] == [0, 1]
    clock.now += WINDOW_S
    assert [allowance.wait_s("a") for _ in range(61)] == [0] * 60 + [1]


def test_who_is_refused_and_waits_as_long_as_told_is_granted():
    clock = Clock()
    allowance = allowed(7, clock)
    for _ in range(7):
        allowance.wait_s("a")
    for _ in range(20):
        clock.now += 0.1
        told = allowance.wait_s("a")
    assert told > 0

    clock.now += told
    assert allowance.wait_s("a") == 0


@given(
    st.integers(1, 50),
    st.lists(st.floats(0, 20, allow_nan=False, width=32), min_size=1, max_size=200),
)
def test_no_more_is_granted_in_any_time_than_the_rate_and_one_allowance(per_minute, pauses_s):
    clock = Clock()
    allowance = allowed(per_minute, clock)
    granted = []
    for pause_s in pauses_s:
        clock.now += pause_s
        if allowance.wait_s("a") == 0:
            granted.append(clock.now)

    for first in range(len(granted)):
        span_s = granted[-1] - granted[first]
        assert len(granted) - first <= per_minute + span_s * per_minute / WINDOW_S + 1e-6


@pytest.mark.slow
@given(st.integers(1, 50), st.lists(st.integers(0, 3), max_size=100))
def test_who_asks_less_than_the_rate_is_never_refused(per_minute, extra):
    clock = Clock()
    allowance = allowed(per_minute, clock)
    for more_s in extra:
        clock.now += WINDOW_S / per_minute + more_s
        assert allowance.wait_s("a") == 0


def allowed(per_minute, clock, sets=2):
    """An allowance with a small ledger of its own."""
    return Allowance(per_minute, Ledger.empty(sets), clock)


def standing(ledger):
    """How many addresses stand in a ledger."""
    return sum(map(bool, ledger.cells)) // 2


def test_an_address_is_forgotten_as_requests_go_on_and_never_kept_as_it_was():
    clock = Clock()
    allowance = allowed(10, clock, sets=64)
    for n in range(50):
        allowance.wait_s(f"192.0.2.{n}")
    assert standing(allowance.ledger) == 50
    assert b"192.0.2." not in bytes(allowance.ledger.cells)

    clock.now += WINDOW_S
    for _ in range(64):
        allowance.wait_s("198.51.100.1")

    assert standing(allowance.ledger) == 1


@pytest.mark.parametrize("sets", [16, 1024])
def test_a_request_looks_at_two_sets_however_many_addresses_have_asked(sets):
    clock = Clock()
    cells = Watched([0] * sets * 2 * WAYS)
    allowance = Allowance(60, Ledger(cells, b"key"), clock)
    touched = []
    for n in range(20 * sets):
        cells.touched = 0
        allowance.wait_s(f"2001:db8:{n:x}::/64")
        touched.append(cells.touched)
        clock.now += WINDOW_S if n % 1000 == 999 else 0

    # Both halves of its own set, its own place, and the moments of a set that is tidied.
    usual, tidied = 2 * WAYS + 2 + WAYS, 2 * WAYS
    assert min(touched) == usual
    assert max(touched) <= usual + tidied


def test_a_flood_of_addresses_frees_nobody_that_keeps_asking():
    clock = Clock()
    allowance = allowed(60, clock)
    while allowance.wait_s("hasty") == 0:
        pass

    for n in range(500):
        clock.now += 0.01
        assert allowance.wait_s(f"192.0.2.{n}") == 0
        allowance.wait_s("hasty")

    assert allowance.wait_s("hasty") > 0


def test_where_all_meet_in_one_set_no_stranger_waits_for_those_that_flood():
    clock = Clock()
    allowance = allowed(60, clock, sets=1)
    for flooder in range(3 * WAYS):
        for _ in range(80):
            allowance.wait_s(f"198.51.100.{flooder}")

    strangers = [f"192.0.2.{n}" for n in range(100)]
    assert [allowance.wait_s(each) for each in strangers] == [0] * 100


def test_who_owes_least_gives_way_where_a_set_is_full():
    clock = Clock()
    allowance = allowed(60, clock, sets=1)
    for n in range(WAYS):
        for _ in range(60 - n):
            allowance.wait_s(f"192.0.2.{n}")
    for n in range(20):
        allowance.wait_s(f"198.51.100.{n}")

    assert [allowance.wait_s(f"192.0.2.{n}") > 0 for n in range(2)] == [True, False]
    assert [granted(allowance, f"192.0.2.{n}") for n in (1, 2, WAYS - 2)] == [0, 2, WAYS - 2]
    assert granted(allowance, f"192.0.2.{WAYS - 1}") == 60


def granted(allowance, address):
    """How many more requests are granted to an address now."""
    count = 0
    while allowance.wait_s(address) == 0:
        count += 1
    return count


class Recorded(list):
    """Cells that also tell what was written, in order."""

    def __init__(self, cells):
        super().__init__(cells)
        self.written = []

    def __setitem__(self, at, value):
        self.written.append((at, value))
        super().__setitem__(at, value)


def test_two_processes_that_write_to_one_place_leave_nobody_a_strangers_debt():
    debts = {11: 7_000_000_001, 12: 3_000_000_002, 13: 60_000_000_003}
    empty = Recorded([0] * 2 * WAYS)
    stores = []
    for who, free_at in debts.items():
        empty.written = []
        Ledger(empty, b"key").write(0, who, free_at)
        stores.append(empty.written)
    before, ours, theirs = stores

    for turns in combinations(range(4), 2):
        cells = [0] * 2 * WAYS
        left = {True: iter(ours), False: iter(theirs)}
        for at, value in [*before, *(next(left[n in turns]) for n in range(4))]:
            cells[at] = value
            for who, free_at in debts.items():
                assert Ledger(cells, b"key").find(who)[1] in {free_at, 0}


def test_a_process_that_is_spawned_writes_to_the_same_ledger():
    ledger = Ledger.empty(1)
    child = multiprocessing.get_context("spawn").Process(target=ledger.write, args=(3, 5, 9))
    child.start()
    child.join(60)

    assert ledger.find(5) == (3, 9)


def test_a_ledger_is_of_four_megabytes_and_has_room_for_a_quarter_of_a_million():
    assert len(bytes(Ledger.empty().cells)) == 4 * 2**20
    assert SETS * WAYS > 250_000


def test_a_refused_host_counts_too_and_for_nobody_else(client_with):
    client = client_with(FAIRREACH_RATE_LIMIT="3")

    for n, path in enumerate(("/", "/healthz", "/assets/nothing")):
        answers = [ask(client, path, f"192.0.2.{n}", Host="evil.example") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [400] * 3 + [429] * 2
        assert "Content-Security-Policy" in answers[-1].headers

    assert [ask(client, address=f"192.0.2.{n}").status_code for n in (0, 9)] == [429, 200]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only /proc tells who listens")
@pytest.mark.slow
def test_the_limit_is_one_for_all_processes_of_a_server(filled):
    limit, interval_s = 4, 15
    with servers.process(filled, "--workers", "2", FAIRREACH_RATE_LIMIT=str(limit)) as running:
        address, server = running
        wait_for(lambda: servers.listeners(address) == 2)
        begun = time.monotonic()
        answers = [status(address) for _ in range(40)]
        lasted_s = time.monotonic() - begun

        assert set(answers) == {200, 429}
        assert limit <= answers.count(200) <= limit + lasted_s / interval_s

        # Nor is it forgotten with a process that ends and is replaced.
        worker, *_ = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{worker}").exists())
        wait_for(lambda: servers.listeners(address) == 2)
        more = [status(address) for _ in range(40)]
        lasted_s = time.monotonic() - begun

        assert answers.count(200) + more.count(200) <= limit + lasted_s / interval_s


def status(address):
    """The status of one answer, on a connection of its own: the system deals these out."""
    try:
        with urlopen(Request(f"{address}/text"), timeout=10) as response:
            return response.status
    except HTTPError as error:
        return error.code


def wait_for(happens):
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:5678", "192.0.2.1"), (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"), ("unknown", "None"), ("", "None"), ("_x:1", "None"),
        ("192.0.2.1, 192.0.2.2", "None"), ("[", "None"), ("1", "None"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_proxies_write_it(text, address):
    assert str(asker(text)) == address


def test_a_subscribers_whole_network_is_counted_as_one():
    same = {asker_key(asker(f"2001:db8:1:2:{n:x}::{n}")) for n in range(9)}

    assert same == {"2001:db8:1:2::/64"}
    assert asker_key(asker("2001:db8:1:3::1")) not in same
    assert asker_key(asker("192.0.2.1")) != asker_key(asker("192.0.2.2"))
    assert asker_key(None) == ""
