"""What is written on a picture of the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.campaign.campaign import Campaign
from geodata.measures.measure import MUCH
from maps.picture.caption import Caption
from service.words import wording
from service.words.credits import sources
from service.words.illustration import illustration_note
from service.words.language import TAGS, gettext, language, names
from service.words.map_words import STRINGS

BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Told:
    """
    What one picture says and another does not.

    Parameters
    ----------
    headline, description
        What it says, in a sentence, and what it shows.
    settings
        What was asked for.
    measure, classes, scale
        What the districts' colours mean, and which they are; without any they have none.
    """

    headline: str
    description: str
    settings: Sequence[str]
    measure: str = ""
    classes: Sequence[str] = ()
    scale: str = "class"


def caption(campaign: Campaign, told: Told, today: date) -> Caption:
    """All words of a picture."""
    made = gettext("Created on %(day)s.", day=wording.full_day(today))
    return Caption(
        lang=TAGS[language()],
        names=names(),
        headline=told.headline,
        description=told.description,
        measure=told.measure,
        classes=told.classes,
        scale=told.scale,
        unknown=(
            str(STRINGS["no_data"]),
            str(STRINGS["legend_part"]).format(share=wording.percent(MUCH)),
        ),
        signs=signs(),
        settings=[BETWEEN.join([*told.settings, made])],
        notes=[*illustration_marks(campaign), BETWEEN.join(sources(campaign))],
        persons=round_persons,
        length=wording.distance,
        region=wording.region,
    )


def signs() -> dict[str, str]:
    """The kinds of signs."""
    return {
        "gap": gettext("People not covered, by district"),
        "fair": str(STRINGS["legend_fair"]),
        "fairs": gettext("Several fairs close together: their number"),
        "cancelled": str(STRINGS["legend_cancelled"]),
        "mark": gettext("Action, by its number in the list"),
    }


def illustration_marks(campaign: Campaign) -> list[str]:
    """The mark of what is made up, as pages have it; nothing without any."""
    told = illustration_note(campaign)
    return [f"{gettext('Illustrative data.')} {told}"] if told else []


def round_persons(number: float) -> str:
    """A round number of persons beside a circle of the legend."""
    if language() == "zh" and number >= 1e4:
        return wording.round_persons(number)
    return wording.exact(number)
