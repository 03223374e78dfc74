"""Whose data a map stands on."""

from geodata.campaign.attribution import ROADS, Source, sources_of
from geodata.campaign.campaign import Campaign
from service.words.language import language


def credit(campaign: Campaign) -> str:
    """Whose data the map shows, in the few words that fit into its corner."""
    used = credited_sources(campaign)
    return " · ".join([*(each.short[language()] for each in used if each.short), "Leaflet"])


def sources(campaign: Campaign) -> list[str]:
    """Whose data the page shows, in full."""
    return [each.text[language()] for each in credited_sources(campaign)]


def credited_sources(campaign: Campaign) -> list[Source]:
    """The sources of what the pages show, those of the roads among them where there are any."""
    return [*sources_of(campaign.provenance), *([ROADS] if campaign.networks else [])]
