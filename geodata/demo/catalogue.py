"""
The demo's services: the three that were named in public, and no more.

The campaign was reported with one-stop handling of 11 services, job search, recruitment and
training registration among them, and with 22 policy packages. No public list of either was found,
so nothing is said of who qualifies, what to bring or where, and there is no policy at all.
"""

import numpy as np
import pandas as pd

from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.schema import Table
from geodata.campaign.tables import POLICIES, SERVICES

REPORTED_SERVICES, REPORTED_POLICIES = 11, 22
NAMED = (
    ("求职登记", "Job search registration", "Pendaftaran pencari kerja"),
    ("招聘登记", "Recruitment registration", "Pendaftaran perekrutan"),
    ("培训登记", "Training registration", "Pendaftaran pelatihan"),
)


def demo_services() -> pd.DataFrame:
    """The table ``services``: three rows without a place."""
    rows = [
        {"service_id": f"S{n:02}", "name": zh, "name_en": en, "name_id": ind}
        for n, (zh, en, ind) in enumerate(NAMED, 1)
    ]
    return _table(SERVICES, rows)


def demo_policies() -> pd.DataFrame:
    """The table ``policies``: empty."""
    return _table(POLICIES, [])


def _table(table: Table, rows: list[dict[str, str]]) -> pd.DataFrame:
    texts = {
        column.name: pd.array([row.get(column.name, "") for row in rows], dtype="str")
        for column in table.columns
    }
    nowhere = dict.fromkeys(("lon", "lat"), np.full(len(rows), np.nan))
    return pd.DataFrame(texts | nowhere | {ILLUSTRATIVE.name: np.zeros(len(rows), dtype=bool)})
