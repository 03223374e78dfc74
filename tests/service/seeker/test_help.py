"""The page of one-stop help: fairs, services and policies for a place and a situation."""

import re
from html.parser import HTMLParser

import pytest
from stores import HOSTILE, settings_on, small_campaign, store_campaign

from geodata.campaign.attribution import REPORTS
from geodata.campaign.provenance import Provenance
from geodata.demo.catalogue import demo_policies, demo_services
from geodata.store.store import Store
from service.app import create_app

pytestmark = pytest.mark.slow  # apps, children or disks for each test

ASKED = "/help?lang=en"
SERVICES = (
    {"service_id": "s1", "name": "求职登记", "name_en": "Job search", "name_id": "Cari kerja",
     "about": "Register once.", "who": "Anybody", "bring": "Identity card", "venue": "Hall",
     "address": "Road 1", "lon": 106.51, "lat": 29.5, "hours": "9:00-17:00",
     "link": "https://example.org/s1?a=b&c"},
    {"service_id": "s2", "name": "求职登记", "name_en": "Job search", "name_id": "Cari kerja",
     "about": "Register once.", "who": "Anybody", "bring": "Identity card", "venue": "Far hall",
     "lon": 106.9, "lat": 29.9, "link": "https://example.org/s1?a=b&c"},
    {"service_id": "s3", "name": "招聘登记", "name_en": "Post openings", "situations": "employer"},
)  # fmt: skip
POLICIES = (
    {"name": "补贴", "name_en": "Subsidy", "conditions": "age >= 16; age <= 60",
     "situations": "returning;graduate", "bring": "Contract"},
    {"name": "贷款", "name_en": "Loan", "conditions": "months_unemployed >= 6; wage_yuan < 3000"},
    {"name": "都有", "name_en": "For all"},
)  # fmt: skip


class Page(HTMLParser):
    """What a page says, and its links."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.links, self.inputs = [], [], {}
        self.hidden = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.hidden = tag in ("script", "style", "option")
        given = dict(attributes)
        if tag == "a":
            self.links.append(given)
        if tag in ("input", "select") and "name" in given:
            self.inputs[given["name"]] = given.get("value")

    def handle_endtag(self, _):
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden:
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.texts))

    def section(self, start, end):
        return self.text.split(start, 1)[1].split(end, 1)[0]


@pytest.fixture(scope="module")
def client_on(tmp_path_factory):
    """``client_on(services=..., ...)``: a client on such a campaign, the same for all who ask."""
    folder, made = tmp_path_factory.mktemp("help"), {}

    def client(**tables):
        if repr(tables) not in made:
            url = f"sqlite:///{folder}/{len(made)}.db"
            store_campaign(url, small_campaign(**tables))
            made[repr(tables)] = create_app(settings_on(url))
        return made[repr(tables)].test_client()

    return client


@pytest.fixture
def page_of(client_on):
    """``page_of(query, services=..., policies=..., fairs=...)``: the page on such a campaign."""

    def ask(query="", *, status=200, **tables):
        answer = client_on(**tables).get(f"{ASKED}{query}")
        assert answer.status_code == status
        return Page(answer.text)

    return ask


@pytest.fixture
def full(page_of):
    return lambda query="", **more: page_of(query, services=SERVICES, policies=POLICIES, **more)


@pytest.mark.slow
def test_the_page_bundles_fairs_services_and_policies_with_what_is_needed(full):
    page = full("&lon=106.5&lat=29.5&situation=returning&age=30")

    assert "成都" in page.section("Upcoming fairs", "Services available")
    offered = page.section("Services available", "Policy packages")
    for said in ("Job search", "Register once.", "Anybody", "Identity card", "Hall", "9:00-17:00"):
        assert said in offered
    assert offered.index("970 m straight line") < offered.index("Far hall")
    policies = page.section("The office that deals", "The map needs")
    assert policies.index("Subsidy") < policies.index("Loan")
    assert "Contract" in policies
    official = [link for link in page.links if link["href"].startswith("https://")]
    assert [link["href"] for link in official] == ["https://example.org/s1?a=b&c"]
    assert all("noopener" in link["rel"] and "target" not in link for link in official)


@pytest.mark.slow
def test_what_decides_is_named_and_what_is_not_met_is_told(full):
    unknown = full().text
    assert "What decides: Your situation, Age in years." in unknown
    assert "What decides: Months without work, Monthly wage in yuan." in unknown

    old = full("&situation=returning&age=61&months_unemployed=8").text
    assert "Not met: Age in years: 60 or less" in old
    assert "What decides: Monthly wage in yuan." in old
    assert "Not met: Your situation: Employer that is hiring" in old

    poor = full("&months_unemployed=6&wage_yuan=2999").text
    assert "For you, by what you entered." in poor


@pytest.mark.slow
def test_only_facts_that_something_depends_on_are_asked_for(full, page_of):
    assert {"age", "months_unemployed", "wage_yuan"} <= set(full().inputs)
    assert "household_registration" not in full().inputs

    bare = page_of(services=({"name": "A"},)).inputs
    assert not {"age", "months_unemployed", "wage_yuan"} & set(bare)
    assert "situation" in bare


@pytest.mark.slow
def test_a_point_is_kept_in_the_form_until_another_place_is_chosen(full):
    page = full("&lon=106.51&lat=29.5")
    assert page.inputs["kept"] == "106.51,29.5"

    assert "970 m" not in full("&kept=107.5,29.5&q=").text
    assert "0 m straight" in full("&kept=106.51,29.5&q=&situation=graduate").text
    assert "in and near District 500112" in full("&kept=106.5,29.5&q=District+500112").text
    assert "in and near District 500112" in full("&kept=106.5,29.5&district=500112").text


@pytest.mark.slow
def test_a_place_is_given_by_its_name_and_chosen_where_there_are_several(full):
    assert "in and near District 500112" in full("&q=district+500112").text

    several = full("&q=district&situation=graduate")
    assert "Which place do you mean?" in several.text
    chosen = [link["href"] for link in several.links if "district=500112" in link["href"]]
    assert chosen
    assert all("situation=graduate" in link for link in chosen)


@pytest.mark.slow
def test_a_fair_that_offers_a_service_is_named_with_it(full):
    fairs = ({"name": "春风", "services": "s2; 义诊", "date": "2027-02-20"},)

    page = full("&lon=106.5&lat=29.5", fairs=fairs, openings=())

    offered = page.section("Services available", "Policy packages")
    assert "At these fairs春风" in offered


@pytest.mark.slow
def test_the_page_says_how_much_the_catalogue_holds_and_where_it_comes_from(full, page_of):
    told = full().text
    assert "The catalogue holds 2 services and 3 policy packages." in told
    assert "Services: from services.csv, imported on 1 January 2027." in told
    assert "Policy packages: from policies.csv, imported on 1 January 2027." in told

    assert "No catalogue of services and policies has been imported yet." in page_of().text


@pytest.mark.slow
def test_the_demos_catalogue_says_that_only_what_is_publicly_named_is_listed(url, app_on):
    store_campaign(url, small_campaign())
    store = Store.open(url)
    tables = {"services": demo_services(), "policies": demo_policies()}
    store.replace(
        tables,
        provenance={
            name: Provenance(name, "reports", "2027-01-01", "wgs84", len(table), False, REPORTS)
            for name, table in tables.items()
        },
    )
    store.close()

    page = Page(app_on(url).test_client().get(ASKED).text)

    assert "The catalogue holds 3 services. Only what is publicly" in page.text
    assert "speak of 11 services" in page.text
    assert "22 policy packages and name none of them" in page.text
    assert page.text.count("Who qualifies, what to bring and where is not stated.") == 1
    assert "What to bring " not in page.text


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_names_are_in_the_language_of_the_page(url, app_on, lang):
    store_campaign(url, small_campaign(services=SERVICES))

    answer = app_on(url).test_client().get(f"/help?lang={lang}")

    named = {"zh": "求职登记", "en": "Job search", "id": "Cari kerja"}
    assert [text for text in named.values() if text in answer.text] == [named[lang]]


@pytest.mark.slow
def test_hostile_text_in_every_field_stays_text(page_of):
    texts = dict.fromkeys(
        ("name", "name_en", "name_id", "about", "who", "bring", "venue", "district", "address",
         "link"), HOSTILE,
    )  # fmt: skip
    point = {"lon": 106.5, "lat": 29.5}
    page = page_of(
        "&lon=106.5&lat=29.5",
        services=(texts | point | {"hours": HOSTILE}, {"name": "B", "district": HOSTILE}),
        policies=(texts | point | {"conditions": "age >= 16"},),
        fairs=({"name": "A", "services": HOSTILE.replace(";", "")},),
        openings=(),
    )

    shown = "".join(page.texts)
    # Of a service name, about, who, bring, venue, address, hours; of a policy all but the hours;
    # one district that the point does not tell better; and the one service point, with its venue,
    # address and hours and both names.
    assert shown.count(HOSTILE) == 7 + 6 + 1 + 5
    assert not any("onerror" in link.get("href", "") for link in page.links)
    assert "{{ 7*7 }}" in shown
    assert "49" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    ["&lon=1", "&lon=200&lat=0", "&situation=rich", "&age=-1", "&age=1000",
     "&age=x", "&wage_yuan=1e9", "&household_registration=mars", "&kept=1", "&kept=a,b",
     "&age=1&age=2"],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words_with_the_form_as_it_was(full, query):
    page = full(query, status=400)

    assert "This cannot be searched." in page.text
    assert "situation" in page.inputs


@pytest.mark.slow
def test_nobody_may_keep_the_page(app_on, url):
    store_campaign(url, small_campaign())

    answer = app_on(url).test_client().get(f"{ASKED}&lon=106.5&lat=29.5&age=30")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_every_page_leads_to_the_help(client):
    assert any(link["href"].startswith("/help") for link in Page(client.get("/").text).links)


def test_what_is_empty_is_not_shown(page_of):
    bare = page_of()
    services = page_of(services=({"name": "A", "about": "x"},))

    for title in ("Services available", "Policy packages", "Service points"):
        assert title not in bare.section("Ask a person", "The map needs")
    assert "Services available" in services.text
    assert "Policy packages" not in services.text


def test_the_hotline_can_be_called_from_the_page(page_of):
    assert [link["href"] for link in page_of().links].count("tel:12333") == 1


@pytest.mark.parametrize(
    ("situation", "told"),
    [("returning", "Register as a job seeker"), ("difficulty", "Help is free"),
     ("graduate", "diploma"), ("employer", "stand at a fair")],
)  # fmt: skip
def test_the_situation_changes_what_is_said(page_of, situation, told):
    assert told in page_of(f"&situation={situation}").text
    assert told not in page_of().text


def test_the_districts_own_service_points_are_listed_with_what_is_dealt_with_there(full):
    points = full("&district=500103").section("Service points in District 500103", "Services avail")

    assert points.count("Hall") == 1
    assert "Far hall" in points
    assert "Job search" in points
    assert " m straight line" not in points
    assert "970 m straight line" in full("&lon=106.5&lat=29.5").section(
        "Service points", "Services available"
    )
    assert "Service points" not in full("&district=510104").text
