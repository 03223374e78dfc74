"""The application factory: settings in, one WSGI app out."""

from datetime import date
from functools import partial

from apiflask import APIFlask

from geodata.campaign.synonyms import usual_synonyms
from geodata.intake.synonyms import synonyms_with
from geodata.intake.traffic import traffic_with
from geodata.roads.traffic import usual_traffic
from service.api import comparison as comparison_api
from service.api import ground, map_layers, openapi, siting_task, tiles, v1
from service.api import jobs as jobs_api
from service.api import siting as siting_api
from service.brief import task as brief_task
from service.brief import views as brief_views
from service.brief.fonts import can_set
from service.config import Settings
from service.fair import page as fair_page
from service.jobs.queue import Jobs
from service.planner import download as planner_download
from service.planner import page as planner_page
from service.planner import picture as planner_picture
from service.planner import siting_form
from service.planner import step as planner_step
from service.scenarios import file as scenario_files
from service.scenarios import page as scenarios_page
from service.seeker import calendars, place, plain_text
from service.seeker import help as help_page
from service.seeker import page as finder_page
from service.seeker import picture as finder_picture
from service.site import health, offline, privacy, static_files
from service.tiles.background import Background
from service.web import assets, compression, problems, rate_limit, security
from service.web.caching import PROGRAM_VERSION
from service.web.context import Services, services
from service.web.snapshots import Snapshots
from service.web.templates import Templates
from service.words import labels, landmarks, language, traffic, waits, wording
from service.words.illustration import illustration_note

MOST_BODY_BYTES = 64 * 1024
FACES = (
    v1,
    comparison_api,
    siting_api,
    jobs_api,
    planner_page,
    planner_download,
    siting_form,
    brief_views,
    finder_page,
    fair_page,
    map_layers,
    ground,
    tiles,
    static_files,
    health,
    plain_text,
    offline,
    privacy,
    help_page,
    calendars,
    planner_picture,
    planner_step,
    scenarios_page,
    scenario_files,
    finder_picture,
)


def create_app(
    settings: Settings | None = None, ledger: rate_limit.Ledger | None = None
) -> APIFlask:
    """
    The service on the database that its settings name.

    Nothing is opened or loaded yet: a database that is missing, empty or damaged is answered for
    request by request.

    Parameters
    ----------
    settings
        By default those of the environment.
    ledger
        Where requests are counted together with the other processes of a server; by default this
        app counts alone.
    """
    settings = settings or Settings.from_environment()
    synonyms = synonyms_with(settings.synonyms) if settings.synonyms else usual_synonyms()
    slowed = traffic_with(settings.traffic) if settings.traffic else usual_traffic()
    app = APIFlask(
        "service",
        title="fairreach",
        version=PROGRAM_VERSION,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None, APIFlask's hint forgets it
    )
    app.config.update(
        AUTO_SERVERS=False,
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        MAX_FORM_PARTS=20,
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    app.jinja_environment = Templates
    language.speak(app)
    app.extensions["fairreach"] = Services(
        settings,
        Snapshots(settings.database_url, settings.roads, synonyms, slowed, settings.ground),
        partial(assets.gather, app),
        jobs_of(settings, ledger),
        Background.of(settings),
    )
    rate_limit.limit(app, settings, ledger)
    security.guard(app, settings)
    problems.answer(app)
    compression.compress(app)
    openapi.describe(app)
    for face in FACES:
        app.register_blueprint(face.blueprint)
    prepare_templates(app)
    app.jinja_env.globals["brief_in_pdf"] = can_set(settings.fonts)
    return app


def jobs_of(settings: Settings, ledger: rate_limit.Ledger | None) -> Jobs:
    """The jobs of a server, with all that can be done in them."""
    works = {
        siting_task.NAME: siting_task.work(settings),
        brief_task.NAME: brief_task.work(settings),
    }
    # The processes of a server know an asker by the same digest.
    return Jobs(settings.jobs, works, key=(ledger or rate_limit.Ledger.private(1)).key)


def prepare_templates(app: APIFlask) -> None:
    """Give templates what every page may say."""
    app.jinja_env.globals.update(
        LANGUAGES=language.LANGUAGES,
        calendar_subscription=calendars.subscription,
        day_of=date.fromisoformat,
        language=language.language,
        illustration_note=illustration_note,
        labels=labels,
        traffic_words=traffic,
        waits=waits,
        landmark_kinds=landmarks.kinds,
        language_tags=language.TAGS,
        page_url=language.page_url,
        place_hint=place.place_hint,
        places_address=place.places_address,
        services=services,
        wording=wording,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
