"""Whether the process lives, and whether it has a campaign to serve."""

from flask import Blueprint, Response

from geodata.errors import StoreBusyError, StoreDamagedError, StoreError
from service.web.caching import JSON, to_json
from service.web.context import current_campaign, services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return unkept({"status": "alive"})


@blueprint.get("/readyz")
def ready() -> Response:
    """A campaign is loaded; ``store`` tells if it can no longer be renewed."""
    campaign = current_campaign()
    trouble = services().snapshots.trouble
    return unkept(
        {"status": "ready", "campaign_version": campaign.version, "store": state(trouble)}
    )


def state(trouble: StoreError | None) -> str:
    """How the store does, without naming files of the server."""
    match trouble:
        case None:
            return "well"
        case StoreDamagedError():
            return "damaged"
        case StoreBusyError():
            return "busy"
    return "failing"


def unkept(told: dict[str, object]) -> Response:
    """JSON that nobody keeps."""
    response = Response(to_json(told), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response
