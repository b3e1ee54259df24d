"""Tables of shelters."""

from qianshao.places.models.batches import BatchState, ShelterBatch
from qianshao.places.models.inspections import Inspection, InspectionResult, NeedKind, ShelterNeed
from qianshao.places.models.shelters import Shelter, Space
from qianshao.places.models.standards import Axis, Certainty, FacilityItem, ShelterClass

__all__ = [
    "Axis",
    "BatchState",
    "Certainty",
    "FacilityItem",
    "Inspection",
    "InspectionResult",
    "NeedKind",
    "Shelter",
    "ShelterBatch",
    "ShelterClass",
    "ShelterNeed",
    "Space",
]
