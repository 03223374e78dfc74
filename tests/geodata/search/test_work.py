"""Work as people say it: synonyms, pinyin, other languages, and what is on offer of it."""

from dataclasses import replace
from datetime import date

import pytest
from campaigns import make_campaign

from geodata.base.cache import Cache
from geodata.campaign.synonyms import Synonyms, usual_synonyms
from geodata.campaign.window import Window
from geodata.errors import FileRefused
from geodata.intake.synonyms import synonyms_with
from geodata.search.openings import Wanted, openings_at_fairs
from geodata.search.suggested_work import on_offer, similar_work, suggest_work, usual_work
from geodata.search.work import meant

TEXTS = [
    "电气工程师", "软件开发工程师", "软件测试工程师", "厨师", "叉车司机", "信息技术支持工程师",
    "kitsch painter",
]  # fmt: skip
SOFTWARE = ["软件开发工程师", "软件测试工程师"]
EMPLOYERS = [{"sector": "信息技术"}, {"sector": ""}]
FAIRS = [
    {"date": "2027-03-01"},
    {"date": "2027-03-02"},
    {"date": "2027-03-03", "status": "planned"},
]


@pytest.fixture(scope="module")
def campaign():
    rows = [("f1", "软件开发工程师", "", 5), ("f2", "软件开发工程师", "", 2),
            ("f1", "厨师", "餐饮", 9), ("f3", "电工", "", 70), ("", "司机", "", 80)]  # fmt: skip
    return make_campaign(
        fairs=FAIRS,
        employers=EMPLOYERS,
        openings=[
            {"employer_id": "e2" if name == "厨师" else "e1", "fair_id": fair, "occupation": name,
             "sector": sector, "headcount": count}
            for fair, name, sector, count in rows
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("电工", ["电气工程师"]), ("程序员", SOFTWARE), ("software", SOFTWARE),
        ("SOFTWARE ", SOFTWARE), ("perangkat lunak", SOFTWARE), ("ruanjian", SOFTWARE),
        ("ruan jian", SOFTWARE), ("软件工程师", SOFTWARE), ("高级电工", ["电气工程师"]),
        ("diangong", ["电气工程师"]), ("driver", ["叉车司机"]), ("chushi", ["厨师"]),
        ("ＩＴ", ["信息技术支持工程师"]), ("宇航员", []), ("jia", []),
        ("厨师", ["厨师"]), ("chef", ["厨师"]),
    ],
)  # fmt: skip
def test_work_is_found_as_people_say_it(typed, found):
    flags = meant(typed, [text.casefold() for text in TEXTS], usual_synonyms())

    assert [text for text, is_meant in zip(TEXTS, flags, strict=True) if is_meant] == found


def test_what_a_table_says_itself_is_taken_as_it_is():
    both = ["电工", "电气工程师"]

    assert meant("电工", both, usual_synonyms()).tolist() == [True, False]
    assert meant("", both, usual_synonyms()).all()


def test_openings_are_counted_by_what_is_meant(campaign):
    assert openings_at_fairs(campaign, Wanted("programmer")).openings.tolist() == [5, 2, 0]
    assert openings_at_fairs(campaign, Wanted("", "IT")).openings.tolist() == [5, 2, 70]


def test_what_is_on_offer_is_counted_at_published_fairs_of_the_window(campaign):
    everything = {work.name: (work.openings, work.fairs)
                  for work in on_offer(campaign, Window()).values()}  # fmt: skip
    later = {work.name: work.openings
             for work in on_offer(campaign, Window(date(2027, 3, 2))).values()}  # fmt: skip

    assert everything == {
        "厨师": (9, 1), "餐饮": (9, 1), "软件开发工程师": (7, 2), "信息技术": (7, 2),
    }  # fmt: skip
    assert later == {"软件开发工程师": 2, "信息技术": 2}
    assert [work.name for work in usual_work(campaign, Window(), "sector", 5)] == [
        "餐饮",
        "信息技术",
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("软", ["软件开发工程师"]), ("工程", ["软件开发工程师"]), ("soft", ["软件开发工程师"]),
        ("rjkf", ["软件开发工程师"]), ("ruanj", ["软件开发工程师"]), ("juru", ["厨师"]),
        ("info", ["信息技术"]), ("电工", []), ("司机", []), ("", []), ("！", []), ("q", []),
    ],
)  # fmt: skip
def test_suggestions_are_what_is_on_offer_by_any_of_its_names(campaign, typed, names):
    assert [work.name for work in suggest_work(campaign, typed, Window(), 8)] == names


@pytest.mark.parametrize(
    ("typed", "names"), [("软件开法工程师", ["软件开发工程师"]), ("softwear", ["软件开发工程师"]),
                         ("xyzw", [])],
)  # fmt: skip
def test_a_slip_finds_what_is_spelt_alike(campaign, typed, names):
    assert [work.name for work in similar_work(campaign, typed, Window())] == names


def test_a_campaign_without_openings_suggests_nothing():
    empty = make_campaign(fairs=[{}])

    assert suggest_work(empty, "电", Window(), 8) == similar_work(empty, "电", Window()) == []
    assert on_offer(empty, Window()) == {}


def test_every_usual_synonym_has_names_in_three_languages_and_no_word_twice():
    rows = usual_synonyms().rows

    assert all(row.name and row.name_en and row.name_id and row.also for row in rows)
    assert len({row.name for row in rows}) == len(rows) > 40


def test_a_bureaus_own_words_come_beside_the_usual_ones(campaign, tmp_path):
    file = tmp_path / "words.csv"
    file.write_bytes("名称,别名\n厨师,大勺；掌勺\n,\n".encode("gb18030"))
    own = replace(campaign, synonyms=synonyms_with(file), cache=Cache())

    assert openings_at_fairs(own, Wanted("大勺")).openings.tolist() == [9, 0, 0]
    assert openings_at_fairs(campaign, Wanted("大勺")).openings.tolist() == [0, 0, 0]
    assert openings_at_fairs(own, Wanted("software")).openings.tolist() == [5, 2, 0]
    assert isinstance(own.synonyms, Synonyms)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"title\n", "no column name"), (b"", "no column name"), (b"name\n\xff\xff", "UTF-8"),
        (b"name\n" + b"y" * 200_000, "no CSV that can be read"),
        ("name\n電工程師招聘會\n".encode("cp950"), "UTF-8"),
        (b"name,also\n,x\n" + b"y" * 61 + b",\n", "2 problems"),
        (b"name\n" + b"a\n" * 5_001, "at most 5,000"), (b"x" * 1_000_001, "larger"),
        (None, "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_of_words_that_cannot_be_used_is_refused_with_the_reason(tmp_path, content, told):
    file = tmp_path / "words.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        synonyms_with(file)

    reasons = [str(refused.value), *map(str, refused.value.problems)]
    assert any(told in reason for reason in reasons), reasons
