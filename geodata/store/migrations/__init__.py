"""The schema's history, and how a database is brought to its end."""

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "geodata.store:migrations")
    return config


def known_revisions() -> set[str]:
    """Every revision that this program can bring to the newest."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(connection: "Connection") -> None:
    """Bring the schema to its newest revision, inside the connection's open transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
