"""The grading and the checklist as they stand."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from qianshao.places.models import Axis, FacilityItem, ShelterClass


def classes(axis: str = "", *, active: bool = True) -> "QuerySet[Any]":
    """The classes, of one axis or all."""
    found = ShelterClass.objects.all()
    if axis:
        found = found.filter(axis=axis)
    return found.filter(is_active=True) if active else found


def class_names() -> dict[tuple[str, str], str]:
    """Names by (axis, code), also of classes no longer in use."""
    return {(axis, code): name for axis, code, name in classes(active=False).values_list("axis", "code", "name")}


def duration_class(code: str) -> ShelterClass | None:
    """The duration class with this code."""
    return classes(Axis.DURATION, active=False).filter(code=code).first()


def facility_items(*, active: bool = True) -> "QuerySet[Any]":
    """The checklist, every line."""
    found = FacilityItem.objects.all()
    return found.filter(is_active=True) if active else found


def checklist_for(duration: str) -> Sequence[FacilityItem]:
    """The lines that are asked of a shelter of this duration class, in order."""
    return [item for item in facility_items() if not item.durations or duration in item.durations]
