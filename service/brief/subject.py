"""What a brief is about: a state of the planner's page, and the name that it may have."""

from dataclasses import dataclass
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.measures.comparison import Comparison, comparison
from geodata.measures.coverage import Coverage, coverage
from service.planner.state import State
from service.queries import tried


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What a brief is about.

    Parameters
    ----------
    campaign
        The plan, or what is tried of it.
    state
        As the page's address has it.
    answer
        To its query.
    compared
        The plan's answer and this one; None for the plan.
    today
        The day of the brief.
    name, note
        Of a scenario; "" without one.
    """

    campaign: Campaign
    state: State
    answer: Coverage
    compared: Comparison | None
    today: date
    name: str = ""
    note: str = ""

    @classmethod
    def of(
        cls, plan: Campaign, state: State, today: date, *, name: str = "", note: str = ""
    ) -> "Subject":
        """
        What a state of the page shows.

        Raises
        ------
        QueryRefused
            If it cannot be shown.
        """
        campaign, query = tried(plan, state.changes, state.query, today), state.query
        compared = comparison((plan, query), (campaign, query)) if state.changes else None
        answer = compared.after if compared else coverage(campaign, query)
        return cls(campaign, state, answer, compared, today, name, note)
