"""Rows as pages and programs have them."""

from datetime import date, datetime
from typing import Any

import pandas as pd

from geodata.campaign.campaign import Campaign
from service.web.context import services
from service.words.language import names


def plain_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table ready for JSON; what is missing is None."""
    columns = {
        str(name): values.astype(object).where(values.notna(), None).tolist()
        for name, values in table.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def district_name(campaign: Campaign, adcode: str | None) -> str | None:
    """A district, also of another edition, in the language of the page."""
    if not adcode:
        return None
    return campaign.gazetteer.names(adcode)[names() != "zh"]


def day_of(moment: str) -> date:
    """The day on which a moment of UTC, as ISO text, was here."""
    return datetime.fromisoformat(moment).astimezone(services().settings.timezone).date()
