"""What a campaign remembers of its own calculations, a bounded number of each kind."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from geodata.campaign.campaign import Campaign

T = TypeVar("T")


def remembered(
    campaign: Campaign, kind: str, key: Hashable, make: Callable[[], T], *, most: int
) -> T:
    """
    The value of that kind and key, made once for this snapshot.

    Parameters
    ----------
    campaign
        Keeps the value in its ``memo``; its ``lock`` is held while the value is made, so that two
        threads never make the same one twice.
    kind, key
        What is remembered, and which one of them.
    make
        Makes the value; must depend on the campaign, the kind and the key alone.
    most
        How many of this kind are kept; the one longest unused goes first.
    """
    with campaign.lock:
        shelf = cast("OrderedDict[Hashable, T]", campaign.memo.setdefault(kind, OrderedDict()))
        if key in shelf:
            shelf.move_to_end(key)
            return shelf[key]
        value = shelf[key] = make()
        while len(shelf) > most:
            shelf.popitem(last=False)
        return value
