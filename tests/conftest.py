from collections.abc import Callable

import campaigns
import pytest

from geodata.campaign.campaign import Campaign


@pytest.fixture(scope="session")
def make_campaign() -> Callable[..., Campaign]:
    """Builds a small campaign from plain tables; see ``campaigns.make_campaign``."""
    return campaigns.make_campaign
