"""Where next: a quick guess at once, the proven plan as a job; in the page's panel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS, MOST_CHANGES, Change, Changes, Kind
from geodata.campaign.regions import districts_in, lives_in
from geodata.districts.names import short_en, short_zh
from geodata.errors import NotFoundError
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import Model
from geodata.siting.next_places import next_places
from geodata.siting.report import GUESS
from geodata.siting.sites import Sites, sites
from service.api.jobs import plan_job
from service.api.siting_task import most_pairs
from service.jobs.job import Job, Reason
from service.jobs.job import State as JobState
from service.planner.plan_form import Wanted
from service.planner.state import State
from service.siting.goals import GOALS, USUAL_MORE
from service.siting.plan_words import Told, told_of_guess, told_of_result
from service.web.context import services
from service.words.language import gettext, names, page_url


@dataclass(frozen=True, slots=True)
class Offered:
    """What is known of the candidates: of some what they cost, and of some how many they seat."""

    costs: bool
    seats: bool

    @classmethod
    def of(cls, found: Sites) -> "Offered":
        """Of those that are new."""
        new = ~found.held
        known = (bool(np.isfinite(each[new]).any()) for each in (found.cost, found.capacity))
        return cls(*known)


@dataclass(frozen=True, slots=True)
class JobView:
    """
    A job as the panel shows it.

    Parameters
    ----------
    id
        What it is asked for by.
    state
        As of `service.jobs.job.State`; "gone" where it is kept no more.
    waiting_before
        How many are begun before it.
    reason
        Why it has no result, in the reader's language.
    """

    id: str
    state: str
    waiting_before: int = 0
    reason: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether there is more to come."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Panel:
    """
    What ``_next.html`` holds.

    Parameters
    ----------
    offered
        Whether plans are calculated here.
    is_open
        Whether anything is asked for.
    at_once
        Whether a guess is had by following a link; else it takes a job.
    wanted
        What the form holds.
    candidates
        What is known of the candidates; None without a form.
    goals
        What the form can ask for, in words.
    districts
        Those of which the form can ask for a number of fairs: codes and names.
    hidden
        What goes along with the form unseen.
    told
        The guess or the plan that is shown; None without one.
    tried
        The address of the page that tries its places; "" where they are too many, or none.
    """

    offered: bool
    is_open: bool
    at_once: bool
    wanted: Wanted
    candidates: Offered | None
    goals: Mapping[str, object]
    districts: Sequence[tuple[str, str]]
    hidden: Sequence[tuple[str, object]]
    told: Told | None = None
    job: JobView | None = None
    tried: str = ""

    @property
    def lacks_goals(self) -> bool:
        """Whether there are goals that are too large for the server here."""
        return 0 < len(self.goals) < len(GOALS)

    @property
    def rows(self) -> list[tuple[int, str, float, float, str]]:
        """The places as the map draws them."""
        places = self.told.places if self.told else ()
        return [(each.number, each.venue_id, each.lon, each.lat, each.line) for each in places]


def panel_of(campaign: Campaign, state: State) -> Panel:
    """The panel of a state of the page."""
    offered = services().settings.offers_siting and state.version is None
    more, told, job = state.plan.more, None, None
    at_once = not state.query.travel.by_road
    if offered and state.plan.job:
        job, told = job_view(campaign, state.plan.job)
    elif offered and more:
        found = next_places(campaign, state.query, more) if at_once else None
        at_once = found is not None
        if found:
            today = services().settings.now().date()
            told = told_of_guess(campaign, state.query, found, more, today)
    is_open = state.plan.is_asked_for
    asks = is_open and offered
    here = sites_of(campaign, state.query) if asks else None
    return Panel(
        offered=offered,
        is_open=is_open,
        at_once=at_once,
        wanted=form_values(state),
        candidates=None if here is None else Offered.of(here),
        goals={} if here is None else goals(campaign, state.query, len(here)),
        districts=() if here is None else district_options(campaign, state),
        hidden=[*hidden_fields(state)],
        told=told,
        job=job,
        tried=tried_address(state, told) if told else "",
    )


def district_options(campaign: Campaign, state: State) -> list[tuple[str, str]]:
    """The districts that are asked for, by name."""
    here = campaign.districts[districts_in(campaign, state.query.region)]
    told = zip(here.index, here["name_zh"], here["name_en"], strict=True)
    chinese = names() == "zh"
    found = [(str(code), short_zh(zh) if chinese else short_en(en)) for code, zh, en in told]
    return found if chinese else sorted(found, key=lambda each: each[1])


def tried_address(state: State, told: Told) -> str:
    """The page with fairs at the places of a guess or a plan besides what it tries already."""
    known = set(state.changes)
    places = ((round_degrees(each.lon), round_degrees(each.lat)) for each in told.places)
    added = (Change(Kind.ADD, lon=lon, lat=lat) for lon, lat in places)
    fresh = [each for each in dict.fromkeys(added) if each not in known]
    if not fresh or len(known) + len(fresh) > MOST_CHANGES:
        return ""
    changes = Changes((*state.changes, *fresh))
    return page_url("/planner", state.to_dict() | changes.texts(), next=None, job=None)


def round_degrees(degrees: float) -> float:
    """Degrees with the digits that a change may have; there is no zero below zero."""
    return round(degrees, DIGITS) + 0.0


def sites_of(campaign: Campaign, query: CoverageQuery) -> Sites:
    """The venues to choose from."""
    return sites(campaign, query.fairs(campaign), region=query.region)


def form_values(state: State) -> Wanted:
    """What the form holds: as the plan that is shown was asked for."""
    more = state.plan.more or USUAL_MORE
    if state.plan.job:
        try:
            found = plan_job(state.plan.job)
        except NotFoundError:
            return Wanted(more)
        if isinstance(found.result, Mapping):
            return Wanted.of_result(found.result)
    return Wanted(more)


def hidden_fields(state: State) -> Iterator[tuple[str, object]]:
    """What goes along with the form unseen: names, each with one of its values."""
    for name, value in state.to_dict().items():
        if value in (None, "") or name in ("next", "job"):
            continue
        for each in value if isinstance(value, tuple | list) else (value,):
            yield name, each


def job_view(campaign: Campaign, job_id: str) -> tuple[JobView, Told | None]:
    """A job, and its plan once there is one."""
    jobs = services().jobs
    try:
        found = plan_job(job_id)
    except NotFoundError:
        return JobView(job_id, "gone"), None
    waiting = jobs.waiting_before(job_id) if found.state is JobState.QUEUED else 0
    view = JobView(job_id, found.state.value, waiting, reason_text(found))
    if found.state is JobState.DONE and isinstance(found.result, Mapping):
        return view, told_of_result(campaign, found.result, services().settings.now().date())
    return view, None


def reason_text(found: Job) -> str:
    """Why a job has no result, as a sentence of the page."""
    if found.reason is None:
        return ""
    why: Reason = found.reason
    return gettext("No plan: %(reason)s.", reason=gettext(why.text, **why.details))


def goals(campaign: Campaign, query: CoverageQuery, venues: int) -> dict[str, object]:
    """What can be asked for here: the others are too large for a server."""
    places = int(np.count_nonzero(lives_in(campaign, query.region) & (query.persons(campaign) > 0)))
    return {
        name: text
        for name, text in GOALS.items()
        if name == GUESS or places * venues <= most_pairs(Model(name))
    }
