"""
The catalogue of services and policy packages: what a seeker can have dealt with, where, and how.

A table has a row for each point where a thing is dealt with. Rows that differ only in where they
lie are one `Offer` with several `Point`. Names come in the reader's language as far as they are
known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.eligibility import (
    Condition,
    ConditionsRefused,
    Facts,
    Outcome,
    Verdict,
    for_situations,
    parse,
    verdict_on,
)
from geodata.campaign.vocabulary import is_link
from geodata.errors import StoreDamagedError

# What a reader is given where a name in their language is missing.
NAMES = {"zh": ("name",), "en": ("name_en", "name"), "id": ("name_id", "name_en", "name")}
WHERE = ("venue", "district", "address", "hours")
SAME = ("name", "name_en", "name_id", "about", "who", "bring", "link", "situations", "illustrative")
ORDER = (Outcome.YES, Outcome.ASK, Outcome.NO)
FAR_AWAY_M = float("inf")


@dataclass(frozen=True, slots=True)
class Point:
    """
    Where something is dealt with.

    Parameters
    ----------
    venue, district, address, hours
        As the table has them; ``adcode`` is that of the district, "" where none is known.
    lon, lat
        Degrees, WGS-84; None for what has no point.
    metres
        Straight distance from the place asked from, as far as both are known.
    """

    venue: str
    district: str
    address: str
    hours: str
    adcode: str
    lon: float | None
    lat: float | None
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A service or a policy package, and everywhere that it is dealt with.

    Parameters
    ----------
    ids
        Of its rows, in the table's order.
    names
        By column: ``name, name_en, name_id``.
    about, who, bring
        Texts as they were imported, "" where nothing was said.
    link
        An ``http`` or ``https`` address, or "".
    conditions
        That must hold; those of the column ``situations`` among them.
    points
        Only those of which anything is known.
    illustrative
        Whether it is made up for demonstration.
    """

    ids: tuple[str, ...]
    names: Mapping[str, str]
    about: str
    who: str
    bring: str
    link: str
    conditions: tuple[Condition, ...]
    points: tuple[Point, ...]
    illustrative: bool = False

    def name(self, lang: str) -> str:
        """Its name in a language, else in the next that its reader may know."""
        return next(filter(None, (self.names[each] for each in NAMES[lang])), "")


@dataclass(frozen=True, slots=True)
class Match:
    """An offer for one person: what its conditions say, and its points from the nearest on."""

    offer: Offer
    verdict: Verdict
    points: tuple[Point, ...]


def services(campaign: Campaign) -> tuple[Offer, ...]:
    """The campaign's services in the table's order."""
    return campaign.cache.get(
        "services", "", lambda: offers_of(campaign.services, "services"), most=1
    )


def policies(campaign: Campaign) -> tuple[Offer, ...]:
    """The campaign's policy packages in the table's order."""
    return campaign.cache.get(
        "policies", "", lambda: offers_of(campaign.policies, "policies"), most=1
    )


def offers_of(table: pd.DataFrame, what: str) -> tuple[Offer, ...]:
    """
    The offers of a table as `Campaign` holds it.

    Raises
    ------
    StoreDamagedError
        If conditions are there that the door would have refused.
    """
    rows: list[Any] = table.reset_index(names="id").to_dict(orient="records")
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        same = tuple(str(row.get(column, "")) for column in (*SAME, "conditions"))
        groups.setdefault(same, []).append(row)
    try:
        return tuple(offer_of(group) for group in groups.values())
    except ConditionsRefused as refusal:
        raise StoreDamagedError(
            f"the {what} cannot be read: the database is damaged ({refusal})"
        ) from refusal


def offer_of(rows: list[dict[str, Any]]) -> Offer:
    """Rows that differ only in where they lie, as one offer."""
    first = rows[0]
    conditions = (*for_situations(first["situations"]), *parse(first.get("conditions", "")))
    points = (point_of(row) for row in rows)
    return Offer(
        ids=tuple(row["id"] for row in rows),
        names={column: first[column] for column in ("name", "name_en", "name_id")},
        about=first["about"],
        who=first["who"],
        bring=first["bring"],
        link=first["link"] if is_link(first["link"]) else "",
        conditions=tuple(dict.fromkeys(conditions)),
        points=tuple(point for point in points if point is not None),
        illustrative=first["illustrative"],
    )


def point_of(row: Mapping[str, Any]) -> Point | None:
    """Where a row lies; None where it says nothing of that."""
    where = {column: row.get(column, "") for column in WHERE}
    lon, lat = float(row["lon"]), float(row["lat"])
    placed = np.isfinite(lon) and np.isfinite(lat)
    if not placed and not any(where.values()):
        return None
    return Point(
        **where, adcode=row["adcode"], lon=lon if placed else None, lat=lat if placed else None
    )


def match_offers(
    offers: tuple[Offer, ...], facts: Facts, here: Place | None, adcode: str | None
) -> list[Match]:
    """
    Offers for one person at one place.

    Parameters
    ----------
    facts
        What is known of the person.
    here
        None where no place was given.
    adcode
        Of the district that holds the place.

    Returns
    -------
    list[Found]
        First what applies, then what may apply, then what does not; among these the nearest first,
        then what is in the same district, then the table's order.
    """
    away = distances(offers, here)
    told = [
        Match(offer, verdict_on(offer.conditions, facts), nearest_first(offer.points, away, adcode))
        for offer in offers
    ]
    return sorted(told, key=lambda each: (ORDER.index(each.verdict.outcome), nearness(each)))


def nearness(one: Match) -> float:
    """Metres to the nearest point of an offer; infinite where none is known."""
    metres = one.points[0].metres if one.points else None
    return FAR_AWAY_M if metres is None else metres


def distances(
    offers: tuple[Offer, ...], here: Place | None
) -> Mapping[tuple[float | None, float | None], float]:
    """Metres from a place to every point that lies somewhere; nothing without a place."""
    places = list({(p.lon, p.lat) for offer in offers for p in offer.points if p.lon is not None})
    if here is None or not places:
        return {}
    to = np.array(places, dtype=float)
    metres = distances_m(np.full(len(to), here.lon), np.full(len(to), here.lat), to[:, 0], to[:, 1])
    return dict(zip(places, metres.tolist(), strict=True))


def nearest_first(
    points: tuple[Point, ...],
    away: Mapping[tuple[float | None, float | None], float],
    adcode: str | None,
) -> tuple[Point, ...]:
    """Points with their distances, the nearest first, then those of the same district."""
    measured = (replace(point, metres=away.get((point.lon, point.lat))) for point in points)
    return tuple(
        sorted(
            measured,
            key=lambda p: (
                FAR_AWAY_M if p.metres is None else p.metres,
                p.adcode != (adcode or ""),
            ),
        )
    )
