"""Damage, said: what is damaged, of which version, and which version can be gone back to."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from shapely.errors import ShapelyError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geodata.errors import StoreDamagedError
from geodata.store.sqlite import tells_of_damage

BACKUP = "put a backup in its place, or name another file in FAIRREACH_DATABASE_URL"


@contextmanager
def naming_damage(what: str, version: int | None) -> Iterator[None]:
    """
    Call what cannot be read or makes no sense what it is.

    Parameters
    ----------
    what
        A table, or other words for what is read.
    version
        The one for which it is read; None where that is not known.
    """
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        if not tells_of_damage(error):
            raise
        raise StoreDamagedError(damage_of(what, version)) from error
    except (SQLAlchemyError, ValueError, TypeError, OverflowError, ShapelyError) as error:
        raise StoreDamagedError(damage_of(what, version)) from error


def damage_of(what: str, version: int | None) -> str:
    """That something is damaged."""
    if not version:
        return f"{what} is damaged"
    return f"the {what} of version {version} {'are' if what.endswith('s') else 'is'} damaged"
