"""Somebody else's tiles: asked for by the server alone, kept, and never more than images."""

import os
from dataclasses import replace
from threading import Thread
from time import sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import servers
from stores import settings_on
from tile_provider import png, providing

from service.app import create_app
from service.arguments import Arguments
from service.planner.archive import archive_page
from service.tiles.background import FRESH_S, Background
from service.tiles.images import MOST_BYTES, image_type
from service.tiles.provider import MOST_AT_ONCE, Provider
from service.tiles.shelf import Shelf
from service.tiles.tile import Tile
from service.web.rate_limit import APART, Allowance, Ledger

LONG_S = 60.0  # longer than any machine takes
KEY = "5ecre7"
TILE = "/map/tiles/12/3260/1695"


@pytest.fixture
def provider():
    with providing() as answering:
        yield answering


@pytest.fixture(scope="module")
def tiled(filled):
    """An app on some provider's tiles; each test names its own."""
    template, credit = "http://127.0.0.1:9/{z}/{x}/{y}", "图 <b>GS(2027)1</b>"
    tiles = {"FAIRREACH_TILES_URL": template, "FAIRREACH_TILES_ATTRIBUTION": credit}
    return create_app(settings_on(filled, **tiles))


@pytest.fixture
def client_at(tiled, tmp_path):
    """``client_at(address, timeout_s)``: a client of the app on that provider's tiles."""

    def client_at(address, timeout_s=LONG_S):
        provider = Provider(f"{address}/vec/{{z}}/{{x}}/{{y}}?tk={KEY}", timeout_s)
        served = tiled.extensions["fairreach"]
        background = Background(provider, tmp_path / "tiles", served.background.credit)
        tiled.extensions["fairreach"] = replace(served, background=background)
        return tiled.test_client()

    return client_at


@pytest.fixture
def client(provider, client_at):
    return client_at(provider.address)


def refused(client, status, path=TILE):
    """What a tile is refused with: a problem, whose text is given back."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert KEY not in answer.text
    assert "127.0.0.1" not in answer.text
    return answer.json["detail"]


def test_a_tile_is_asked_for_by_the_server_with_its_key_and_kept(client, provider):
    first, again = client.get(TILE, headers={"Cookie": "a=b"}), client.get(TILE)

    assert first.data == again.data == png()
    assert first.content_type == "image/png"
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    ((path, headers),) = provider.asked
    assert path == f"/vec/12/3260/1695?tk={KEY}"
    assert not {"Cookie", "Referer", "X-Forwarded-For"} & headers.keys()


def test_no_page_holds_the_key_nor_names_another_host_in_its_policy(client, provider):
    for path in ("/", "/planner", "/?lon=106.5&lat=29.5", "/privacy?lang=en", "/fairs/f2"):
        page = client.get(path)
        assert KEY not in page.text
        assert provider.address not in page.text
        assert "img-src 'self' data:;" in page.headers["Content-Security-Policy"]
    assert "/map/tiles/{z}/{x}/{y}?v=" in client.get("/planner").text
    assert "\\u003cb\\u003eGS(2027)1" in client.get("/planner").text


def test_another_key_keeps_the_address_of_tiles_and_another_provider_changes_it(tmp_path):
    def tag(template):
        return Background(Provider(template), tmp_path, "").tag

    plain = "https://a.example/{z}/{x}/{y}?tk="
    assert tag(f"{plain}one") == tag(f"{plain}two") != tag(f"https://b.example/?{plain}one")


@pytest.mark.parametrize(
    "tile",
    [
        "17/0/0", "12/4096/0", "12/0/4096", "0/0/1", "-1/0/0", "12/-1/5", "12/1e3/4", "12/3.5/4",
        f"12/{10**40}/0", f"{10**30}/0/0", "12//1", "12/3260", "12/3260/1695.png", "a/b/c",
        "12/3260/1695/../../../etc", "12/%2e%2e/1", "12/3260/http:%2f%2fexample.org",
        "12/3260/@example.org", f"12/{'9' * 5000}/0",
    ],
)  # fmt: skip
def test_nothing_but_a_tile_can_be_asked_for(client, provider, tile):
    refused(client, 404, f"/map/tiles/{tile}")

    assert provider.asked == []


def test_what_an_address_holds_besides_the_tile_goes_nowhere(client, provider):
    assert client.get(f"{TILE}?tk=mine&url=http://example.org").status_code == 200

    assert [path for path, _ in provider.asked] == [f"/vec/12/3260/1695?tk={KEY}"]


@pytest.mark.parametrize("by_length", [True, False])
def test_a_tile_that_is_too_large_is_refused(client, provider, by_length):
    provider.body = png(MOST_BYTES)
    assert client.get("/map/tiles/1/0/0").status_code == 200
    provider.body = png(MOST_BYTES + 1)
    if not by_length:
        provider.send = without_length

    assert refused(client, 502) == "The tile is too large."


def without_length(told, handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "image/png")
    handler.end_headers()
    handler.wfile.write(told.body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", png()), ("image/svg+xml", b"<svg onload='alert(1)'/>"), ("", png()),
        ("image/png", b"<html>key is wrong</html>"), ("image/png", b""), ("image/png", b"RIFF1234"),
        ("application/json", b'{"code": 301}'),
    ],
)  # fmt: skip
def test_what_is_no_image_by_its_name_and_its_bytes_is_refused(client, provider, kind, body):
    provider.headers, provider.body = ({"Content-Type": kind} if kind else {}), body

    assert refused(client, 502) == "The provider of tiles sent no image."


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"),
        (b"RIFF\x0a\0\0\0WEBPVP8 ", "image/webp"),
    ],
)  # fmt: skip
def test_an_image_is_served_as_what_it_is_whatever_it_is_called(client, provider, begins, kind):
    provider.body = begins + bytes(40)

    assert client.get(TILE).content_type == kind == image_type(provider.body)


def test_an_image_that_is_packed_or_breaks_off_is_refused(client, provider):
    provider.headers["Content-Encoding"] = "gzip"
    assert "packed" in refused(client, 502)
    del provider.headers["Content-Encoding"]
    provider.claimed = len(provider.body) + 10

    assert "whole" in refused(client, 502)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(client, provider, status):
    with providing() as other:
        provider.status, provider.headers["Location"] = status, f"{other.address}/secret"

        assert refused(client, 502) == f"The provider of tiles answered {status}."
        assert other.asked == []


@pytest.mark.parametrize(
    ("status", "ours"), [(404, 404), (410, 404), (400, 502), (401, 502), (403, 502), (418, 502),
                         (429, 502), (500, 502), (503, 502)]
)  # fmt: skip
def test_what_the_provider_refuses_is_no_failure_of_ours(client, provider, status, ours):
    provider.status = status

    refused(client, ours)


def nothing(told, _handler):
    told.held.wait()


def letter_by_letter(told, handler):
    """For ever a header that never ends, one letter before each wait ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not told.held.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def body_by_bits(told, handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "image/png")
    handler.end_headers()
    handler.wfile.write(told.body)
    while not told.held.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


@pytest.mark.parametrize("send", [nothing, letter_by_letter, body_by_bits])
def test_who_is_too_slow_is_given_up(provider, client_at, send):
    client, provider.send = client_at(provider.address, 0.2), send

    assert refused(client, 504) == "The provider of tiles did not answer in time."


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-nobody\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0" * 99])
def test_who_does_not_speak_http_is_no_failure_of_ours(client, provider, said):
    provider.send = lambda _told, handler: handler.wfile.write(said)

    assert refused(client, 502) == "The provider of tiles cannot be reached."


def test_who_is_not_there_or_shows_no_certificate_is_no_failure_of_ours(
    provider, client_at, caplog
):
    secure = provider.address.replace("http://", "https://")
    for address in ("http://127.0.0.1:9", secure, "http://no-such-host.invalid"):
        client = client_at(address)
        assert refused(client, 502) == "The provider of tiles cannot be reached."
    assert "cannot be reached" in caplog.text
    assert KEY not in caplog.text
    assert "3260" not in caplog.text  # where somebody looks


def test_what_is_kept_stands_while_nobody_answers(client, tmp_path, provider):
    client.get(TILE)
    make_old(tmp_path, FRESH_S + 60)
    provider.status = 503

    assert client.get(TILE).data == png()
    assert client.get(TILE).data == png()
    assert len(provider.asked) == 2  # and is not asked again and again
    refused(client, 502, "/map/tiles/12/3261/1695")


def test_what_is_older_than_a_week_is_asked_for_again(client, provider, tmp_path):
    client.get(TILE)
    make_old(tmp_path, FRESH_S + 60)
    provider.body = png(500)

    assert client.get(TILE).data == client.get(TILE).data == png(500)
    assert len(provider.asked) == 2


def make_old(folder, seconds):
    for path in folder.glob("tiles/*/*/*"):
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


def test_where_there_is_no_room_the_oldest_tiles_go(tmp_path):
    shelf = Shelf(tmp_path, share_bytes=3_000)
    tiles = [Tile(10, x, 5) for x in range(600)]
    for age, tile in enumerate(tiles):
        shelf.put(tile, png(1_000))
        path = shelf._file(tile)
        os.utime(path, (age, age))

    kept = [tile for tile in tiles if shelf.find(tile)]
    folders = list(tmp_path.iterdir())
    assert len(folders) == 64
    assert all(sum(f.stat().st_size for f in each.iterdir()) <= 3_000 for each in folders)
    assert len(kept) == 3 * 64
    assert shelf.find(tiles[-1])
    assert not shelf.find(tiles[0])


def test_what_lies_among_the_tiles_and_is_none_is_not_served(client, tmp_path):
    client.get(TILE)
    (path,) = tmp_path.glob("tiles/*/*/*")
    for damage in (b"", b"<svg/>", png(MOST_BYTES + 1)):
        path.write_bytes(damage)
        assert client.get(TILE).data == png()
    path.unlink()
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(300))
    path.symlink_to(secret)
    assert client.get(TILE).data == png()
    path.unlink()
    os.mkfifo(path)
    assert client.get(TILE).data == png()
    assert secret.read_bytes() == png(300)


def test_a_disk_that_takes_nothing_hides_no_tile(client, tmp_path, caplog):
    (tmp_path / "tiles").write_text("no folder")

    assert client.get(TILE).data == png()
    assert "nothing is kept" in caplog.text


def test_a_tile_that_many_want_is_asked_for_once_and_no_more_than_a_few_at_once(client, provider):
    background = client.application.extensions["fairreach"].background

    def held(told, handler):
        told.held.wait()
        without_length(told, handler)

    provider.send = held
    tiles = [Tile(10, x, 5) for x in range(MOST_AT_ONCE)]
    asked = [background.provider._ask(tile) for tile in (*tiles, *tiles)]
    assert len({id(each) for each in asked}) == MOST_AT_ONCE

    assert refused(client, 503) == "Too many tiles are asked for at once."
    provider.held.set()
    assert {each.answer.result(LONG_S) for each in asked} == {png()}
    assert client.get("/map/tiles/10/0/5").status_code == 200


def test_tiles_have_a_limit_of_their_own(filled):
    ledger = Ledger.private()
    client = create_app(settings_on(filled, FAIRREACH_RATE_LIMIT="2"), ledger).test_client()
    tiles = Allowance(APART["/map/tiles/"], ledger)
    assert refused(client, 404)
    while tiles.wait_s("/map/tiles/ 127.0.0.1") == 0:
        pass

    refused(client, 429)
    assert client.get("/planner").status_code == 200


def test_no_page_of_another_site_draws_on_the_operators_tiles(client, provider):
    answer = client.get(TILE, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert provider.asked == []


def test_without_a_provider_there_are_no_tiles(filled, app_on):
    client = app_on(filled).test_client()

    refused(client, 404)
    assert "/map/tiles/" not in client.get("/planner").text


def test_a_file_for_mail_asks_nobody_for_tiles(tiled, client):
    served = tiled.extensions["fairreach"]
    assert "/map/tiles/" in client.get("/planner").text
    today = served.settings.now().date()

    page = archive_page(tiled, served.snapshots.current(), Arguments({}), "en", today)

    assert "/map/tiles" not in page
    assert KEY not in page


@pytest.mark.slow
def test_the_server_answers_pages_while_tiles_are_waited_for(provider, filled, tmp_path):
    provider.send = nothing
    settings = {
        "FAIRREACH_TILES_URL": f"{provider.address}/{{z}}/{{x}}/{{y}}",
        "FAIRREACH_TILES_ATTRIBUTION": "x",
        "FAIRREACH_DATA": str(tmp_path),
    }
    statuses = []

    def ask(address):
        with pytest.raises(HTTPError) as refused:
            urlopen(address)
        statuses.append(refused.value.code)
        refused.value.close()

    with servers.serving(filled, **settings) as address:
        urlopen(f"{address}/privacy").close()
        tiles = [f"{address}/map/tiles/10/{x}/5" for x in range(MOST_AT_ONCE)]
        waiting = [Thread(target=ask, args=(tile,)) for tile in tiles]
        for each in waiting:
            each.start()
        while len(provider.asked) < MOST_AT_ONCE:
            sleep(0.01)
        urlopen(f"{address}/privacy").close()
        assert statuses == []  # they wait still
        provider.held.set()
        for each in waiting:
            each.join()
    assert set(statuses) == {502}
