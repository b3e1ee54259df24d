"""Questions about people and households. Each takes ``scope`` first, except what a call-out asks as the machine."""

from qianshao.people.selectors.batches import batch, batches, findings_of, same_file, table_of
from qianshao.people.selectors.chain import chain_for, responsible_for, roster_for, standin_of, superior_of
from qianshao.people.selectors.household_sources import (
    guardians_in,
    household_sources,
    household_sources_in,
    households_by_id,
    totals,
)
from qianshao.people.selectors.households import (
    danger_zone,
    danger_zones,
    household,
    household_totals,
    households,
    member_of,
    needs_by_code,
    zones_with_counts,
)
from qianshao.people.selectors.persons import (
    all_posts,
    assignments_of,
    guarded_by,
    guardian_choices,
    person,
    person_totals,
    persons,
    posts,
)
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
    "all_posts",
    "assignments_of",
    "batch",
    "batches",
    "chain_for",
    "contacts_of",
    "danger_zone",
    "danger_zones",
    "findings_of",
    "guarded_by",
    "guardian_choices",
    "guardians_in",
    "household",
    "household_sources",
    "household_sources_in",
    "household_totals",
    "households",
    "households_by_id",
    "member_of",
    "needs_by_code",
    "person",
    "person_recipients",
    "person_totals",
    "persons",
    "posts",
    "responsible_for",
    "roster_for",
    "same_file",
    "standin_of",
    "superior_of",
    "table_of",
    "totals",
    "zones_with_counts",
]
