"""What SQLAlchemy has compiled, kept for all databases that one process of the tests opens."""

from typing import Any

import pytest
from sqlalchemy import create_engine

from geodata.store import sqlite


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all engines have the dialect and the compiled statements of one."""
    first = create_engine("sqlite://", query_cache_size=2_000)
    first.connect().close()  # the dialect learns what it speaks to

    def engine_in_common(*given: Any, **options: Any) -> Any:
        engine = create_engine(*given, **options)
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    patch.setattr(sqlite, "create_engine", engine_in_common)
