"""What the page says of the catalogue: how much it holds, where it comes from, what decides."""

from geodata.campaign.attribution import REPORTS
from geodata.campaign.campaign import Campaign
from geodata.campaign.provenance import Provenance
from geodata.demo.catalogue import REPORTED_POLICIES, REPORTED_SERVICES
from geodata.search import catalogue
from service.web.records import day_of
from service.words import wording
from service.words.language import gettext, lazy_gettext, ngettext

TITLES = {"services": lazy_gettext("Services"), "policies": lazy_gettext("Policy packages")}


def deciding_facts(campaign: Campaign) -> set[str]:
    """The facts on which anything in the catalogue depends: no others are asked for."""
    offers = (*catalogue.services(campaign), *catalogue.policies(campaign))
    return {condition.fact for offer in offers for condition in offer.conditions}


def counts(campaign: Campaign) -> str:
    """How much is in the catalogue, in words."""
    offered = len(catalogue.services(campaign))
    packages = len(catalogue.policies(campaign))
    services = ngettext("%(num)s service", "%(num)s services", offered)
    policies = ngettext("%(num)s policy package", "%(num)s policy packages", packages)
    if offered and packages:
        return gettext(
            "The catalogue holds %(services)s and %(policies)s.",
            services=services,
            policies=policies,
        )
    if not offered and not packages:
        return ""
    return gettext("The catalogue holds %(content)s.", content=services if offered else policies)


def sources(campaign: Campaign) -> list[str]:
    """Where the catalogue comes from, in sentences."""
    known = {
        "services": gettext(
            "Only what is publicly named is listed. Public reports speak of %(n)s services that"
            " are handled in one place; the others are not named.",
            n=REPORTED_SERVICES,
        ),
        "policies": gettext(
            "Public reports speak of %(n)s policy packages and name none of them.",
            n=REPORTED_POLICIES,
        ),
    }
    return [
        sentence if source.origin == REPORTS else import_note(table, source)
        for table, sentence in known.items()
        if (source := campaign.provenance.get(table)) is not None
    ]


def import_note(table: str, source: Provenance) -> str:
    """From which file a table comes, and since when."""
    return gettext(
        "%(table)s: from %(file)s, imported on %(day)s.",
        table=str(TITLES[table]),
        file=source.file,
        day=wording.full_day(day_of(source.imported_at)),
    )
