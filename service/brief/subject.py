"""What a brief is about: a state of the planner's page, and the name that it may have."""

from dataclasses import dataclass, replace
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.measures.comparison import Comparison, comparison
from geodata.measures.coverage import Coverage, coverage
from service.comparison import words
from service.comparison.compared import Compared
from service.planner.state import State
from service.queries import trial_campaign
from service.words.language import gettext


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
    tried
        The plan's answer and this one; None for the plan.
    beside
        The state that is held, this one, and what comes of comparing them; None without one.
    today
        The day of the brief.
    name, note
        Of a scenario; "" without one.
    """

    campaign: Campaign
    state: State
    answer: Coverage
    tried: Comparison | None
    beside: Compared | None
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
            If it, or the one that is held, cannot be shown.
        """
        campaign, query = trial_campaign(plan, state.changes, state.query, today), state.query
        made = comparison((plan, query), (campaign, query)) if state.changes else None
        answer = made.after if made else coverage(campaign, query)
        return cls(campaign, state, answer, made, state.comparison(campaign), today, name, note)

    @property
    def comparison(self) -> Comparison | None:
        """What is held, or else the plan, and this; None for the plan alone."""
        return self.tried if self.beside is None else self.beside.found

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called."""
        if self.beside is None:
            return gettext("Plan"), gettext("What if")
        held, now = self.beside.held, self.beside.now
        return words.short_name(held, now), words.short_name(now, held)

    @property
    def before(self) -> "Subject":
        """What it is compared with, as a subject of its own."""
        beside = self.beside
        campaign = self.campaign.plan if beside is None else beside.held.campaign
        query = self.state.query
        if beside is not None:
            query = replace(beside.held.query, waits=query.waits)
        answer = coverage(campaign, query)
        chosen = self.state.district
        district = chosen if chosen in answer.names.index else None
        state = replace(self.state, query=query, district=district)
        return Subject(campaign, state, answer, None, None, self.today)
