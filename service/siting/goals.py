"""What a plan can be asked for on the planner's page."""

from collections.abc import Mapping

from geodata.optimum.problem import Model
from geodata.siting.report import GUESS
from service.words.language import lazy_gettext

USUAL_MORE = 5
GOALS: Mapping[str, object] = {
    GUESS: lazy_gettext("Most people, quick guess"),
    Model.MCLP.value: lazy_gettext("Most people, best plan"),
    Model.MCLP_BACKUP.value: lazy_gettext("Most people, then most twice"),
    Model.P_MEDIAN.value: lazy_gettext("Shortest trips on average"),
    Model.P_CENTER.value: lazy_gettext("Shortest longest trip"),
    Model.KOLM_POLLAK.value: lazy_gettext("Most equal trips"),
}
