"""What if, on every face of the service: the same changes, the same numbers, and nothing kept."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner
from stores import HOSTILE

from service.cli import main
from service.web.rate_limit import APART

HERE = "add=106.90,29.90"
AWAY = "move=f5@106.90000,29.90000"
GONE = "close=f2"
FACES = [
    "/planner?", "/planner.svg?", "/planner.xlsx?", "/planner.csv?", "/planner/step.json?",
    "/api/v1/coverage?", "/api/v1/gaps?", "/map/gaps.json?", "/map/gaps.json?bbox=106,29,107,30&",
    "/map/fairs.json?", "/map/reach.json?",
]  # fmt: skip


def persons(client, query):
    answer = client.get(f"/api/v1/coverage?travel=straight&{query}").get_json()
    return answer["total"]["persons_covered"]


def links(page, inside=""):
    found = (unescape(link) for link in re.findall(r'href="([^"]*)"', page))
    return [link for link in found if inside in link]


@pytest.mark.parametrize("face", FACES)
def test_every_face_takes_changes_and_lets_nobody_keep_the_answer(client, face):
    response = client.get(f"{face}{HERE}&{AWAY}&{GONE}")

    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_new_fair_that_is_moved_keeps_its_number_and_the_others_theirs(client):
    added = "add=106.1,29.9&add=106.2,29.9&add=106.3,29.9"
    answer = client.get(f"/planner?{added}&try=put&try_fair=new-2&try_at=106.5,29.5")

    sent = parse_qsl(urlsplit(answer.headers["Location"]).query)
    lons = [float(value.split(",")[0]) for name, value in sent if name == "add"]
    assert lons == [106.1, 106.5, 106.3]


def test_of_the_fairs_to_choose_from_new_ones_stand_first_in_the_order_of_their_numbers(client):
    added = "&".join(f"add=106.{n:02},29.9" for n in range(11))
    page = client.get(f"/planner?lang=en&{added}").text

    options = re.findall(r'<option value="([^"]*)"', page.split('name="try_fair"')[1])
    assert [each for each in options if each][:12] == [*(f"new-{n}" for n in range(1, 12)), "f1"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("close=nobody", "close"),
        ("close=f2&close=f2", "close"),
        ("close=f2&move=f2@106.5,29.5", "close"),
        ("add=181,0", "add"),
        ("move=f4@106.5,29.5", "move"),
        ("&".join(f"add=106.{n:02},29" for n in range(51)), "add"),
    ],
)
def test_every_face_says_what_cannot_be_tried(client, face, query, parameter):
    response = client.get(f"{face}{query}&lang=en" if face[1] == "p" else face + query)

    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    if face.startswith(("/api", "/map")):
        assert response.get_json()["errors"][0]["parameter"] == parameter


def test_a_fair_that_is_tried_covers_those_who_live_there(client):
    assert persons(client, HERE) == persons(client, "") + 400


def test_a_fair_that_is_closed_covers_nobody(client):
    # Of the two fairs at the thousand one remains, of that of Chengdu none.
    assert persons(client, GONE) == persons(client, "")
    assert persons(client, "close=f5") == persons(client, "") - 200
    assert persons(client, "close=f1&close=f2") == persons(client, "") - 1000


def test_a_fair_that_is_moved_leaves_some_and_reaches_others(client):
    assert persons(client, AWAY) == persons(client, "") - 200 + 400


def test_the_definition_says_that_it_is_a_what_if(client):
    answers = [
        client.get(f"/api/v1/{name}?{HERE}&{GONE}").get_json() for name in ("coverage", "gaps")
    ]

    for answer in answers:
        assert answer["definition"]["changes"] == ["add=106.90000,29.90000", "close=f2"]
    assert "changes" not in client.get("/api/v1/coverage").get_json()["definition"]


def test_what_is_tried_leaves_the_plan_and_what_is_kept_of_it_as_they_were(app):
    client = app.test_client()
    before = client.get("/planner?lang=en").text
    campaign = app.extensions["fairreach"].snapshots.current()
    kept = {kind: campaign.cache.keys(kind) for kind in campaign.cache.kinds()}

    for face in FACES:
        client.get(f"{face}travel=straight&{HERE}&{GONE}", headers={"Accept-Encoding": "gzip"})

    now = {kind: campaign.cache.keys(kind) for kind in campaign.cache.kinds()}
    asked = {
        "coverage",
        "straight",
        "map cells",
    }  # the plan itself, which the what-if is compared with
    assert {k: v for k, v in now.items() if k not in asked} == {
        k: v for k, v in kept.items() if k not in asked
    }
    assert client.get("/planner?lang=en").text == before


def test_two_what_ifs_are_never_taken_for_one_another(client):
    answers = {client.get(f"/planner.csv?add=106.9{n},29.90&lang=en").text for n in range(3)}

    assert len(answers) == 3


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_page_lists_the_changes_and_takes_each_back(client, lang):
    page = client.get(f"/planner?{HERE}&{GONE}&lang={lang}").text

    assert "106.90000, 29.90000" in page
    left = [
        {name for name, _ in parse_qsl(urlsplit(each).query)} for each in links(page, "/planner?")
    ]
    rest = {frozenset(each & {"add", "close"}) for each in left}
    assert rest >= {frozenset({"add"}), frozenset({"close"}), frozenset()}


def test_every_other_control_of_the_page_keeps_what_is_tried(client):
    page = client.get(f"/planner?{HERE}&{GONE}&lang=en").text

    form = page[page.index('id="query"') :].partition("</form>")[0]
    assert '<input type="hidden" name="add" value="106.90000,29.90000">' in form
    assert '<input type="hidden" name="close" value="f2">' in form
    for link in links(page, "sort="):
        assert "add=106.90000" in link
    for link in links(page, "/planner.xlsx"):
        assert "close=f2" in link


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ("try=put&try_fair=&try_at=106.9,29.9", [("add", "106.90000,29.90000")]),
        ("try=put&try_fair=&try_at=106.900004，29.9", [("add", "106.90000,29.90000")]),
        ("try=put&try_fair=f2&try_at=106.9+29.9", [("move", "f2@106.90000,29.90000")]),
        ("try=close&try_fair=f2&try_at=", [("close", "f2")]),
        (f"try=put&try_fair=f5&try_at=107,29&{AWAY}", [("move", "f5@107.00000,29.00000")]),
        (f"try=close&try_fair=f5&{AWAY}", [("close", "f5")]),
        (f"try=put&try_fair=new-1&try_at=107,29&{HERE}", [("add", "107.00000,29.00000")]),
        (f"try=close&try_fair=new-1&{HERE}", []),
        (f"try=put&try_fair=&try_at=107,29&{HERE}",
         [("add", "106.90000,29.90000"), ("add", "107.00000,29.00000")]),
    ],
)  # fmt: skip
def test_the_plain_form_makes_the_change_and_leads_to_its_address(client, sent, changes):
    response = client.get(f"/planner?{sent}&lang=en")

    assert response.status_code == 303
    asked = parse_qsl(urlsplit(response.headers["Location"]).query)
    assert [pair for pair in asked if pair[0] in ("add", "move", "close")] == changes
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        "try=close&try_fair=", "try=put&try_fair=f2&try_at=", "try=put&try_at=200,10",
        "try=put&try_at=Atlantis", "try=put&try_fair=f9&try_at=106,29", "try=burn&try_fair=f2",
    ],
)  # fmt: skip
def test_the_plain_form_says_what_it_cannot_make(client, sent):
    response = client.get(f"/planner?{sent}&lang=en", follow_redirects=True)

    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_a_step_says_what_the_page_would(client):
    step = client.get("/planner/step.json?lang=en&try=put&try_fair=&try_at=106.9,29.9").get_json()
    page = client.get(step["address"]).text

    (heading,) = re.findall("<h1>(.*?)</h1>", page)
    assert heading in step["html"]
    assert heading.startswith("What if, 1 change: ")
    assert step["trial"]["changes"] == [
        {"kind": "add", "text": "106.90000,29.90000", "fair_id": "new-1", "at": [106.9, 29.9],
         "from": None}
    ]  # fmt: skip
    answer = client.get(f"/api/v1/coverage?{HERE}").get_json()
    assert [each for each in answer["districts"] if each in step["coverage"]["districts"]]


def test_steps_are_counted_apart_from_all_else(app_on, filled):
    client = app_on(filled, FAIRREACH_RATE_LIMIT="2").test_client()

    steps = [client.get(f"/planner/step.json?add=106.9{n:03},29").status_code for n in range(20)]

    assert set(steps) == {200}
    assert [client.get("/planner").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/planner/step.json").status_code == 200
    assert APART["/planner/step.json"] >= 240


def test_a_hostile_name_stays_text_in_all_that_is_said_of_a_change(client):
    for lang in ("zh", "en", "id"):
        page = client.get(f"/planner?move=f2@106.9,29.9&lang={lang}").text
        assert "<img onerror" not in page
        assert "49" not in page[page.index('class="changes"') :].partition("</ul>")[0]
    assert HOSTILE[:9] in client.get("/planner.csv?close=f2&lang=en").text


def test_the_files_say_what_is_otherwise(client):
    response = client.get(f"/planner.csv?{HERE}&lang=en")

    assert "what-if" in response.headers["Content-Disposition"]
    assert "New fair +1" in response.text


@pytest.mark.parametrize("command", ["coverage", "coverage --json"])
def test_the_command_line_tries_the_same(environment, client, command):
    asked = f"{command} --travel straight --add 106.90,29.90 --close f5".split()
    done = CliRunner(env=environment).invoke(main, asked)

    assert done.exit_code == 0
    covered = persons(client, f"{HERE}&close=f5")
    assert (f"{covered:,.0f} of " if command == "coverage" else f"{covered:.0f}") in done.stdout
    assert "add=106.90000,29.90000" in done.stdout


def test_the_command_line_says_what_cannot_be_tried(environment):
    done = CliRunner(env=environment).invoke(main, ["coverage", "--close", "nobody"])

    assert done.exit_code == 2
    assert "--close: " in done.stderr
    assert "no fair nobody" in done.stderr


def test_the_map_for_mail_and_the_export_take_changes_too(environment, tmp_path):
    for command in ("map {}/m.html", "export coverage {}/c.csv", "export gaps {}/g.geojson"):
        asked = [*command.format(tmp_path).split(), "--add", "106.9,29.9"]
        assert CliRunner(env=environment).invoke(main, asked).exit_code == 0

    assert "106.90000, 29.90000" in (tmp_path / "m.html").read_text(encoding="utf-8")
    refused = CliRunner(env=environment).invoke(
        main, ["export", "fairs", f"{tmp_path}/f.csv", "--close", "f2"]
    )
    assert refused.exit_code == 2
