"""
Bounds of p-median problems by Lagrangian relaxation.

Every demand point has a price, and a venue is worth what the prices save above its costs. The best
venues at any prices give a bound; prices move towards points that too few venues serve.
Cornuejols, Fisher and Nemhauser (1977), Location of bank accounts to optimize float; Beasley
(1993), Lagrangean heuristics for location problems.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints

# Steps of the prices: how much shorter they get after so many vain ones, and when they end.
VAIN_STEPS, SHORTENED, LAST_STEP = 20, 0.8, 0.004
# The share of the direction before in the next: without it, prices go to and fro.
MOMENTUM = 0.6
RECENT = 0.1
# How far prices may rise before more ways are looked at.
RAISED = 1.3
# Above this share of near ways, a whole table is quicker than a list.
DENSE = 0.25
LOWEST = -1e300
SETTLED_EVERY = 8


@dataclass(eq=False, slots=True)
class Incumbent:
    """
    The best plan so far.

    Parameters
    ----------
    costs
        Of serving each point from each venue, shape (venues, points).
    plan, cost
        Positions of its venues, and what it costs.
    step
        Plans that differ in cost differ by so much at least.
    """

    costs: Floats
    plan: Ints
    cost: float
    step: float
    seen: set[bytes] = field(default_factory=set)

    @property
    def limit(self) -> float:
        """A bound above this has nothing better below it."""
        return self.cost - self.step

    def offer(self, plan: Ints) -> bool:
        """Take a plan if it is better; whether it is."""
        key = np.sort(plan).tobytes()
        if key in self.seen:
            return False
        self.seen.add(key)
        cost = float(self.costs[plan].min(axis=0).sum())
        if cost >= self.cost:
            return False
        self.plan, self.cost = plan, cost
        return True


@dataclass(eq=False, slots=True)
class Node:
    """
    A part of all plans.

    Parameters
    ----------
    prices
        Of the points, shape (points,).
    venues
        Positions of those that its plans may have, shape (k,).
    opened
        Which of them all its plans have, shape (k,).
    bound
        No plan in it costs less.
    share
        How often the last steps had each venue, 0 to 1, shape (k,).
    chosen
        Which of them the best bound's plan has, shape (k,).
    """

    prices: Floats
    venues: Ints
    opened: Flags
    bound: float = -np.inf
    share: Floats = field(default_factory=lambda: np.empty(0))
    chosen: Flags = field(default_factory=lambda: np.empty(0, dtype=bool))

    def without(self, at: int) -> "Node":
        """The part without a venue."""
        held = np.arange(len(self.venues)) != at
        return replace(
            self,
            venues=self.venues[held],
            opened=self.opened[held],
            share=self.share[held],
            chosen=self.chosen[held],
        )

    def having(self, at: int) -> "Node":
        """The part with a venue."""
        opened = self.opened.copy()
        opened[at] = True
        return replace(self, opened=opened, share=self.share.copy())


@dataclass(eq=False, slots=True)
class Relaxation:
    """
    The relaxation of one node, while its prices move.

    Parameters
    ----------
    node
        Loses venues, and has others settled, as the bound rises.
    incumbent
        The best plan of the whole search.
    most
        Venues of a plan.
    """

    node: Node
    incumbent: Incumbent
    most: int
    _top: Floats = field(init=False)
    _ways: tuple[Ints, Ints, Floats] = field(init=False)
    _table: Floats | None = field(init=False)
    _best: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._best = self.node.prices
        self._take()
        if len(self.node.share) != len(self.node.venues):
            self.node.share = np.zeros(len(self.node.venues))

    def _take(self) -> None:
        """Take the ways that cost less than prices may become; others are worth nothing."""
        self._top = RAISED * self.node.prices
        costs = self.incumbent.costs[self.node.venues]
        near = costs < self._top
        self._table = costs if np.count_nonzero(near) > DENSE * near.size else None
        if self._table is None:
            venue, point = np.nonzero(near)
            self._ways = (venue, point, costs[venue, point])

    def run(self, steps: int, step: float) -> bool:
        """Raise the bound; whether something better than the incumbent may be in the node."""
        node, vain, highest = self.node, 0, LOWEST
        direction = np.zeros_like(node.prices)
        for count in range(steps):
            if self._is_leaf():
                return False
            worth, chosen, bound, slack = self._relaxation()
            vain = 0 if bound > highest + 1e-6 * abs(highest) else vain + 1
            if bound > highest:
                highest, self._best, node.chosen = bound, node.prices, chosen
                node.bound = max(node.bound, bound)
            if bound > self.incumbent.limit:
                return False
            node.share += RECENT * (chosen - node.share)
            direction = slack if count == 0 else MOMENTUM * direction + (1 - MOMENTUM) * slack
            length = float(direction @ direction)
            if vain >= VAIN_STEPS:
                step, vain = step * SHORTENED, 0
            if length == 0.0 or step < LAST_STEP or not slack.any():
                break
            if count % SETTLED_EVERY == 0:
                self.incumbent.offer(node.venues[chosen])
                self._settle(worth, chosen, bound)
            move = step * (self.incumbent.cost - bound) / length
            self._move(node.prices + move * direction)
        node.prices = self._best
        return not self._is_leaf()

    def _move(self, prices: Floats) -> None:
        """Change the prices; where they rise above what the ways were taken for, take more."""
        self.node.prices = np.maximum(prices, 0.0)
        if (self.node.prices > self._top).any():
            self._take()

    def _relaxation(self) -> tuple[Floats, Flags, float, Floats]:
        """
        The relaxation at the prices.

        Returns
        -------
        worth
            Of each venue, shape (k,).
        chosen
            The best of them, shape (k,).
        bound
            What any plan of the node costs at least.
        slack
            1 for points that none of them serves, below 0 where several do, shape (points,).
        """
        node = self.node
        if self._table is None:
            venue, point, cost = self._ways
            room = np.minimum(cost - node.prices[point], 0.0)
            worth = np.asarray(np.bincount(venue, room, len(node.venues)), dtype=np.float64)
        else:
            room = np.minimum(self._table - node.prices, 0.0)
            worth = room.sum(axis=1)
        chosen = node.opened.copy()
        free = np.flatnonzero(~node.opened)
        left = self.most - int(node.opened.sum())
        chosen[free[np.argpartition(worth[free], left - 1)[:left]]] = True
        if self._table is None:
            serves = point[chosen[venue] & (room < 0.0)]
            served = np.bincount(serves, minlength=len(node.prices)).astype(np.float64)
        else:
            served = np.count_nonzero(room[chosen], axis=0).astype(np.float64)
        return worth, chosen, float(node.prices.sum() + worth[chosen].sum()), 1.0 - served

    def _is_leaf(self) -> bool:
        """Whether one plan is left in the node; it is then offered."""
        node = self.node
        opened = int(node.opened.sum())
        if opened < self.most < len(node.venues):
            return False
        if opened <= self.most:
            self.incumbent.offer(node.venues[node.opened] if opened == self.most else node.venues)
        return True

    def _settle(self, worth: Floats, chosen: Flags, bound: float) -> None:
        """Settle the venues with which, or without which, no plan is better than the incumbent."""
        node, limit = self.node, self.incumbent.limit
        mine, others = chosen & ~node.opened, ~chosen
        last, next_ = worth[mine].max(), worth[others].min()
        node.opened = node.opened | (mine & (bound - worth + next_ > limit))
        lost = others & (bound + worth - last > limit)
        if lost.any():
            node.venues, node.opened = node.venues[~lost], node.opened[~lost]
            node.share, node.chosen = node.share[~lost], node.chosen[~lost]
            self._take()
