"""Two states of the planner side by side: on the page, in files, for programs, on the map."""

import csv
import re
from contextlib import closing
from html import unescape
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pandas as pd
import pytest
from click.testing import CliRunner
from stores import FAIRS, NOW, frames_of, settings_on, small_campaign, store_campaign

from geodata.store.store import Store
from service.app import create_app
from service.cli import main

HOSTILE_NAME = "<b>'&\""
ADDRESS_NAME = "Why a=b? c"
PLAN = "travel=straight&threshold_km=10"
CLOSED = f"{PLAN}&close=f5"
FACES = [
    "/planner?", "/planner.svg?", "/planner.xlsx?", "/planner.csv?", "/planner/step.json?",
    "/api/v1/comparison?", "/map/compared.json?",
]  # fmt: skip


def against(state):
    return f"against={quote(state)}"


def page(client, query, lang="en"):
    response = client.get(f"/planner?{query}&lang={lang}")
    assert response.status_code == 200, response.text
    return response.text


def lead(text):
    """What the lead of a page says, without its markup."""
    inner = text.partition("<h1>")[2].partition('<div class="whole">')[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inner)).split())


def link(text, name):
    return unescape(re.search(rf'id="{name}"[^>]* href="([^"]*)"', text)[1])


def table(client, query):
    lines = client.get(f"/planner.csv?{query}&lang=en").text.splitlines()
    rows = list(csv.reader(lines))
    return [row for row in rows if len(row) == len(rows[0])]


def compared(client, query, held):
    response = client.get(f"/api/v1/comparison?{query}&{against(held)}")
    assert response.status_code == 200, response.text
    return response.get_json()


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """A store of two versions: the second has one fair less, and two scenarios."""
    url = f"sqlite:///{tmp_path_factory.mktemp('versions')}/fairreach.db"
    store_campaign(url, small_campaign())
    store_campaign(url, small_campaign(fairs=FAIRS[:4]))
    run = CliRunner(env={"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW})
    for name in ("May", HOSTILE_NAME, ADDRESS_NAME):
        done = run.invoke(main, ["scenario", "save", name, "--add", "106.9,29.9", "--close", "f1"])
        assert done.exit_code == 0, done.output
    return url


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    """A client of a campaign that counts rural people, too."""
    url, campaign = f"sqlite:///{tmp_path_factory.mktemp('groups')}/f.db", small_campaign()
    frames = frames_of(campaign)
    people = frames["demand"]
    frames["demand"] = pd.concat([people, people.assign(group="rural", persons=[10, 400, 9, 0, 1])])
    with closing(Store.open(url)) as store:
        store.replace(frames, provenance={name: campaign.provenance[name] for name in frames})
    return create_app(settings_on(url)).test_client()


@pytest.fixture(scope="module")
def stored(versions):
    return create_app(settings_on(versions)).test_client()


def test_a_held_state_is_in_the_address_and_the_next_one_is_compared_with_it(client):
    start = page(client, PLAN)
    held = link(start, "hold")
    assert parse_qs(urlsplit(held).query)["against"] == [PLAN]

    alike = client.get(held).text
    assert "Nothing differs yet" in lead(alike)
    assert "±0.0 points" in lead(alike)
    told = lead(page(client, f"{CLOSED}&{against(PLAN)}"))

    assert told.startswith("−10.5 points: 68.4% of people, 78.9% in the state that is held.")
    assert "Nobody gains a fair within reach; −200 people lose theirs" in told
    assert "Different now: 1 fair closed." in told


@pytest.mark.parametrize("way", [PLAN, "travel=estimated&threshold_min=20"])
@pytest.mark.parametrize("changes", ["close=f5", "add=106.90,29.90&close=f2"])
def test_what_is_answered_is_the_difference_of_the_two_answers(client, way, changes):
    held, now = way, f"{way.replace('10', '35')}&{changes}&from=2027-02-19"
    before, after = (client.get(f"/api/v1/coverage?{each}").get_json() for each in (held, now))

    told = compared(client, now, held)

    for name, figures in (("before", before), ("after", after)):
        assert told[name]["total"] == figures["total"]
    for at, row in enumerate(told["districts"]):
        pair = before["districts"][at], after["districts"][at]
        assert {**row["before"], "adcode": row["adcode"]}.items() <= pair[0].items()
        assert row["persons_covered"] == pair[1]["persons_covered"] - pair[0]["persons_covered"]
        assert row["gained"] - row["lost"] == row["persons_covered"]


@pytest.mark.parametrize("face", FACES)
def test_every_face_takes_a_held_state_and_nobody_keeps_what_is_tried(client, face):
    settled = client.get(f"{face}travel=straight&threshold_km=40&{against(PLAN)}")
    tag = {"v": "1-0"} if face.startswith(("/api", "/map")) else {}
    again = client.get(f"{face}travel=straight&{against(PLAN)}&{urlencode(tag)}")
    for query in (f"{CLOSED}&{against(PLAN)}", f"{PLAN}&{against(CLOSED)}"):
        tried = client.get(face + query)
        assert tried.status_code == 200, tried.text
        assert tried.headers["Cache-Control"] == "no-store"

    if face != "/planner/step.json?":
        assert {each.headers["Cache-Control"] for each in (settled, again)} == {"no-cache"}
        seen = client.get(
            settled.request.full_path, headers={"If-None-Match": settled.headers["ETag"]}
        )
        assert seen.status_code == 304


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "held",
    [
        "close=nobody", "version=9", "version=x", "scenario=none", "measure=gap", "group=none",
        "travel=roads", "threshold_km=0", "close=f5&close=f5", "scenario=a&close=f5", "a" * 9000,
        "from=2027-03-01&to=2027-02-01", "travel=straight&travel=straight", "%ff=1",
    ],
)  # fmt: skip
def test_every_face_says_what_cannot_be_held(client, face, held):
    response = client.get(f"{face}{PLAN}&{against(held)}&lang=en" if face[1] == "p" else
                          f"{face}{PLAN}&{against(held)}")  # fmt: skip

    assert response.status_code == 400
    if face[1] != "p" or face.endswith((".csv?", ".xlsx?")):
        assert [each["parameter"] for each in response.get_json()["errors"]] == ["against"]
    else:
        assert "Held for comparison: " in response.text
        assert f"{against(held)[:40]}" not in response.text.partition("<main")[2]


def test_a_comparison_needs_a_held_state(client):
    for path in ("/api/v1/comparison", "/map/compared.json"):
        assert client.get(path).get_json()["errors"][0]["reason"] == "is missing"


def test_the_states_can_be_exchanged_and_the_comparison_ended(client):
    text = page(client, f"{CLOSED}&measure=gap&sort=difference&{against(f'{PLAN}&group=all')}")

    back = client.get(link(text, "exchange")).text
    assert "+200 people gain" in lead(back)
    assert "1 closed fair open again" in lead(back)
    assert "measure=gap" in link(back, "exchange")
    alone = link(text, "release")
    assert "against" not in alone
    assert 'id="hold"' in client.get(alone).text


def test_the_table_has_a_column_of_differences_by_which_it_is_sorted(client):
    query = f"{CLOSED}&{against(PLAN)}"
    codes = [
        re.findall(r'id="row-(\d+)"', page(client, f"{query}&sort={sort}"))
        for sort in ("difference", "-difference")
    ]
    text = page(client, f"{query}&sort=difference")

    assert codes[0][0] == "510104"  # it loses most, so it comes first
    assert codes[1][-1] == "510104"
    assert re.search(r'class="difference" aria-sort="ascending"', text)
    assert 'title="100.0% in the state that is held">−100.0<' in text


def test_other_peoples_shares_stand_side_by_side_and_are_not_subtracted(grouped):
    client, rural = grouped, f"{PLAN}&group=rural"

    told = lead(page(client, f"{rural}&{against(PLAN)}"))
    _, first, *_ = table(client, f"{rural}&{against(PLAN)}")

    assert re.match(r"[\d.]+% of rural people, [\d.]+% of people in the state", told)
    assert "The states count different groups: shares are not subtracted" in told
    assert "points" not in told.partition("Different now")[0]
    assert "gain a fair" not in told
    assert first[-5:] == [""] * 5
    assert ">Held<" in page(client, f"{rural}&{against(PLAN)}")
    answer = compared(client, rural, PLAN)
    assert answer["basis"]["same_people"] is False
    assert answer["total"]["coverage"] is None
    assert 'value="two" selected' in page(client, f"{rural}&{against(PLAN)}")


def test_who_is_unknown_by_road_does_not_lose_what_the_straight_line_promised(town_client):
    held, now = "travel=straight&threshold_km=10", "travel=roads&threshold_min=30"

    told = compared(town_client, now, held)

    unknown = told["after"]["total"]["persons_no_road"]
    assert told["total"]["unknown_after"] == pytest.approx(unknown)
    assert unknown > 0
    net = told["total"]["gained"] - told["total"]["lost"]
    assert told["total"]["coverage"] == pytest.approx(net / told["before"]["total"]["persons"])
    text = lead(page(town_client, f"{now}&{against(held)}"))
    assert "They neither gain nor lose." in text
    assert "of people of whom both states know" in text


def test_a_stored_version_is_held_asked_for_and_told(stored):
    told = compared(stored, PLAN, f"{PLAN}&version=1")
    assert told["total"]["lost"] == 200
    assert [told[side]["definition"]["campaign_version"] for side in ("before", "after")] == [1, 2]

    sent = stored.get(f"/planner?{PLAN}&with=1&with_link=&lang=en")
    assert sent.status_code == 303
    text = stored.get(sent.headers["Location"]).text
    assert "the present plan in place of version 1" in lead(text)
    back = stored.get(link(text, "exchange"))
    assert "version 1 in place of the present plan" in lead(back.text)
    assert "+200 people gain" in lead(back.text)
    assert '<option value="1">' in page(stored, PLAN)
    layers = (
        stored.get("/map/fairs.json?version=1").get_json(),
        stored.get("/map/fairs.json").get_json(),
    )
    assert [len(each["rows"]) for each in layers] == [5, 4]


def test_a_scenario_is_held_by_its_name_and_its_name_is_text(stored):
    sent = stored.get(f"/planner?{PLAN}&lang=en&with_link={quote(HOSTILE_NAME)}")
    assert sent.status_code == 303
    assert parse_qs(parse_qs(urlsplit(sent.headers["Location"]).query)["against"][0])[
        "scenario"
    ] == [HOSTILE_NAME]

    response = stored.get(sent.headers["Location"])
    assert "the present plan in place of scenario “<b>'&\"”" in lead(response.text)
    assert "<b>" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    for name in ("none", "http://[", "//[::1?close=f5"):
        refused = stored.get(f"/planner?{PLAN}&lang=en&with_link={quote(name)}")
        assert refused.status_code == 400
        assert "there is no such scenario" in refused.text


def test_a_version_that_is_no_more_does_not_stay_in_the_form(stored):
    refused = stored.get(f"/planner?{PLAN}&version=9&view=swipe&lang=en")
    assert refused.status_code == 400
    assert "there is no such version" in refused.text
    assert 'name="version"' not in refused.text
    assert "version=9" not in refused.text.partition("<main")[2]


def test_a_name_with_the_signs_of_an_address_means_its_scenario(stored):
    sent = stored.get(f"/planner?{PLAN}&lang=en&with_link={quote(ADDRESS_NAME)}")

    held = parse_qs(parse_qs(urlsplit(sent.headers["Location"]).query)["against"][0])
    assert held["scenario"] == [ADDRESS_NAME]


def test_the_link_of_a_page_is_compared_with(client):
    pasted = quote(
        "https://example.org/planner?lang=zh&measure=gap&travel=straight&close=f5&sort=name"
    )

    sent = client.get(f"/planner?{PLAN}&lang=en&with_link={pasted}")

    held = parse_qs(urlsplit(sent.headers["Location"]).query)["against"]
    assert held == ["travel=straight&threshold_km=10&close=f5"]


def test_files_carry_both_states_and_their_difference(client):
    heads, *rows = table(client, f"{CLOSED}&{against(PLAN)}")

    lost = {row[1]: row[heads.index("Lose their fair within reach")] for row in rows}
    assert lost["510104"] == "200"
    covered = [heads.index(name) for name in ("Covered", "Held: Covered")]
    assert [[row[at] for at in covered] for row in rows if row[1] == "510104"] == [["0", "200"]]
    assert client.get(f"/planner.xlsx?{CLOSED}&{against(PLAN)}").data[:2] == b"PK"


def test_the_picture_has_the_scale_of_who_gains_and_who_loses(client):
    picture = client.get(f"/planner.svg?{CLOSED}&{against(PLAN)}&lang=en").text

    assert 'class="district balance-0"' in picture
    assert "loses 10 points and more" in picture
    assert "Different now: 1 fair closed." in picture
    alone = client.get(f"/planner.svg?{CLOSED}&view=one&{against(PLAN)}&lang=en").text
    assert "balance-0" not in alone.partition("</style>")[2]


def test_what_is_tried_and_held_is_never_in_the_caches_of_its_plan(app_on, filled):
    app = app_on(filled)
    client = app.test_client()
    client.get(f"/planner?{PLAN}")
    plan = app.extensions["fairreach"].snapshots.current()
    kept = plan.cache.keys("coverage")

    for path in ("/planner", "/planner.svg", "/map/compared.json", "/api/v1/comparison"):
        assert client.get(f"{path}?{PLAN}&{against(CLOSED)}").status_code == 200

    assert plan.cache.keys("coverage") == kept
    assert not [kind for kind in plan.cache.kinds() if "compar" in kind]


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_settings_that_differ_are_said(client, lang):
    now = (
        "travel=estimated&threshold_min=45&speed_kmh=20&from=2027-03-01&to=2027-03-01&region=500000"
    )

    told = lead(page(client, f"{now}&{against(PLAN)}", lang))

    assert told
    if lang == "en":
        assert "45 min in place of 10 km; Road, estimated in place of Straight line" in told
        assert "Chongqing in place of All districts; 1 March 2027 in place of all days" in told
        assert "The states count different districts; those of both alone are compared." in told


def test_what_is_tried_is_compared_with_the_plan_by_one_link(client):
    text = page(client, CLOSED)
    held = next(each for each in re.findall(r'href="([^"]*)"', text) if "against=" in each and
                "close" not in each.partition("against=")[2])  # fmt: skip

    assert "−200 people lose theirs" in lead(client.get(unescape(held)).text)


def test_the_page_is_served_though_the_store_has_gone(tmp_path, app_on):
    url = f"sqlite:///{tmp_path}/f.db"
    store_campaign(url, small_campaign())
    app = app_on(url)
    client = app.test_client()
    assert client.get("/map/base.json").status_code == 200
    (tmp_path / "f.db").rename(tmp_path / "away.db")

    assert client.get(f"/planner?{PLAN}&{against(CLOSED)}").status_code == 200
    assert client.get(f"/planner?{PLAN}&version=7").status_code == 503
