"""How long a solver may go on, and who is told how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

Progress = Callable[[float | None, float | None, float | None], None]
"""Told of the best so far, of the bound, and of the gap between them; None where not known."""
Scale = Callable[[float], float]


def gap_between(objective: float, bound: float) -> float:
    """How far a plan may be from the best one, as a share of its own objective."""
    return abs(bound - objective) / max(1.0, abs(objective))


def _same(value: float) -> float:
    return value


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The end of the time, and the listener.

    Parameters
    ----------
    end
        Seconds as `time.monotonic` counts them; ``inf`` for no end.
    on_progress
        Told the best, the bound and the gap.
    scale
        Makes what the user reads of what a solver calculates in.
    """

    end: float = float("inf")
    on_progress: Progress | None = None
    scale: Scale = _same

    @classmethod
    def starting(cls, seconds: float | None, on_progress: Progress | None) -> "Clock":
        """A clock that starts now."""
        end = float("inf") if seconds is None else monotonic() + seconds
        return cls(end, on_progress)

    @property
    def remaining_s(self) -> float:
        """Seconds that are left, 0 at least."""
        return max(0.0, self.end - monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return self.remaining_s == 0.0

    @property
    def quiet(self) -> "Clock":
        """The same end, and nobody listening: for steps whose figures are not the user's."""
        return replace(self, on_progress=None)

    def scaled(self, scale: Scale) -> "Clock":
        """The same, for a solver that calculates in something else."""
        return replace(self, scale=scale)

    def tell(self, best: float | None, bound: float | None) -> None:
        """Tell how far it is; what is not finite is not known."""
        if self.on_progress is None:
            return
        read = [None if value is None else self._read(value) for value in (best, bound)]
        gap = None if read[0] is None or read[1] is None else gap_between(read[0], read[1])
        self.on_progress(read[0], read[1], gap)

    def _read(self, value: float) -> float | None:
        return self.scale(value) if abs(value) < float("inf") else None
