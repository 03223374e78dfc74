"""The brief, from the button to the file: ten actions on the demo, straight and by road."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bench.size import sized
from flask import Flask

from geodata.base.sandbox import run_in_sandbox
from geodata.measures.coverage import coverage
from geodata.store.store import Store
from service.app import create_app
from service.arguments import Arguments
from service.brief.content import brief_of
from service.brief.fonts import font_folder
from service.brief.subject import Subject
from service.brief.typesetting import LIMITS, typeset
from service.config import Settings
from service.planner.state import State

ROUNDS, ACTIONS = sized(5, 1), sized(10, 2)


@pytest.mark.parametrize(("named", "travel"), [("straight", "straight"), ("by road", "roads")])
def test_a_brief_is_set(imported, benchmark, report, named, travel):
    data = Path(urlsplit(imported.url).path).parent
    settings = Settings.from_environment(
        {"FAIRREACH_DATABASE_URL": imported.url, "FAIRREACH_DATA": str(data)}
    )
    plan = Store.open(imported.url, create=False, roads=settings.roads).load()
    args = Arguments({"travel": [travel], "close": list(plan.counting.index[:ACTIONS])})
    app = create_app(settings)

    made = benchmark.pedantic(brief, (app, plan, args), rounds=ROUNDS, warmup_rounds=1)

    took = f"{benchmark.stats.stats.median:.1f} s"
    report(f"a brief of {ACTIONS} actions as PDF, {named}", took, goal="2 s")
    assert made.startswith(b"%PDF")


def brief(app: Flask, plan, args):
    """The file, as a server makes it whose campaign is at hand."""
    with app.test_request_context("/?lang=zh"):
        state = State.of(args, plan)
        coverage(plan, state.query)  # the page has it
        told = brief_of(Subject.of(plan, state, Settings().now().date())).to_dict()
    fonts = str(font_folder(None))
    return run_in_sandbox(typeset, told, fonts, path=Path("brief.pdf"), limits=LIMITS).pdf
