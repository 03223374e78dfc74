"""Siting as a job: what a child process makes of it; the server itself imports none of this."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from geodata.base.clock import Clock
from geodata.campaign.campaign import Campaign
from geodata.decide.explanation import Explainer, Patience
from geodata.decide.siting import solve
from geodata.decide.thresholds import Thresholds
from geodata.intake.traffic import traffic_with
from geodata.optimum.problem import SitingAnswer, SitingProblem, Status
from geodata.siting.campaign_request import Siting
from geodata.siting.report import guess_report, report
from geodata.siting.wider import wider
from geodata.store.store import Store
from service.api.siting_task import siting_of
from service.jobs.job import Json
from service.jobs.work import LONGEST_S, Tell

# Half of what a job may take: the rest is for reading the campaign and pairing.
SOLVE_S = 60.0
# All reasons together, and each of the requests that they are.
REASONS_S, EACH_REASON_S = 60.0, 10.0
# After so much of what a job may take no reason is begun: a plan that is found must still be told.
REASONS_UNTIL_S = LONGEST_S * 2 / 3


def answer(arguments: Mapping[str, Json], surroundings: Mapping[str, Json], tell: Tell) -> Json:
    """The plan that a body asks for; called in the child process of a job."""
    whole = Clock.starting(REASONS_UNTIL_S, None)
    campaign = campaign_at(int(str(arguments["version"])), surroundings)
    today = date.fromisoformat(str(surroundings["today"]))
    siting = siting_of(arguments["body"], arguments.get("changes"), campaign, surroundings)
    if arguments.get("guess"):
        return plain_json(guess_report(siting, today=today))
    problem = siting.problem()
    seconds = min(SOLVE_S, max(EACH_REASON_S, whole.remaining_s))
    found = solve(problem, time_limit_s=seconds, on_progress=tell)
    reasons = reasons_of(siting, problem, found, min(REASONS_S, whole.remaining_s))
    return plain_json(report(siting, problem, found, reasons, today=today))


def reasons_of(
    siting: Siting, problem: SitingProblem, found: SitingAnswer, seconds: float
) -> dict[str, object] | None:
    """The reasons that are asked for, and what blocks an impossible request, in so many seconds."""
    asked = siting.request
    ids = [str(each) for each in siting.asked.table.index]
    patience = Patience(EACH_REASON_S, Clock.starting(seconds, None))
    beside = wider(siting, problem) if found.has_plan else None
    explainer = Explainer(problem, found, ids, Thresholds.of(siting), patience, beside)
    places = [*dict.fromkeys(siting.asked.at[each] for each in asked.why_not)]
    if found.status is Status.INFEASIBLE:
        return explainer.clash()
    if found.has_plan and asked.explain:
        return explainer.leaner.all(places)
    return explainer.leaner.why_not(places) if found.has_plan and places else None


def campaign_at(version: int, surroundings: Mapping[str, Json]) -> Campaign:
    """A version of the campaign, as the server has it."""
    roads, traffic = Path(str(surroundings["roads"])), surroundings["traffic"]
    store = Store.open(str(surroundings["url"]), create=False, roads=roads)
    campaign = store.load(version)
    return replace(campaign, traffic=traffic_with(Path(str(traffic)))) if traffic else campaign


def plain_json(told: Mapping[str, Any]) -> Json:
    """What JSON has of it, numbers of numpy as numbers."""
    read: Json = orjson.loads(orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY))
    return read
