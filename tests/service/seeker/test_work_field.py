"""The field for work: what it suggests, what a word was taken for, and the nearest of nothing."""

import re

import pytest
from campaigns import make_campaign
from stores import settings_on, store_campaign

from service.app import create_app

ROWS = [("f1", "软件开发工程师", "信息技术", 5), ("f2", "电气工程师", "汽车", 12)]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('work')}/fairreach.db"
    openings = [
        {"employer_id": "e1", "fair_id": fair, "occupation": name, "sector": sector,
         "headcount": count}
        for fair, name, sector, count in ROWS
    ]  # fmt: skip
    fairs = [{"name": "软件场", "date": "2027-03-01"}, {"name": "电工场", "date": "2027-03-02"}]
    store_campaign(url, make_campaign(fairs=fairs, employers=[{}], openings=openings))
    return url


@pytest.fixture(scope="module")
def client(url):
    return create_app(settings_on(url)).test_client()


def page(client, lang="en", **query):
    answer = client.get("/", query_string={"lang": lang, **query})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("lang", "typed"), [("zh", "程序员"), ("en", "software"), ("id", "perangkat lunak")]
)
def test_a_word_of_the_readers_language_finds_the_work_and_says_what_it_was_taken_for(
    client, lang, typed
):
    found = page(client, lang, occupation=typed)

    assert found.count('<li class="fair') == 1
    assert "软件场" in found
    note = found.split('id="taken-for"')[1].split("</p>")[0]
    assert "软件开发工程师" in note
    assert 'id="taken-for"' not in page(client, lang, occupation="软件")


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_example_in_the_field_finds_something(client, lang):
    hint = re.search(r'placeholder="([^"]+)"', page(client, lang))[1]
    named = {"zh": "电气工程师", "en": "software", "id": "perangkat lunak"}[lang]

    assert named in hint
    assert page(client, lang, occupation=named).count('<li class="fair') == 1


def test_without_scripts_the_field_lists_what_is_on_offer_with_counts(client):
    listed = page(client).split('<datalist id="occupations">')[1].split("</datalist>")[0]

    assert listed.count("<option") == 2
    assert '<option value="电气工程师">12 openings</option>' in listed
    assert '<option value="软件开发工程师">software · 5 openings</option>' in listed
    assert '<option value="汽车">汽车 · automotive · 12 openings</option>' in page(client)


def test_nothing_found_names_the_nearest_as_links_that_find_it(client):
    found = page(client, occupation="电汽工程师")
    near = found.split('id="near-work-title"')[1].split("</section>")[0]
    (link,) = re.findall(r'href="([^"]+)"', near)

    assert "What comes nearest" in near
    assert client.get(link.replace("&amp;", "&")).text.count('<li class="fair') == 1


def test_a_sector_that_is_typed_as_an_occupation_is_named(client):
    near = page(client, occupation="xinxi").split('id="near-work-title"')[1].split("</section>")[0]

    assert "信息技术" in near
    assert "sector=" in near


def test_where_nothing_is_near_there_is_what_there_is_most_of(client):
    found = page(client, occupation="宇航员")

    assert "There is most of" in found
    assert found.split('id="near-work-title"')[1].index("电气工程师") > 0


def test_days_without_such_work_are_no_reason_to_name_other_work(client):
    assert 'id="near-work-title"' not in page(
        client, occupation="software", **{"from": "2027-03-02"}
    )


def test_suggestions_come_with_counts_of_the_fairs_to_come(client):
    def work(**query):
        return client.get("/api/v1/work", query_string=query).get_json()

    assert work(q="soft")["work"] == [
        {"kind": "occupation", "name": "软件开发工程师", "name_en": "software",
         "name_id": "perangkat lunak", "openings": 5, "fairs": 1}
    ]  # fmt: skip
    assert work(q="soft", **{"from": "2027-03-02"})["work"] == []
    assert [each["name"] for each in work(q="softwear")["similar"]] == ["软件开发工程师"]
    assert client.get("/api/v1/work").status_code == 400


def test_a_bureaus_file_of_words_is_a_setting(url, tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("name,also\n软件,攻城狮\n", encoding="utf-8")
    own = create_app(settings_on(url, FAIRREACH_SYNONYMS=str(file))).test_client()
    usual = create_app(settings_on(url)).test_client()

    assert page(own, occupation="攻城狮").count('<li class="fair') == 1
    assert own.get("/").headers["ETag"] != usual.get("/").headers["ETag"]


def test_the_plain_text_says_the_same_in_a_line(client):
    taken = client.get("/text?lang=en&occupation=software").text
    near = client.get("/text?lang=en&occupation=电汽工程师").text
    other = client.get("/text?lang=en&occupation=宇航员").text

    assert "software is taken for: 软件开发工程师\n" in taken
    assert "Not on offer: 电汽工程师. What comes nearest: 电气工程师\n" in near
    assert "There is most of: 电气工程师, 软件开发工程师\n" in other


def test_who_looks_for_work_sees_what_is_paid_for_it_at_each_fair(tmp_path):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    openings = [
        {"fair_id": "f1", "occupation": "焊工", "wage_min": 4000, "wage_max": 6000},
        {"fair_id": "f1", "occupation": "焊工", "wage_min": 5000, "wage_max": 9000},
        {"fair_id": "f1", "occupation": "客服", "wage_min": 900, "wage_max": 20000},
        {"fair_id": "f2", "occupation": "焊工"},
    ]
    store_campaign(url, make_campaign(fairs=[{}, {}], employers=[{}], openings=openings))
    client = create_app(settings_on(url)).test_client()

    found = page(client, occupation="焊工")

    assert found.count('<li class="fair') == 2
    assert re.findall(r'class="small wages">([^<]+)<', found) == [
        "Wages, where stated: 4,000 to 9,000 yuan a month"
    ]
    assert "Wages" not in page(client)
