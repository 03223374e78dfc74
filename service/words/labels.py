"""What things are called on pages."""

from geodata.access.travel import Method
from geodata.campaign.tables import CAMPAIGN_TABLES
from service.travel import ON_FOOT
from service.words.language import lazy_gettext

METHODS = {
    Method.STRAIGHT.value: lazy_gettext("Straight line"),
    Method.ESTIMATED.value: lazy_gettext("Road, estimated"),
    Method.ROADS.value: lazy_gettext("By car, no traffic"),
    ON_FOOT: lazy_gettext("On foot"),
}
GROUPS = {
    "all": lazy_gettext("Everybody"),
    "working_age": lazy_gettext("Working age, 15 to 59"),
    "rural": lazy_gettext("Rural people"),
    "age_60_plus": lazy_gettext("Aged 60 and over"),
}
MEASURES = {
    "coverage": lazy_gettext("Coverage"),
    "gap": lazy_gettext("People not covered"),
    "fairs": lazy_gettext("Fairs per 100,000 people"),
    "wait": lazy_gettext("Days until the next fair"),
}
RANKING = {
    "name": lazy_gettext("District"),
    "persons": lazy_gettext("People"),
    "coverage": lazy_gettext("Coverage"),
    "gap": lazy_gettext("Not covered"),
    "fairs": lazy_gettext("Fairs"),
    "wait": lazy_gettext("Days to a fair"),
    "difference": lazy_gettext("Points"),
}
VIEWS = {
    "difference": lazy_gettext("Who gains and who loses"),
    "swipe": lazy_gettext("Both, to swipe"),
    "two": lazy_gettext("Two maps"),
    "one": lazy_gettext("Only the present state"),
}
TABLES = {name: lazy_gettext(table.label) for name, table in CAMPAIGN_TABLES.items()}
STATUSES = {
    "planned": lazy_gettext("Planned"),
    "published": lazy_gettext("Published"),
    "cancelled": lazy_gettext("Cancelled"),
}
DAYS = {
    "": lazy_gettext("Any day from now on"),
    "today": lazy_gettext("Today"),
    "weekend": lazy_gettext("This weekend"),
    "next-weekend": lazy_gettext("Next weekend"),
    "week": lazy_gettext("The next seven days"),
}
UNITS = {"km": lazy_gettext("km"), "min": lazy_gettext("min")}
FACTS = {
    "situation": lazy_gettext("Your situation"),
    "age": lazy_gettext("Age in years"),
    "months_unemployed": lazy_gettext("Months without work"),
    "household_registration": lazy_gettext("Household registration"),
    "wage_yuan": lazy_gettext("Monthly wage in yuan"),
}
SITUATIONS = {
    "returning": lazy_gettext("Returning worker"),
    "difficulty": lazy_gettext("Difficulty in finding work"),
    "graduate": lazy_gettext("Graduate"),
    "employer": lazy_gettext("Employer that is hiring"),
}
# What each of them should know, whatever the catalogue holds: no promise, and nothing that differs
# from district to district.
ADVICE = {
    "returning": (
        lazy_gettext("Register as a job seeker where you live now; at a fair you can ask how."),
        lazy_gettext("Ask employers for the place of work: some look for people for other cities."),
        lazy_gettext("12333 tells you how to take your social insurance along."),
    ),
    "difficulty": (
        lazy_gettext(
            "Your district's employment service decides whether you count as somebody with"
            " difficulty in finding work, and what support that brings. Ask there first."
        ),
        lazy_gettext("Help is free. Nobody at a fair may ask you for a fee or a deposit."),
    ),
    "graduate": (
        lazy_gettext("Bring a CV of one page for each employer, and your diploma or student card."),
        lazy_gettext("Ask for probation, place of work and social insurance before you sign."),
    ),
    "employer": (
        lazy_gettext("To have a stand at a fair, ask its organiser or your district's service."),
        lazy_gettext("12333 tells you whom to ask in your city."),
    ),
}
"""By situation."""
REGISTRATIONS = {
    "here": lazy_gettext("registered here"),
    "elsewhere": lazy_gettext("registered elsewhere"),
}
FACT_WORDS = SITUATIONS | REGISTRATIONS
