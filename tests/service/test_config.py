"""Settings come from the environment, and a wrong one is named before anything starts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from geodata.errors import InputError
from service.config import Settings, unknown_variables

SHANGHAI = ZoneInfo("Asia/Shanghai")


def settings(**variables):
    return Settings.from_environment({f"FAIRREACH_{name}": v for name, v in variables.items()})


def test_every_setting_has_a_default_and_an_empty_variable_keeps_it():
    assert settings() == settings(PORT="", DATABASE_URL=" ", NOW="") == Settings()
    assert settings().database_url == "sqlite:///var/fairreach.db"
    assert settings().timezone == SHANGHAI


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"), ("PORT", "-1"), ("PORT", "http"), ("PORT", "８０"), ("WORKERS", "0"),
        ("WORKERS", "65"), ("WAIT_S", "1.5"), ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"), ("TIMEZONE", "\x00"), ("NOW", "yesterday"),
        ("NOW", "2027-02-30"), ("HOST", "a b"), ("HOST", "http://x"),
        ("TRUSTED_HOSTS", "a.example:80"), ("TRUSTED_HOSTS", "*"), ("HTTPS", "perhaps"),
        ("RATE_LIMIT", "-1"), ("RATE_EXEMPT", "192.0.2.1/24"), ("RATE_EXEMPT", "localhost"),
        ("TRUSTED_PROXIES", "9"),
        ("TILES_URL", "javascript:alert(1)"), ("TILES_URL", "https://x/{z}/{x}"),
        ("TILES_URL", "https://x; script-src *//{z}/{x}/{y}"),
        ("TILES_URL", "https://{x}.example/{z}/{x}/{y}"), ("TILES_URL", "https://a/{z}/{x}/{y}#b"),
        ("TILES_URL", "https://me:pw@x/{z}/{x}/{y}"), ("TILES_URL", "https://x/{z}/{x}/{y}/瓦片"),
        ("TILES_URL", "https://x/{z}/{x}/{y}{r}"), ("TILES_URL", "https://x/{z}/{x}/{y}}"),
        ("TILES_URL", "https://x/{z}/{x}/{y} HTTP/1.1"), ("TILES_URL", "file:///{z}/{x}/{y}"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable(name, value):
    with pytest.raises(InputError, match=f"^FAIRREACH_{name}: must ") as refused:
        settings(**{name: value})

    assert repr(value.strip()) in str(refused.value)


def test_now_is_the_clock_unless_it_is_injected():
    before = datetime.now(SHANGHAI)

    assert before <= settings().now() <= datetime.now(SHANGHAI)
    assert settings(NOW="2027-02-18T10:00").now() == datetime(2027, 2, 18, 10, tzinfo=SHANGHAI)


def test_an_injected_moment_of_another_zone_is_told_in_the_services_own():
    now = settings(NOW="2027-02-18T20:00+00:00").now()

    assert now.isoformat() == "2027-02-19T04:00:00+08:00"
    chatham = settings(NOW="2027-02-18T20:00+00:00", TIMEZONE="Pacific/Chatham").now()
    assert chatham.isoformat() == "2027-02-19T09:45:00+13:45"


def test_the_services_own_address_is_always_a_trusted_name():
    assert {"localhost", "127.0.0.1", "[::1]"} <= settings().hosts
    assert "[fe80::1]" in settings(HOST="FE80::1").hosts
    assert {"fair.example", "b.example"} <= settings(TRUSTED_HOSTS="Fair.example, b.example,").hosts


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "tiles.example"),
        ("https://t{s}.tianditu.gov.cn/x?T={z}{x}{y}", "tianditu.gov.cn"),
        ("http://127.0.0.1:9/{z}/{x}/{y}", "127.0.0.1:9"),
    ],
)
def test_who_draws_tiles_is_known_by_name(url, host):
    assert settings(TILES_URL=url, TILES_ATTRIBUTION="x").tiles_host == host


def test_tiles_need_their_attribution():
    with pytest.raises(InputError, match="FAIRREACH_TILES_ATTRIBUTION"):
        settings(TILES_URL="https://tiles.example/{z}/{x}/{y}.png")


def test_the_key_of_tiles_is_never_shown():
    url = "https://t0.example/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=5ecre7&style=a"
    listed = dict(row[:2] for row in settings(TILES_URL=url, TILES_ATTRIBUTION="x").rows())

    assert listed["FAIRREACH_TILES_URL"] == url.replace("5ecre7", "***")


def test_a_password_is_never_shown():
    listed = {
        name: value
        for name, value, _ in settings(DATABASE_URL="postgresql://me:s3cret@db/x").rows()
    }

    assert listed["FAIRREACH_DATABASE_URL"] == "postgresql://me:***@db/x"


def test_every_listed_setting_can_be_given_back():
    first = settings(
        PORT="0", HTTPS="yes", TRUSTED_HOSTS="a.example,b.example", NOW="2027-02-18T10:00",
        TIMEZONE="Asia/Urumqi", DATA="/srv/data", RATE_LIMIT="12", TRUSTED_PROXIES="2",
        RATE_EXEMPT="192.0.2.7, 2001:DB8::/32",
    )  # fmt: skip

    again = Settings.from_environment({name: value for name, value, _ in first.rows()})

    assert again == first
    assert all(meaning for *_, meaning in first.rows())


def test_a_misspelt_variable_is_found():
    names = ["FAIRREACH_PORT", "FAIRREACH_PROT", "PATH", "FAIRREACH_NOW", "FAIRREACH_FIXED_NOW"]

    assert unknown_variables(dict.fromkeys(names, "")) == ["FAIRREACH_FIXED_NOW", "FAIRREACH_PROT"]
