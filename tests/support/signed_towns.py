"""Random towns with signs: streets meet at their ends alone."""

import numpy as np
from towns import Town, random_town

Street = tuple[int, bool]
"""A way by its position, and whether it is taken against the order of its nodes."""


def signed_town(seed: int, side: int = 6, restrictions: int = 40) -> Town:
    """A random town with private and destination streets, gates and forbidden turns."""
    chance = np.random.default_rng(seed + 5000)
    town = random_town(seed, side)
    for _, tags in town.ways:
        if chance.random() < 0.15:
            key = str(chance.choice(["access", "motor_vehicle", "motor_vehicle:backward", "foot"]))
            tags[key] = str(chance.choice(["destination", "private", "no", "delivery"]))
    crossings = sorted({node for nodes, _ in town.ways for node in (nodes[0], nodes[-1])})
    for node in chance.choice(crossings, len(crossings) // 12, replace=False).tolist():
        kinds = [
            {"barrier": "bollard"},
            {"barrier": "gate", "access": "private"},
            {"barrier": "wall", "motor_vehicle": "yes"},
            {"access": "no"},
        ]
        town.sign(node, **kinds[int(chance.integers(len(kinds)))])
    for _ in range(restrictions):
        forbid_a_run(town, chance)
    return town


def forbid_a_run(town: Town, chance: np.random.Generator) -> None:
    """A restriction over two to four streets, where the lot finds such a run."""
    run = [(int(chance.integers(len(town.ways))), bool(chance.random() < 0.5))]
    for _ in range(int(chance.choice([1, 1, 2, 3]))):
        at = ends(town, run[-1])[1]
        onward = [
            (way, back)
            for way in range(len(town.ways))
            for back in (False, True)
            if ends(town, (way, back))[0] == at and apart(town, way, run[-1][0])
        ]
        if not onward:
            return
        run.append(onward[int(chance.integers(len(onward)))])
    ways = [way + 1 for way, _ in run]
    if any(ends(town, street)[1] in town.node_tags for street in run[:-1]):
        return
    if len(set(ways)) < len(ways) or town.ways[run[0][0]][0][0] == town.ways[run[0][0]][0][-1]:
        return
    kind = "only_straight_on" if chance.random() < 0.25 else "no_left_turn"
    over = ways[1:-1] or [("n", ends(town, run[0])[1], "via")]
    members = [("w", ways[0], "from")]
    members += [each if isinstance(each, tuple) else ("w", each, "via") for each in over]
    town.relations.append(
        ([*members, ("w", ways[-1], "to")], {"type": "restriction", "restriction": kind})
    )


def ends(town: Town, street: Street) -> tuple[int, int]:
    """The crossings from which and to which a street leads."""
    nodes = town.ways[street[0]][0]
    return (nodes[-1], nodes[0]) if street[1] else (nodes[0], nodes[-1])


def apart(town: Town, one: int, other: int) -> bool:
    """Whether two streets have one crossing in common and no more, neither of them a loop."""
    a, b = ({town.ways[each][0][0], town.ways[each][0][-1]} for each in (one, other))
    return len(a) == len(b) == 2 and len(a & b) == 1
