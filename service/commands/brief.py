"""``brief``: a plan, a scenario or a what-if on two or three sheets."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geodata.base.atomic import atomic_file
from geodata.base.sandbox import run_in_sandbox
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.campaign.scenario import Scenario
from geodata.errors import InputError
from geodata.intake.traffic import traffic_with
from geodata.measures.measure import MEASURES
from service.app import create_app
from service.arguments import Arguments
from service.brief.content import brief_of
from service.brief.fonts import font_folder
from service.brief.forms import FORMS, PDF, file_content
from service.brief.subject import Subject
from service.brief.typesetting import LIMITS, no_sign, typeset
from service.commands.options import (
    change_options,
    query_options,
    require_folder,
    settings_of,
    window_options,
)
from service.commands.output import result
from service.commands.stores import store_of
from service.config import Settings
from service.planner.state import State

*FIRST, LAST = MEASURES
CHOICES = f"{', '.join(FIRST)} or {LAST}"


@click.command("brief")
@click.argument("scenario", default="")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    callback=require_folder,
    help="The file; .pdf, .xlsx or .html says what it is.",
)
@query_options
@window_options
@change_options
@click.option(
    "--against",
    metavar="STATE",
    help="The state that it is compared with, as addresses have it: version=1, scenario=NAME ...",
)
@click.option("--measure", metavar="M", help=f"What colours the districts: {CHOICES}.")
@click.option("--lang", type=click.Choice(["zh", "en", "id"]), default="zh", show_default=True)
def brief_command(scenario: str, output: Path, lang: str, **options: Any) -> None:
    """
    Write what the planner's page says to a file for a meeting: two or three sheets of A4.

    Of the stored SCENARIO before and after, or of what --add, --move, --close and --redate try;
    without either of the plan. With --against of that state and of another one that is held. The
    other options are those of coverage and map.
    """
    extension, settings = output.suffix.lower(), settings_of()
    if extension not in FORMS:
        raise InputError(f"{output.name}: a brief is written as {', '.join(FORMS)}")
    fonts = str(font_folder(settings.fonts)) if extension == PDF else ""
    named, campaign = scenario_and_campaign(settings, scenario)
    given = with_changes(Arguments.of_options(options), named)
    with speak(settings, lang):
        subject = subject_of(settings, campaign, given, named)
        if extension == PDF:
            told = brief_of(subject, settings.map_number).to_dict()
            content = pdf(told, fonts, output)
        else:
            content = file_content(subject, extension, settings.map_number)
    with atomic_file(output) as part:
        part.write_bytes(content)
    result(f"{output}: {len(content):,} bytes written")


def scenario_and_campaign(settings: Settings, scenario: str) -> tuple[Scenario | None, Campaign]:
    """The scenario of a name, None for "", and the campaign that it or the plan is of."""
    with store_of(settings) as store:
        named = store.scenarios.get(scenario) if scenario else None
        campaign = store.load(named.version if named else None)
    campaign = replace(campaign, shows_ground=settings.ground)
    if settings.traffic:
        campaign = replace(campaign, traffic=traffic_with(settings.traffic))
    return named, campaign


def with_changes(args: Arguments, scenario: Scenario | None) -> Arguments:
    """
    Options with the changes of a scenario.

    Raises
    ------
    InputError
        If changes are given besides.
    """
    if scenario is None:
        return args
    if any(args.every(kind) for kind in KINDS):
        raise InputError("give a scenario, or --add, --move, --close and --redate: one of them")
    return Arguments({**args.values, **scenario.changes.texts()})


def speak(settings: Settings, lang: str) -> AbstractContextManager[object]:
    """What speaks a language as the pages do."""
    return create_app(settings).test_request_context(f"/?lang={lang}")


def subject_of(
    settings: Settings, campaign: Campaign, args: Arguments, scenario: Scenario | None
) -> Subject:
    """What the brief is about."""
    state, today = State.of(args, campaign), settings.now().date()
    if scenario is None:
        return Subject.of(campaign, state, today)
    return Subject.of(campaign, state, today, name=scenario.name, note=scenario.note)


def pdf(told: dict[str, Any], fonts: str, output: Path) -> bytes:
    """
    The sheets, set in a child process.

    Raises
    ------
    InputError
        If no font has a sign for something in them.
    """
    made = run_in_sandbox(typeset, told, fonts, path=output, limits=LIMITS)
    if made.lacking:
        refused = no_sign(made.lacking)
        raise InputError(refused.reason % refused.details)
    return made.pdf
