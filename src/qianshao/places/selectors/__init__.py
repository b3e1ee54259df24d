"""Questions about shelters. Each takes ``scope`` first."""

from qianshao.places.selectors.batches import batch, batches, findings_of, same_file, table_of
from qianshao.places.selectors.shelters import (
    ShelterQuery,
    inspections_of,
    named,
    needs_open,
    open_shelters,
    shelter,
    shelter_choices,
    shelter_features,
    shelters_by_id,
    shelters_in,
    totals,
)
from qianshao.places.selectors.standards import (
    checklist_for,
    class_names,
    classes,
    duration_class,
    facility_items,
)

__all__ = [
    "ShelterQuery",
    "batch",
    "batches",
    "checklist_for",
    "class_names",
    "classes",
    "duration_class",
    "facility_items",
    "findings_of",
    "inspections_of",
    "named",
    "needs_open",
    "open_shelters",
    "same_file",
    "shelter",
    "shelter_choices",
    "shelter_features",
    "shelters_by_id",
    "shelters_in",
    "table_of",
    "totals",
]
