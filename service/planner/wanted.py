"""What the panel's form asks for, and holds again beside the plan that came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.optimum.problem import Model
from geodata.siting.report import GUESS
from service.siting.goals import USUAL_MORE


@dataclass(frozen=True, slots=True)
class Cap:
    """
    How many fairs a district is to have.

    Parameters
    ----------
    district
        Its adcode.
    least, most
        None for any number.
    """

    district: str
    least: int | None = None
    most: int | None = None

    @classmethod
    def of_result(cls, result: Mapping[str, Any]) -> "Cap | None":
        """The first that a plan was asked for with; None without one."""
        for district, bounds in (result.get("per_district") or {}).items():
            return cls(district, bounds["least"] or None, bounds["most"])
        return None

    @property
    def is_bound(self) -> bool:
        """Whether it bounds anything."""
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What the form asks for.

    Parameters
    ----------
    more
        The most places to add.
    budget
        What they may cost, in place of a number; None for any cost.
    capacities
        Whether they seat no more than they can.
    expected
        Visitors of each; None where that is not known.
    goal
        A model, or a guess; "" where nothing has been asked for.
    cap
        How many fairs a district is to have; None for any number everywhere.
    explain
        Whether all reasons are wanted.
    """

    more: int = USUAL_MORE
    budget: float | None = None
    capacities: bool = False
    expected: int | None = None
    goal: str = ""
    cap: Cap | None = None
    explain: bool = False

    @classmethod
    def of_result(cls, result: Mapping[str, Any]) -> "Wanted":
        """What a plan was asked for with; of a guess the best plan is asked for next."""
        return cls(
            result["more"] or USUAL_MORE,
            result.get("budget"),
            bool(result.get("capacities")),
            result.get("expected"),
            Model.MCLP.value if result["status"] == GUESS else result["model"],
            Cap.of_result(result),
            "without" in (result.get("reasons") or {}),
        )

    @property
    def typed_budget(self) -> str:
        """The budget as one types it; "" without one."""
        return "" if self.budget is None else f"{self.budget:.15g}"

    @property
    def limits(self) -> bool:
        """Whether money or seats count, of which a quick guess knows nothing."""
        return self.budget is not None or self.capacities
