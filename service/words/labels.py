"""What things are called on pages."""

from flask_babel import lazy_gettext

from geodata.access.travel import Method
from geodata.campaign.tables import CAMPAIGN_TABLES
from service.queries import ON_FOOT

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
}
RANKING = {
    "name": lazy_gettext("District"),
    "persons": lazy_gettext("People"),
    "coverage": lazy_gettext("Coverage"),
    "gap": lazy_gettext("Not covered"),
    "fairs": lazy_gettext("Fairs"),
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
REGISTRATIONS = {
    "here": lazy_gettext("registered here"),
    "elsewhere": lazy_gettext("registered elsewhere"),
}
FACT_WORDS = SITUATIONS | REGISTRATIONS
