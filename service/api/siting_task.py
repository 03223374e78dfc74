"""Siting as a job: what a server takes on, and hands to its child process."""

from collections.abc import Mapping, Sequence
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.errors import SizeRefused
from geodata.optimum.problem import Model
from geodata.siting.campaign_request import COVERING, Siting
from service.api.siting_body import siting_request
from service.arguments import Arguments
from service.config import Settings
from service.jobs.job import Json
from service.jobs.work import Work
from service.queries import changes_of, trial_campaign

NAME = "siting"
# Known by its name alone: it imports the solvers, which a server does without.
ANSWER = "service.api.siting_child:answer"
# What one job does within its time and memory, by places with people times venues.
MOST_COVERING, MOST_OTHER = 200_000_000, 3_000_000


def work(settings: Settings) -> Work:
    """What a child process needs to know of the installation."""
    surroundings: dict[str, Json] = {
        "url": settings.database_url,
        "roads": str(settings.roads),
        "traffic": str(settings.traffic) if settings.traffic else None,
        "today": settings.now().date().isoformat(),
    }
    return Work(ANSWER, surroundings)


def require_size(siting: Siting) -> None:
    """
    Refuse what is too large for a server that others ask, too.

    Raises
    ------
    SizeRefused
        With its size and the limit.
    """
    places, venues = siting.size
    if siting.request.model is Model.P_DISPERSION:
        places = venues
    most = most_pairs(siting.request.model)
    if places * venues > most:
        raise SizeRefused(
            "candidates",
            venues,
            "times the %(places)s places where people live are %(pairs)s pairs, and this server "
            "takes %(most)s of this model; give a region or fewer candidates, or ask "
            "`fairreach site` on the command line, which has no such limit",
            pairs=places * venues,
            places=places,
            most=most,
        )


def most_pairs(model: Model) -> int:
    """How many pairs of places and venues a job of that model takes."""
    return MOST_COVERING if model in COVERING else MOST_OTHER


def siting_of(
    body: Json, changes: Json, campaign: Campaign, surroundings: Mapping[str, Json]
) -> Siting:
    """
    The plan that a body asks for, of a campaign or of what is tried of it.

    Raises
    ------
    QueryRefused, RequestRefused
        If it cannot be used.
    """
    asked = siting_request(body, campaign)
    if isinstance(changes, Mapping) and changes:
        texts = {kind: [str(each) for each in texts_of(told)] for kind, told in changes.items()}
        today = date.fromisoformat(str(surroundings["today"]))
        campaign = trial_campaign(campaign, changes_of(Arguments(texts)), asked.query, today)
    return Siting.of(campaign, asked)


def texts_of(told: Json) -> Sequence[Json]:
    """The members of a list."""
    return told if isinstance(told, Sequence) and not isinstance(told, str) else ()
