"""
Checksums of what is stored: SQLite keeps none, and a damaged page may still be read, as nonsense.

A part has one for each of its columns, over all its cells in order, so that who reads some columns
verifies those. They guard against damage, not against forgery.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import orjson

DIGEST_BYTES = 12


def of_row(*values: object) -> str:
    """The checksum of a row: its values and their types."""
    return of_bytes([orjson.dumps(values, default=repr)])


def of_network(*row: object) -> str:
    """The checksum of a network's row, its ground last; those of before knew of no ground."""
    return of_row("networks", *(row if row[-1] else row[:-1]))


def of_version(
    number: object,
    created_at: object,
    parts: Iterable[tuple[object, ...]],
    networks: Iterable[tuple[object, ...]],
) -> str:
    """
    The checksum of a version.

    Parameters
    ----------
    parts
        Table, part and the part's checksum of each.
    networks
        Network and its checksum.
    """
    return of_row(
        "versions", number, created_at, sorted(parts, key=repr), sorted(networks, key=repr)
    )


def of_move(before: object, *row: object) -> str:
    """The checksum of a move; ``before`` is that of the move before it, "" for the first."""
    return of_row("moves", before, *row)


def of_all(numbers: Iterable[object], moves: Sequence[object]) -> str:
    """The seal: of the versions' numbers and the checksums of the moves."""
    return of_row("seal", sorted(numbers, key=repr), len(moves), *moves[-1:])


def of_bytes(chunks: Iterable[bytes]) -> str:
    """The checksum of bytes that come in pieces."""
    found = blake2b(digest_size=DIGEST_BYTES)
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()
