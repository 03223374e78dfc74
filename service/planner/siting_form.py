"""Plans asked for by a form of the page, and stopped by one."""

from contextlib import suppress

from apiflask import APIBlueprint
from flask import Response, make_response, redirect, request

from geodata.errors import NotFoundError, QueryRefused
from service.api.siting import begin, require_offered
from service.arguments import Arguments
from service.planner.page import PATH
from service.planner.plan_form import PlanForm
from service.planner.state import State
from service.queries import trial_campaign
from service.web.context import current_campaign, services
from service.web.security import require_own_origin
from service.words.language import page_url

blueprint = APIBlueprint("planner_siting", __name__, enable_openapi=False)


@blueprint.post(f"{PATH}/siting")
def ask() -> Response:
    """Begin to calculate the plan that a form asks for; the page then shows how far it is."""
    require_offered()
    settings = services().settings
    require_own_origin(settings)
    campaign, args = current_campaign(), Arguments.of_page(request.form)
    state = State.of(args, campaign)
    form = PlanForm.of(args, campaign)
    there = trial_campaign(campaign, state.changes, state.query, settings.now().date())
    changes = dict(state.changes.texts())
    job_id = begin(form.body(there, state), guess=form.is_guess, changes=changes)
    return leads_to(state, job_id)


@blueprint.post(f"{PATH}/siting/stop")
def stop() -> Response:
    """Stop the job of the page; one that is gone is stopped already."""
    require_own_origin(services().settings)
    state = State.of(Arguments.of_page(request.form), current_campaign())
    if state.plan.job is None:
        raise QueryRefused("job", None, "is missing")
    with suppress(NotFoundError):
        services().jobs.stop(state.plan.job)
    return leads_to(state, state.plan.job)


def leads_to(state: State, job_id: str) -> Response:
    """The way to the page with a job in its panel."""
    address = page_url(PATH, state.to_dict(), next=None, job=job_id)
    return make_response(redirect(f"{address}#next", 303))
