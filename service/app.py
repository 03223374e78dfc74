"""The application factory: settings in, one WSGI app out."""

from importlib import import_module
from importlib.util import find_spec

from apiflask import APIFlask

from service import api, bodies, health, openapi, problems, security
from service.config import Settings
from service.snapshot import PROGRAM_VERSION, Services, Snapshots

MOST_BODY_BYTES = 64 * 1024
PAGES = ("service.planner", "service.finder")


def create_app(settings: Settings | None = None) -> APIFlask:
    """
    The service on the database that its settings name.

    Nothing is opened or loaded yet: a database that is missing, empty or damaged is answered for
    request by request.

    Parameters
    ----------
    settings
        By default those of the environment.
    """
    settings = settings or Settings.from_environment()
    app = APIFlask(
        "service",
        title="fairreach",
        version=PROGRAM_VERSION,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
    )
    app.config.update(
        AUTO_SERVERS=False,
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        MAX_FORM_PARTS=20,
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    app.extensions["fairreach"] = Services(settings, Snapshots(settings.database_url), {})
    security.guard(app, settings)
    problems.answer(app)
    bodies.compress(app)
    openapi.describe(app)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(health.blueprint)
    for module in PAGES:
        if find_spec(module):
            app.register_blueprint(import_module(module).blueprint)
    return app
