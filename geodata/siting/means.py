"""
What the venues of a plan cost, and whom they seat: refused where it is asked for and not known.

Fairs that stay are there already: a budget is for what is added, and for what may go. One that
stays and of which no seats are known seats everybody near it.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from geodata.base.arrays import Flags, Floats
from geodata.errors import QueryRefused
from geodata.optimum.problem import Model, translatable
from geodata.siting.sites import Sites, Source

SEATED = (Model.MCLP, Model.P_MEDIAN)
MOST_NAMED = 10
NOT_NEGATIVE = translatable("must be a number, 0 or more")


def costs(found: Sites, kept: Flags) -> Floats:
    """What each venue takes from a budget, shape (venues,); NaN where it is not known."""
    return np.where(kept & found.held, 0.0, found.cost)


def payable(found: Sites, kept: Flags, budget: float) -> Floats:
    """As `costs`; a venue that must go and whose cost is not known is beyond the budget."""
    cost = costs(found, kept)
    return np.where(np.isnan(cost), 2 * budget + 1, cost)


def seats_count(model: Model, found: Sites, *, asked: bool | None) -> bool:
    """
    Whether the venues' seats count.

    Parameters
    ----------
    asked
        What the request says of it; None leaves it to candidates that are brought along with seats.
    """
    if asked is None:
        brought = found.source is Source.REQUEST
        return brought and model in SEATED and bool(np.isfinite(found.capacity).any())
    return asked


def seats(found: Sites, everybody: float) -> Floats:
    """How many persons each venue seats; everybody where that is not known, shape (venues,)."""
    return np.where(np.isnan(found.capacity), everybody, found.capacity)


def budget_refusals(
    budget: float | None, found: Sites, kept: Flags, gone: Flags
) -> Iterable[QueryRefused]:
    """Why a budget cannot be spent as it is."""
    if budget is None:
        return
    cost, free = costs(found, kept), ~(kept | gone)
    unknown = np.isnan(cost) & ~gone
    if not 0 <= budget < np.inf:
        yield QueryRefused("budget", budget, NOT_NEGATIVE)
    elif found.source is Source.PLACES and unknown.any():
        yield QueryRefused(
            "budget",
            budget,
            "needs candidates of which each has a cost; `fairreach import candidates` brings them",
        )
    elif unknown.any():
        yield QueryRefused(
            "budget",
            budget,
            "needs what each candidate costs, and of %(count)s it is not known: %(venues)s; "
            "give their costs, or let them go (must_go)",
            **venue_list(found, unknown),
        )
    else:
        yield from too_small(budget, found, cost, kept, free)


def too_small(
    budget: float, found: Sites, cost: Floats, kept: Flags, free: Flags
) -> Iterable[QueryRefused]:
    """Why a budget buys nothing."""
    spent = float(cost[kept].sum())
    if spent > budget:
        yield QueryRefused(
            "budget",
            budget,
            "is less than the venues cost that are to be kept: %(spent)s",
            spent=f"{spent:,.10g}",
        )
    elif free.any() and not spent and float(cost[free].min()) > budget:
        cheapest = int(np.flatnonzero(free)[cost[free].argmin()])
        yield QueryRefused(
            "budget",
            budget,
            "pays for no candidate: the cheapest, %(venue)s, costs %(cost)s",
            venue=name_of(found, cheapest),
            cost=f"{cost[cheapest]:,.10g}",
        )


def seats_refusals(
    model: Model, found: Sites, gone: Flags, *, asked: bool | None
) -> Iterable[QueryRefused]:
    """Why seats cannot be counted."""
    if not asked:
        return
    unknown = np.isnan(found.capacity) & ~gone & ~found.held
    if model not in SEATED:
        told = translatable("count for mclp and p-median alone")
        yield QueryRefused("capacities", model.value, told)
    elif found.source is Source.PLACES:
        yield QueryRefused(
            "capacities",
            None,
            "need candidates of which the seats are known; `fairreach import candidates` brings "
            "them",
        )
    elif unknown.any():
        yield QueryRefused(
            "capacities",
            None,
            "need the seats of each candidate, and of %(count)s they are not known: %(venues)s; "
            "give them, or let these go (must_go)",
            **venue_list(found, unknown),
        )


def venue_list(found: Sites, which: Flags) -> dict[str, object]:
    """How many venues, and the first of them by name."""
    at: Sequence[int] = np.flatnonzero(which).tolist()
    more = ", …" if len(at) > MOST_NAMED else ""
    told = ", ".join(name_of(found, each) for each in at[:MOST_NAMED])
    return {"count": len(at), "venues": told + more}


def name_of(found: Sites, at: int) -> str:
    """What a venue is called: its name with its id."""
    return f"{found.table['name_zh'].iloc[at]} ({found.table.index[at]})"
