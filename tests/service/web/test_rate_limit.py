"""One address that asks too often is refused, and the others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web import rate_limit as limits
from service.web.rate_limit import WINDOW_S, Allowance, asker, counted

COSTLY = ["/", "/text", "/planner", "/fairs/f2", "/api/v1/fairs", "/api/v1/coverage",
          "/map/base.json", "/privacy", "/nowhere"]  # fmt: skip


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


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
    allowance = Allowance(60, clock)
    assert [allowance.wait_s("a") for _ in range(61)] == [0] * 60 + [1]

    clock.now += 1
    assert [allowance.wait_s("a") for _ in range(2)] == [0, 1]
    clock.now += WINDOW_S
    assert [allowance.wait_s("a") for _ in range(61)] == [0] * 60 + [1]


def test_who_is_refused_and_waits_as_long_as_told_is_granted():
    clock = Clock()
    allowance = Allowance(7, clock)
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
    allowance = Allowance(per_minute, clock)
    granted = []
    for pause_s in pauses_s:
        clock.now += pause_s
        if allowance.wait_s("a") == 0:
            granted.append(clock.now)

    for first in range(len(granted)):
        span_s = granted[-1] - granted[first]
        assert len(granted) - first <= per_minute + span_s * per_minute / WINDOW_S + 1e-6


@given(st.integers(1, 50), st.lists(st.integers(0, 3), max_size=100))
def test_who_asks_less_than_the_rate_is_never_refused(per_minute, extra):
    clock = Clock()
    allowance = Allowance(per_minute, clock)
    for more_s in extra:
        clock.now += WINDOW_S / per_minute + more_s
        assert allowance.wait_s("a") == 0


def test_an_address_is_forgotten_when_a_minute_has_passed_and_never_kept_as_it_was():
    clock = Clock()
    allowance = Allowance(10, clock)
    for n in range(50):
        allowance.wait_s(f"192.0.2.{n}")
    assert len(allowance) == 50
    assert "192.0.2." not in repr(vars_of(allowance))

    clock.now += WINDOW_S
    allowance.wait_s("198.51.100.1")

    assert len(allowance) == 1


def vars_of(allowance):
    return [(name, getattr(allowance, name)) for name in Allowance.__slots__]


def test_a_flood_of_addresses_fills_no_memory_and_frees_nobody_that_keeps_asking(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 100)
    clock = Clock()
    allowance = Allowance(1, clock)
    assert allowance.wait_s("hasty") == 0

    for n in range(500):
        clock.now += 0.01
        allowance.wait_s(f"192.0.2.{n}")
        assert allowance.wait_s("hasty") > 0

    assert len(allowance) <= 100


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
    same = {counted(asker(f"2001:db8:1:2:{n:x}::{n}")) for n in range(9)}

    assert same == {"2001:db8:1:2::/64"}
    assert counted(asker("2001:db8:1:3::1")) not in same
    assert counted(asker("192.0.2.1")) != counted(asker("192.0.2.2"))
    assert counted(None) == ""
