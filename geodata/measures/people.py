"""People by district: what they spend on the trip to a fair, and sums of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
import pandas as pd

from geodata.access.trip import TripCosts
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.quantile import weighted_quantile, weighted_quantiles
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import districts_in

NAMES = ("name_zh", "name_en")
NINE_TENTHS = 0.9
REGIONS_KEPT = 8
Sums: TypeAlias = Mapping[str, Floats]


@dataclass(frozen=True, eq=False, slots=True)
class Districts:
    """
    The districts that are asked for, and where the people are among them.

    Parameters
    ----------
    names
        ``name_zh, name_en``, by their codes.
    at
        Position among them of each demand point's district, -1 in none of them, shape (n,).
    """

    names: pd.DataFrame
    at: Ints

    @property
    def index(self) -> pd.Index:
        """Their codes."""
        return self.names.index

    @classmethod
    def of(cls, campaign: Campaign, region: str | None) -> Self:
        """Those of a region, in the campaign's order; kept."""
        return campaign.still.get(
            "districts of people",
            (campaign.demand, region),
            lambda: cls.among(campaign, districts_in(campaign, region)),
            most=REGIONS_KEPT,
        )

    @classmethod
    def among(cls, campaign: Campaign, chosen: Flags) -> Self:
        """Those chosen of a campaign's, in its order."""
        place = np.append(np.where(chosen, np.cumsum(chosen) - 1, -1), -1)
        names = pd.DataFrame(campaign.districts.loc[chosen, list(NAMES)])
        return cls(names, place[campaign.demand.district_at])

    def sums(self, values: Floats) -> Floats:
        """The sum of each district, and of all together in a last place."""
        return self.adder(self.at)(values)

    def sums_at(self, points: Ints, values: Floats) -> Floats:
        """The same over a few of the points, by their positions."""
        return self.adder(self.at[points])(values[points])

    def adder(self, at: Ints) -> Callable[[Floats], Floats]:
        """What sums values by the district of each."""
        place, count = at + 1, len(self.index) + 1

        def add(values: Floats) -> Floats:
            per_district = np.bincount(place, values, count)[1:]
            return np.append(per_district, per_district.sum())

        return add


@dataclass(frozen=True, eq=False, slots=True)
class Access:
    """
    The access of people to fairs: what they spend on the trip to one, and whom that covers.

    Parameters
    ----------
    costs
        Of n points.
    persons, covered
        Who live there, and whether they are covered, shape (n,).
    """

    costs: TripCosts
    persons: Floats
    covered: Flags

    def among(self, points: Ints) -> "Access":
        """That of some points."""
        return Access(self.costs.at(points), self.persons[points], self.covered[points])

    def differs(self, other: "Access") -> Flags:
        """Of which points, the same ones, the other has anything else."""
        differs = (self.costs.cost != other.costs.cost) | (self.covered != other.covered)
        return np.asarray(differs | (self.costs.known != other.costs.known))


def sums_by_district(here: Districts, access: Access, before: tuple[Sums, Access] | None) -> Sums:
    """
    What the figures of the people are made of, in every district and in all together.

    Parameters
    ----------
    before
        The sums of the same people and what they rest on: only where that is otherwise it is
        summed anew.
    """
    able = few = able_among(here.at, access)
    at, some = here.at, access
    differs = np.ones(len(here.index) + 1, dtype=bool)
    if before is not None:
        differs[:] = False
        differs[at[np.flatnonzero(access.differs(before[1]))]] = True
        differs[-1] = False  # those in no district
        points = np.flatnonzero(differs[at])
        at, some = at[points], access.among(points)
        few = able_among(at, some)
    sums = sums_at(at, len(here.index), some, few)
    if before is not None:
        known = before[0]
        sums = {name: np.where(differs[:-1], sums[name], known[name][:-1]) for name in sums}
    whole = {name: np.append(each, each.sum()) for name, each in sums.items()}
    cost, persons = access.costs.cost[able], access.persons[able]
    whole["p90_cost"][-1] = weighted_quantile(cost, persons, NINE_TENTHS)
    return whole


def able_among(at: Ints, access: Access) -> Ints:
    """The points from which people can get to a fair: the others add nothing to what is spent."""
    able = np.isfinite(access.costs.cost) & (access.persons > 0) & (at >= 0)
    return np.flatnonzero(able)


def sums_at(at: Ints, count: int, access: Access, able: Ints) -> Sums:
    """
    The same of points by their district, -1 in none, and without the whole.

    Parameters
    ----------
    able
        Those of `able_among`.
    """
    costs, persons = access.costs, access.persons
    place = at + 1

    def add(values: Floats, at: Ints = place) -> Floats:
        return np.bincount(at, values, count + 1)[1:].astype(float)

    everybody = known = add(persons)
    no_road = np.zeros_like(everybody)
    if not costs.known.all():
        known = add(persons * costs.known)
        unknown = np.flatnonzero(~costs.known)
        no_road = add(persons[unknown], place[unknown])
    cost, few, where = costs.cost[able], persons[able], place[able]
    return {
        "everybody": everybody,
        "known": known,
        "no_road": no_road,
        "reaching": add(few, where),
        "met": add(few * access.covered[able], where),
        "spent": add(few * cost, where),
        "p90_cost": weighted_quantiles(cost, few, where - 1, count, NINE_TENTHS),
    }
