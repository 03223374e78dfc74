"""
The p-median: as few person-minutes, or person-metres, as so many venues allow.

Hakimi (1964), Optimum locations of switching centers; ReVelle and Swain (1970), Central facilities
location. Proven by branch and bound on the Lagrangian relaxation.
"""

import heapq
from itertools import count

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.exchange import exchange, greedy
from geodata.optimum.lagrange import Incumbent, Node, Relaxation
from geodata.optimum.median_program import Ladder
from geodata.optimum.plan import Plan, chosen_of
from geodata.optimum.problem import Status
from geodata.optimum.program import Program

ROOT_STEPS, ROOT_STEP = 1500, 1.0
NODE_STEPS, NODE_STEP = 60, 0.25
# Shares nearer to 0 or 1 say no more of a venue, and a gain above 0 keeps a product from being 0.
LEAST_SHARE, LEAST_GAIN = 0.05, 1e-9
# A node with few venues, whose bound is near, is left to a program.
NEAR, SMALL = 0.0005, 200_000
# Costs that are not whole numbers are the same within this share.
SAME = 1e-9
WHOLE_BELOW = 2.0**50


def least_cost(costs: Floats, kept: Ints, most: int, clock: Clock, *, start: Ints) -> Plan:
    """
    The cheapest plan of at most so many venues.

    Parameters
    ----------
    costs
        Of serving each point from each venue, persons included, shape (venues, points), finite.
    kept
        Venues that every plan has.
    most
        More than the kept ones, fewer than all.
    start
        A plan to begin with, beside the greedy one.
    """
    begun = np.concatenate([kept, np.setdiff1d(start, kept)])
    plans = [greedy(costs, each, most) for each in (kept, begun)]
    plan, cost = min((exchange(costs, each, len(kept)) for each in plans), key=lambda each: each[1])
    incumbent = Incumbent(costs, plan, cost, _step(costs, cost))
    search = _Search(incumbent, kept, most, clock)
    status = search.run()
    chosen = np.zeros(len(costs), dtype=bool)
    chosen[incumbent.plan] = True
    bound = incumbent.cost if status is Status.OPTIMAL else search.bound
    return Plan(status, chosen, incumbent.cost, bound)


def _step(costs: Floats, cost: float) -> float:
    """By how much at least two plans differ that do not cost the same."""
    whole = costs.sum() < WHOLE_BELOW and bool((costs == np.round(costs)).all())
    return 1.0 - 1e-6 if whole else SAME * max(cost, 1e-300)


class _Search:
    """Branch and bound, the least bound first."""

    def __init__(self, incumbent: Incumbent, kept: Ints, most: int, clock: Clock) -> None:
        self.incumbent, self.kept, self.most, self.clock = incumbent, kept, most, clock
        self._open: list[tuple[float, int, Node]] = []
        self._turn = count()
        self.nodes = 0
        self.experience = _Experience(len(incumbent.costs))

    @property
    def bound(self) -> float:
        """No plan costs less."""
        least = self._open[0][0] if self._open else self.incumbent.cost
        return max(0.0, min(least, self.incumbent.cost))

    def run(self) -> Status:
        """Search until the proof, or until the time is over."""
        self._visit(self._root(), ROOT_STEPS, ROOT_STEP)
        while self._open and self._open[0][0] <= self.incumbent.limit:
            if self.clock.is_over:
                return Status.FEASIBLE
            self.clock.tell(self.incumbent.cost, self.bound)
            bound, _, node = heapq.heappop(self._open)
            if self._is_small(node):
                if not self._finish(node, bound):
                    return Status.FEASIBLE
                continue
            self._branch(node)
        return Status.OPTIMAL

    def _branch(self, node: Node) -> None:
        """Part a node by a venue, and learn by how much that raises the bound."""
        at = self.experience.best(node)
        venue, share = int(node.venues[at]), float(node.share[at])
        parts = (node.having(at), 1.0 - share), (node.without(at), share)
        for side, (part, change) in enumerate(parts):
            before = part.bound
            self._visit(part, NODE_STEPS, NODE_STEP)
            self.experience.learn(side, venue, (part.bound - before) / max(change, LEAST_SHARE))

    def _visit(self, node: Node, steps: int, step: float) -> None:
        """Bound a node, and keep it if something better may be in it."""
        self.nodes += 1
        if not Relaxation(node, self.incumbent, self.most).run(steps, step):
            return
        while self._exchange(node):
            # With a better plan to beat, more is settled.
            if not Relaxation(node, self.incumbent, self.most).run(steps, step):
                return
        heapq.heappush(self._open, (node.bound, next(self._turn), node))

    def _is_small(self, node: Node) -> bool:
        """Whether so little is left of the root that a program is the quicker proof."""
        near = self.incumbent.cost - node.bound <= NEAR * self.incumbent.cost
        return near and self.nodes == 1 and len(node.venues) * len(node.prices) <= SMALL

    def _finish(self, node: Node, bound: float) -> bool:
        """Have a program find the best plan of a node; whether the time sufficed."""
        ladder = Ladder.of_matrix(self.incumbent.costs[node.venues], node.opened, self.most)
        program = Program()
        columns = program.columns(np.zeros(len(node.venues)), whole=True)
        program.settle(columns, node.opened.astype(float), np.ones(len(columns)))
        program.row(columns, 1.0, upper=self.most)
        least = ladder.add_to(program, columns)
        told = self.clock.scaled(lambda found: self.clock.scale(found + least))
        outcome = program.solve(told)
        if outcome.values is not None:
            self.incumbent.offer(node.venues[chosen_of(outcome, len(columns))])
        if outcome.status is Status.OPTIMAL:
            return True
        node.bound = max(bound, outcome.bound + least)
        heapq.heappush(self._open, (node.bound, next(self._turn), node))
        return False

    def _exchange(self, node: Node) -> bool:
        """Look around the last plan of a node's relaxation; whether that finds a better one."""
        # Venues settled since then may not be in that plan; so many of its others have room.
        opened = np.flatnonzero(node.opened)
        others = np.flatnonzero(node.chosen & ~node.opened)[: self.most - len(opened)]
        plan = np.concatenate([opened, others])
        costs = self.incumbent.costs[node.venues]
        better, _ = exchange(costs, plan, len(opened))
        return self.incumbent.offer(node.venues[better])

    def _root(self) -> Node:
        """All plans, priced by the first one's nearest and second nearest venues."""
        costs, plan = self.incumbent.costs, self.incumbent.plan
        near = np.sort(costs[plan], axis=0)
        prices = near[0] if len(plan) == 1 else (near[0] + near[1]) / 2
        opened: Flags = np.zeros(len(costs), dtype=bool)
        opened[self.kept] = True
        return Node(prices, np.arange(len(costs)), opened)


class _Experience:
    """
    How much parting by each venue has raised bounds: those that raised them most come first.

    Benichou and others (1971), Experiments in mixed-integer linear programming, for pseudo-costs.
    """

    def __init__(self, venues: int) -> None:
        self.gain, self.times = np.zeros((2, venues)), np.zeros((2, venues))

    def learn(self, side: int, venue: int, gain: float) -> None:
        """Having a venue (0) or not (1) has raised a bound, for the whole of the change."""
        self.gain[side, venue] += gain
        self.times[side, venue] += 1.0

    def best(self, node: Node) -> int:
        """The venue, not yet opened, both sides of which promise most; unknown ones the usual."""
        usual = self.gain.sum(axis=1) / np.maximum(self.times.sum(axis=1), 1.0) + LEAST_GAIN
        gain, times = self.gain[:, node.venues], self.times[:, node.venues]
        having, without = (gain + usual[:, None]) / (times + 1.0)
        share = np.clip(node.share, LEAST_SHARE, 1.0 - LEAST_SHARE)
        promise = having * (1.0 - share) * without * share
        promise[node.opened] = -1.0
        return int(promise.argmax())
