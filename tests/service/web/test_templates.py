"""What templates call is called as Jinja itself would have it."""

from datetime import date

import pytest
from flask_babel import force_locale, format_date
from jinja2 import DictLoader, UndefinedError, pass_context, pass_environment, pass_eval_context

from service.app import create_app
from service.config import Settings
from service.web.templates import Templates
from service.words import numbers, wording
from service.words.language import LANGUAGES, speaking

CALLS = """
{% macro twice(text) %}{{ plain(text, end="!") }}{{ caller() if caller }}{% endmacro %}
{% block body %}
{%- set own = "of the block" -%}
{{ knows("own") }} {{ knows("given") }}
{%- for each in ["a", "b"] -%}
{%- set mine = each -%}
{{ plain(each) }} {{ knows("mine") }} {{ evaluates() }} {{ reads() }}
{{ twice(each) }}{% call twice(each) %}<b>{% endcall %} {{ thing.method(each) }} {{ thing(each) }}
{%- endfor -%}
{% endblock %}
"""


class Thing:
    def method(self, text):
        return f"method {text}"

    def __call__(self, text):
        return f"called {text}"


@pass_context
def knows(context, name):
    return f"{name}={context.get(name)}"


@pass_eval_context
def evaluates(context):
    return f"autoescape={context.autoescape}"


@pass_environment
def reads(environment):
    return f"blocks={environment.trim_blocks}"


def plain(text, end="."):
    return f"{text}{end}"


@pytest.fixture
def app(tmp_path):
    return create_app(Settings(database_url=f"sqlite:///{tmp_path}/none.db"))


def environment_of(kind, app):
    made = kind(app, loader=DictLoader({"calls.html": CALLS}), autoescape=True)
    made.globals |= {"knows": knows, "evaluates": evaluates, "reads": reads, "plain": plain}
    return made


def test_every_kind_of_function_gets_what_it_asks_for(app):
    said = {
        kind: environment_of(kind, app).get_template("calls.html").render(given=1, thing=Thing())
        for kind in (Templates, Templates.__base__)
    }

    assert said[Templates] == said[Templates.__base__]
    told = "own=of the block given=1", "a. mine=a", "b. mine=b", "autoescape=True", "blocks=False"
    for text in (*told, "a!a!<b>", "method b", "called a"):
        assert text in said[Templates]


def test_what_is_not_there_cannot_be_called(app):
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        environment_of(Templates, app).from_string("{{ nothing(1) }}").render()


def test_templates_that_are_imported_know_what_all_know(app):
    environment = environment_of(Templates, app)
    environment.loader.mapping |= {
        "macros.html": "{% macro say() %}{{ plain(late) }}{% endmacro %}",
        "page.html": '{% from "macros.html" import say %}{{ say() }}{{ say().own }}',
    }
    environment.globals["late"] = "told late"

    assert environment.get_template("page.html").render() == "told late."

    own = environment.get_template("page.html", globals={"late": "of its own"})
    assert own.render() == "told late."  # its own are for itself, and not for whom it imports
    assert environment.globals["late"] == "told late"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_are_written_as_babel_writes_them(app, lang):
    today = date(2027, 3, 13)
    with app.test_request_context(f"/?lang={lang}"), speaking(lang):
        for when in (today, date(2027, 12, 5), date(2028, 1, 30)):
            for pattern in {*wording.DAY_FORMATS.values(), "EEEE", "MMMM y"}:
                with force_locale(lang):
                    assert numbers.day(when, pattern) == format_date(when, pattern)
        assert wording.day(today, today) in wording.named_day(date(2027, 3, 13), today)
