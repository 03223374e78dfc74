"""On pages in other languages, Chinese names say that they are Chinese."""

import pytest
from flask import Flask
from flask_babel import Babel

from service.words.chinese import mark_names
from service.words.language import speaking


def spoken(lang):
    """A request of an app that knows languages, in one of them."""
    app = Flask("t")
    Babel(app)
    with app.test_request_context(), speaking(lang):
        yield


@pytest.fixture
def in_english():
    yield from spoken("en")


def zh(name):
    return f'<span lang="zh">{name}</span>'


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>Near 解放碑 now</p>", f"<p>Near {zh('解放碑')} now</p>"),
        ("<p>At 示例企业 万州-001</p>", f"<p>At {zh('示例企业 万州')}-001</p>"),
        ("<p>For 软件 (Java) 开发</p>", f"<p>For {zh('软件')} (Java) {zh('开发')}</p>"),
        ("<p>Of 甲&amp;乙</p>", f"<p>Of {zh('甲')}&amp;{zh('乙')}</p>"),
        ("<p>Of 甲&lt;b&gt;乙</p>", f"<p>Of {zh('甲')}&lt;b&gt;{zh('乙')}</p>"),
        ("<p>Open: 工作日</p>", f"<p>Open: {zh('工作日')}</p>"),
        ("<p>甲 is not known</p>", f"<p>{zh('甲')} is not known</p>"),
        ("甲<br>乙", f"{zh('甲')}<br>{zh('乙')}"),
        ("<li>甲<br>乙</li>", f"<li>{zh('甲')}<br>{zh('乙')}</li>"),
        ("<li>甲 <b>two</b></li>", f"<li>{zh('甲')} <b>two</b></li>"),
    ],
)
def test_a_name_is_marked_from_its_first_character_to_its_last(page, told):
    assert mark_names(page) == told


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>渝中区, “文化广场” 3 号路</p>", '<p lang="zh">渝中区, “文化广场” 3 号路</p>'),
        ('<a href="/x">\n 𠮷野家 </a>', '<a href="/x" lang="zh">\n 𠮷野家 </a>'),
        ("<td>软件开发 (Java)</td>", '<td lang="zh">软件开发 (Java)</td>'),
        ("<td>Ｅｌｅｃｔｒｏ公司-001</td>", '<td lang="zh">Ｅｌｅｃｔｒｏ公司-001</td>'),
        ("<h2><b>甲</b></h2>", '<h2><b lang="zh">甲</b></h2>'),
    ],
)
def test_an_element_that_holds_a_name_alone_has_the_mark_itself(page, told):
    assert mark_names(page) == told


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    "page",
    [
        '<a lang="zh-Hans" href="?lang=zh">中文</a>',
        '<input value="甲" placeholder="乙">',
        '<script type="application/json">{"name": "甲<p>乙</p>"}</script>',
        "<title>甲 · fairreach</title>",
        "<select><option>汽车</option></select>",
        "<svg><title>甲</title><text>乙</text></svg>",
        "<style>p::after { content: '甲' }</style>",
        "<p>no name</p>",
    ],
)
def test_what_is_no_text_of_the_page_or_is_marked_already_stays_as_it_is(page):
    assert mark_names(page) == page


@pytest.fixture
def in_chinese():
    yield from spoken("zh")


@pytest.mark.usefixtures("in_chinese")
def test_a_chinese_page_needs_no_mark():
    assert mark_names("<p>甲</p>") == "<p>甲</p>"
