"""What has been calculated already: each value made once, a bounded number of each kind."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
_MISSING = object()


@dataclass(slots=True)
class _Turn:
    """Those who wait for one value: the first makes it, the others take it."""

    lock: Lock = field(default_factory=Lock)
    waiting: int = 0


class Cache:
    """
    Values by kind and key, for the threads of one process.

    While a value is made, only those who ask for the same one wait. A value may ask for others
    while it is made, as long as none asks for itself.
    """

    def __init__(self) -> None:
        self._shelves: dict[str, OrderedDict[Hashable, Any]] = {}
        self._turns: dict[tuple[str, Hashable], _Turn] = {}
        self._lock = Lock()  # held for a look, never while a value is made

    def get(self, kind: str, key: Hashable, make: Callable[[], T], *, most: int) -> T:
        """
        The value of that kind and key, made once.

        Parameters
        ----------
        kind, key
            What it is, and which one of them.
        make
            Makes the value; must depend on what holds this cache, the kind and the key alone.
        most
            How many of this kind are kept; the one longest unused goes first.
        """
        found = self._look(kind, key)
        if found is _MISSING:
            with self._turn(kind, key):
                found = self._look(kind, key)
                if found is _MISSING:
                    found = make()
                    self.put(kind, key, found, most=most)
        value: T = found
        return value

    def find(self, kind: str, key: Hashable) -> Any | None:
        """The value of that kind and key, if it is kept."""
        found = self._look(kind, key)
        return None if found is _MISSING else found

    def put(self, kind: str, key: Hashable, value: object, *, most: int) -> None:
        """Keep a value that was made elsewhere; otherwise as `get`."""
        with self._lock:
            shelf = self._shelves.setdefault(kind, OrderedDict())
            shelf[key] = value
            shelf.move_to_end(key)
            while len(shelf) > most:
                shelf.popitem(last=False)

    def keys(self, kind: str) -> list[Hashable]:
        """The keys of the values kept of a kind, the longest unused first."""
        with self._lock:
            return list(self._shelves.get(kind, ()))

    def kinds(self) -> list[str]:
        """The kinds of which anything is kept."""
        with self._lock:
            return list(self._shelves)

    def _look(self, kind: str, key: Hashable) -> Any:
        with self._lock:
            shelf = self._shelves.get(kind)
            if shelf is None or key not in shelf:
                return _MISSING
            shelf.move_to_end(key)
            return shelf[key]

    @contextmanager
    def _turn(self, kind: str, key: Hashable) -> Iterator[None]:
        with self._lock:
            turn = self._turns.setdefault((kind, key), _Turn())
            turn.waiting += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.waiting -= 1
                if not turn.waiting:
                    del self._turns[kind, key]
