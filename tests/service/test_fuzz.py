"""Whatever a client sends to any address of the service: an answer or a reason, never a 500."""

import random
import re
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import NOW

from service.app import create_app
from service.config import Settings

pytestmark = pytest.mark.slow

# The addresses are read from an app: one that is added later is tested from that day on.
RULES = sorted(
    rule.rule for rule in create_app(Settings(database_url="sqlite://")).url_map.iter_rules()
)
PARTS = ["f2", "f4", "none", "%00", "%ff", "..", "%2e%2e%2f", "渝北", "'", "x" * 300, "map.js"]
NAMES = [
    "lon", "lat", "k", "from", "to", "travel", "threshold_km", "threshold_min", "group", "bbox",
    "district", "limit", "offset", "speed_kmh", "geometry", "v", "lang", "measure", "sort",
    "threshold", "unit", "profile", "radius_km", "fair_id", "situation", "age",
    "wage_yuan", "next", "job",
    "household_registration", "months_unemployed", "kept", "q", "x", "%00", "a%ffb", "",
    "add", "move", "close", "try", "try_fair", "try_at",
]  # fmt: skip
VALUES = [
    "nan", "inf", "-inf", "1e999", "", " ", "0", "-1", "1", "106.5", "29.5", "999999999999", "abc",
    NOW[:10], "2027-02-30", "0001-01-01", "9999-12-31", "20270218", "%00", "%ff", "%ED%A0%80",
    "a" * 300, "straight", "estimated", "roads", "min", "km", "%7B%7B7*7%7D%7D", "%E2%80%A8",
    "106,29,107,30", "107,30,106,29", "nan,0,0,0", "zh", "en", "id", "gap", "-gap",
    "%F0%9F%98%80", "1_0",
    "180", "-180", "90", "-90", "1e-300", "0.0000001", "500103", "%E6%B8%9D%E5%8C%97", "%25s",
    "%25(x)s", "500", "600", "50", "5e-324", "all", "coverage",
    "106.5,29.5", "106.5,29.5@2027-02-20", "106.5,29.5@2027-02-30", "f2@106.5,29.5", "f2", "f4",
    "f2@2027-02-19T09:00", "f2@2027-02-19T09:00@106.5,29.5", "put", "close",
    "walk", "drive", "roads-walk", "this-bank", "returning", "here",
]  # fmt: skip
HEADERS = {
    "Accept": ["*/*", "image/png", "text/html", "application/problem+json;q=x", ","],
    "Accept-Encoding": ["gzip", "br, gzip;q=0", "gzip;q=nan", "*", ";q=1"],
    "Accept-Language": ["zh", "id", "in-ID", "en;q=0", "x-klingon", "*", ";;", "zh;q=1e9"],
    "If-None-Match": ["*", 'W/"x"', '"', ",", 'W/"x", "y'],
    "If-Modified-Since": ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "Range": ["bytes=0-1", "bytes=5-1", "lines=1"],
    "Cookie": ["a=b", ";=;", "session={{}}"],
    "Host": ["localhost", "evil.example", "[::1"],
}
EXAMPLES = 1000
bounded = settings(
    derandomize=True,
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
EXPECTED = {200, 303, 304, 308, 400, 404, 405, 503}


class Lot(random.Random):
    """What to ask, drawn from the lists above: a tenth of the time that hypothesis takes for it."""

    def part(self):
        return quote(self.choice(PARTS), safe="%")

    def path(self):
        """A rule of the service with something in the place of what varies."""
        return re.sub("<.*?>", lambda _: self.part(), self.choice(RULES))

    def parameter(self):
        text = "".join(self.choices(string.printable, k=self.randint(0, 20)))
        return self.choice(NAMES), self.choice([self.choice(VALUES), quote(text)])

    def query(self, most, *before):
        parameters = [*before, *(self.parameter() for _ in range(self.randint(0, most)))]
        return "&".join(f"{name}={value}" for name, value in parameters)

    def headers(self):
        names = (self.choice(sorted(HEADERS)) for _ in range(self.randint(0, 3)))
        return {name: self.choice(HEADERS[name]) for name in names}


def lots():
    """The same lots in every run."""
    return map(Lot, range(EXAMPLES))


def require_reason(response, path):
    """A refusal says why, to programs as problem details."""
    if response.status_code < 400:
        return
    if path.startswith(("/api/", "/map/")) or path.endswith(".ics"):
        assert response.content_type == "application/problem+json"
        body = response.get_json()
        assert body["status"] == response.status_code
        assert body["title"]
        assert body["detail"].endswith(".")
    assert "Traceback" not in response.text


def test_no_query_gets_a_500(client):
    for lot in lots():
        path, query = lot.path(), lot.query(4)

        response = client.get(f"{path}?{query}")

        assert response.status_code in EXPECTED, (path, query)
        require_reason(response, path)


def test_no_query_gets_a_500_where_there_are_roads(town_client):
    for lot in lots():
        path = lot.path()
        by_road = ("travel", "roads") if path.startswith("/map/") else ("x", "")
        query = lot.query(4, by_road)

        response = town_client.get(f"{path}?{query}")

        assert response.status_code in EXPECTED, (path, query)
        require_reason(response, path)


def test_no_header_gets_a_500(client):
    for lot in lots():
        path, headers, method = lot.path(), lot.headers(), lot.choice(["GET", "HEAD"])

        response = client.open(path, method=method, headers=headers)

        assert response.status_code in EXPECTED, (path, headers)
        if method == "GET":
            require_reason(response, path)


@bounded
@given(st.text(max_size=40), st.binary(max_size=40))
def test_no_path_and_no_query_of_any_bytes_gets_a_500(client, path, query):
    response = client.get("/" + quote(path, errors="surrogatepass"), query_string=quote(query))

    assert response.status_code in EXPECTED


def test_an_answer_is_the_same_when_it_is_asked_for_again(client):
    for lot in lots():
        query = lot.query(3)

        first, again = (client.get(f"/api/v1/coverage?{query}") for _ in range(2))

        assert (first.status_code, first.data) == (again.status_code, again.data), query
