"""The real app on a small campaign in a real store."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import warm
from stored_towns import stored_town
from stores import NOW, settings_on, small_campaign, store_campaign

from service.app import create_app


@pytest.fixture(scope="session", autouse=True)
def common(app_parts_in_common: None) -> None:
    """Nearly every test makes an app of its own."""


@pytest.fixture(scope="session", autouse=True)
def warm_jobs() -> Iterator[None]:
    """Children that do jobs begin with their imports done, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.jobs.doing.Popen", warm.Popen)
        yield


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database that holds the small campaign; nobody may change it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('filled')}/fairreach.db"
    store_campaign(url, small_campaign())
    return url


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a database of the test's own; nothing is there yet."""
    return f"sqlite:///{tmp_path}/fairreach.db"


@pytest.fixture(scope="session")
def app(filled: str) -> Any:
    return create_app(settings_on(filled))


@pytest.fixture
def client(app: Any) -> Any:
    return app.test_client()


@pytest.fixture(scope="session")
def town_client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A client of a town whose roads have been imported; nobody may change it."""
    environment = stored_town(tmp_path_factory.mktemp("town"))
    url, data = (environment[f"FAIRREACH_{name}"] for name in ("DATABASE_URL", "DATA"))
    return create_app(settings_on(url, FAIRREACH_DATA=data)).test_client()


@pytest.fixture
def app_on() -> Callable[..., Any]:
    """``app_on(url, FAIRREACH_X="...")``: an app on another database or with other settings."""
    return lambda url, **more: create_app(settings_on(url, **more))


@pytest.fixture
def environment(filled: str, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The environment of a command on the small campaign."""
    variables = {"FAIRREACH_DATABASE_URL": filled, "FAIRREACH_NOW": NOW}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables
