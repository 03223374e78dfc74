"""
Restrictions of turns as an extract states them: from a way over a node or ways to a way.

Meanings follow the OpenStreetMap wiki (Relation:restriction). They are read for cars.
"""

from dataclasses import dataclass
from typing import Any

from geodata.signs.access import Tags
from geodata.signs.conditions import by_time

# The more particular key decides.
KEYS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction")
EXEMPT = frozenset({"motorcar", "motor_vehicle", "vehicle"})
HOURS = ("hour_on", "day_on")
# Of one restriction; one that names more is no crossing, and cannot be followed.
MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Restriction:
    """
    One restriction, its members by OpenStreetMap's numbers.

    Parameters
    ----------
    number, version
        Of the relation, as OpenStreetMap has them.
    only
        Whether this way alone may be taken; else it is the one that may not.
    from_, to
        Ways; more than one where no entry or no exit is allowed.
    via_node
        None where ways lie between.
    via_ways
        In the order of the relation.
    """

    number: int
    version: int
    only: bool
    from_: tuple[int, ...]
    to: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]


def restriction(relation: Any) -> Restriction | None:
    """The restriction for cars that a relation states; None where it states none."""
    stated = statement_of(relation.tags)
    if not stated.startswith(("no_", "only_")):
        return None
    members: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
    followed = relation.members if len(relation.members) <= MOST_MEMBERS else ()
    for member in followed:
        if member.role in members:
            members[member.role].append((member.type, member.ref))
    ways = {
        role: tuple(dict.fromkeys(ref for kind, ref in found if kind == "w"))
        for role, found in members.items()
    }
    nodes = [ref for kind, ref in members["via"] if kind == "n"]
    return Restriction(
        relation.id,
        relation.version,
        stated.startswith("only_"),
        ways["from"],
        ways["to"],
        nodes[0] if nodes else None,
        ways["via"],
    )


def statement_of(tags: Tags) -> str:
    """What a relation says of turns of cars at all times, "" for nothing."""
    if is_exempt(tags) or any(key in tags for key in HOURS):
        return ""
    return next((tags.get(key, "") for key in KEYS if key in tags), "")


def is_timed_turn(tags: Tags) -> bool:
    """Whether a relation says something of turns of cars at some times."""
    if is_exempt(tags):
        return False
    conditional = any(by_time(tags.get(f"{key}:conditional", "")) for key in KEYS)
    return conditional or any(key in tags for key in HOURS)


def is_exempt(tags: Tags) -> bool:
    """Whether cars are excepted."""
    return any(each.strip() in EXEMPT for each in tags.get("except", "").split(";"))
