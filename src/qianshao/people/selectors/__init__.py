"""Questions about people and households. Each takes ``scope`` first, except what a call-out asks as the machine."""

from qianshao.people.selectors.chain import chain_for, roster_for, standin_of, superior_of
from qianshao.people.selectors.household_sources import (
    guardians_in,
    household_sources,
    household_sources_in,
    households_by_id,
    totals,
)
from qianshao.people.selectors.households import (
    danger_zones,
    household,
    household_totals,
    households,
    needs_by_code,
)
from qianshao.people.selectors.persons import assignments_of, person, persons, posts
from qianshao.people.selectors.recipients import (
    CONTACT_COLUMNS,
    RECIPIENT_COLUMNS,
    Recipients,
    contacts_of,
    person_recipients,
)

__all__ = [
    "CONTACT_COLUMNS",
    "RECIPIENT_COLUMNS",
    "Recipients",
    "assignments_of",
    "chain_for",
    "contacts_of",
    "danger_zones",
    "guardians_in",
    "household",
    "household_sources",
    "household_sources_in",
    "household_totals",
    "households",
    "households_by_id",
    "needs_by_code",
    "person",
    "person_recipients",
    "persons",
    "posts",
    "roster_for",
    "standin_of",
    "superior_of",
    "totals",
]
