"""
Nodes that not everybody passes: barriers, and access that is stated for a node.

The edges of such a node end there, each on its own. They are joined again by edges without any
length, open to whom the node lets through: what nobody passes is a dead end on every side.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Flags, Ints
from geodata.roads.components import Edges

Bits = npt.NDArray[np.uint8]


def gate_vertices(gates: Mapping[int, int], ids: Ints) -> tuple[Ints, Bits]:
    """The vertices that are gates, of those numbered as in ``ids`` (sorted), and what passes."""
    number = np.fromiter(gates, dtype=np.int64, count=len(gates))
    passed = np.fromiter(gates.values(), dtype=np.uint8, count=len(gates))
    at = np.searchsorted(ids, number)
    held = at < len(ids)
    held[held] = ids[at[held]] == number[held]
    order = np.argsort(at[held])
    return at[held][order], passed[held][order]


def part_at_gates(edges: Edges, gate: Ints, passed: Bits, vertices: int) -> Edges:
    """
    Edges of which those at a gate end on its sides, followed by the edges through the gates.

    Parameters
    ----------
    gate
        The vertices that are gates, sorted.
    passed
        Of each, the bits of the directions that are open.
    vertices
        How many there are; the sides of gates are numbered from there.
    """
    if not gate.size:
        return edges
    ends = np.concatenate([edges.tail, edges.head])
    which = np.searchsorted(gate, ends)
    at_gate: Flags = which < len(gate)
    at_gate[at_gate] = gate[which[at_gate]] == ends[at_gate]
    through = np.flatnonzero(at_gate)
    hub = ends[through].copy()
    ends[through] = vertices + np.arange(len(through))
    count = len(edges.tail)
    return replace(
        edges,
        tail=np.concatenate([ends[:count], ends[through]]),
        head=np.concatenate([ends[count:], hub]),
        metres=np.append(edges.metres, np.zeros(len(through))),
        way=np.append(edges.way, edges.way[through % count]),
        directions=np.append(edges.directions, passed[which[through]]).astype(np.uint8),
    )
