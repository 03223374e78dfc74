"""Scenarios from a file, and the plan that takes one."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from geodata.base.sandbox import run_in_sandbox
from geodata.campaign.campaign import Campaign
from geodata.campaign.provenance import Provenance
from geodata.campaign.scenario import Scenario, differences, fairs_without_day
from geodata.campaign.tables import FAIRS
from geodata.campaign.trial import apply
from geodata.errors import InputError, QueryRefused, refusal
from geodata.files.identity import digests, free_id
from geodata.store.store import Store

LARGEST_BYTES = 256 * 1024
MOST_TOLD = 8


def read_scenario(path: Path) -> Scenario:
    """
    The scenario of a file, which a child process reads.

    Raises
    ------
    FileRefused
        If it is none.
    """
    return run_in_sandbox(scenario_in, path, path=path)


def scenario_in(path: Path) -> Scenario:
    """The scenario of a file."""
    if path.stat().st_size > LARGEST_BYTES:
        raise refusal(path, f"is larger than {LARGEST_BYTES // 1024} KiB, which no scenario is")
    try:
        told = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refusal(path, "is no JSON in UTF-8") from None
    try:
        return Scenario.of_dict(told)
    except QueryRefused as error:
        reason = f"{error.parameter} {error.reason % error.details} (got {error.value!r})"
        raise refusal(path, reason) from None
    except InputError as error:
        raise refusal(path, str(error)) from None


def adopt(store: Store, scenario: Scenario) -> int:
    """
    Make the plan what a scenario says: a new version of the fairs.

    What has a new place keeps its name, venue and address; a fair that is added is called as the
    scenario, with a number.

    Returns
    -------
    int
        The new version, which is current.

    Raises
    ------
    InputError
        If the plan has moved on since the scenario's version, or a fair is added without a day.
    """
    if lacking := fairs_without_day(scenario.changes):
        told = ", ".join(f"add={each}" for each in lacking)
        raise InputError(f"a plan takes no fair without a day; write @ and the day behind {told}")
    plan = store.load()
    require_same_plan(store, scenario, plan)
    fairs = adopted_fairs(apply(plan, scenario.changes, date.min), scenario.name)
    stored = store.replace(
        {"fairs": fairs}, provenance={"fairs": source_of(scenario, plan, fairs)}, on=plan.version
    )
    if stored.version is None:
        raise AssertionError
    return stored.version


def adopted_fairs(made: Campaign, name: str) -> pd.DataFrame:
    """The fairs of a what-if as a plan has them: those that are new with a name and an id."""
    fairs = made.fairs.reset_index().drop(columns="adcode")
    known = fairs["fair_id"].isin(made.plan.fairs.index)
    added = ~known & (fairs["venue"] == "")
    fairs.loc[added, "name"] = [f"{name} {number}" for number in fairs.loc[added, "name"]]
    places = zip(fairs.loc[added, "lon"], fairs.loc[added, "lat"], strict=True)
    fairs.loc[added, "venue"] = [f"{lon:.5f}, {lat:.5f}" for lon, lat in places]
    # As an import makes ids, so that the same fair has the same one when it comes in again.
    identity = FAIRS.identity
    if identity is not None and not known.all():
        new, taken = fairs[~known], set(fairs.loc[known, "fair_id"])
        wanted = (f"{identity.prefix}-{each}" for each in digests(new, identity.columns))
        for at, each in zip(new.index, wanted, strict=True):
            fairs.loc[at, "fair_id"] = free_id(each, taken)
            taken.add(str(fairs.loc[at, "fair_id"]))
    return fairs


def require_same_plan(store: Store, scenario: Scenario, plan: Campaign) -> None:
    """Refuse a scenario whose fairs are no longer those of the plan, and say which differ."""
    if plan.version == scenario.version:
        return
    found = differences(store.load(scenario.version).fairs, plan.fairs)
    if not found:
        return
    more = [f"and {len(found) - MOST_TOLD} more"] if len(found) > MOST_TOLD else []
    told = "; ".join([*found[:MOST_TOLD], *more])
    raise InputError(
        f"the plan has moved on from version {scenario.version} to {plan.version}: {told}"
    )


def source_of(scenario: Scenario, plan: Campaign, fairs: pd.DataFrame) -> Provenance:
    """Where the fairs of an adopted scenario come from."""
    before = plan.provenance["fairs"]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Provenance(
        "fairs",
        f"scenario {scenario.name}",
        now,
        "wgs84",
        len(fairs),
        before.illustrative,
        before.origin,
    )
