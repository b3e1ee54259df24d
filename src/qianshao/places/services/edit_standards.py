"""The county edits the classes and the checklist; each edit raises the row's version and is journalled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.ids import uuid7
from qianshao.journal.services import record
from qianshao.places.models import Certainty, FacilityItem, ShelterClass

_CLASS_FIELDS = frozenset({"name", "note", "area_per_head", "radius", "stay_days", "inspect_days", "is_active"})
_ITEM_FIELDS = frozenset({"group", "name", "must", "durations", "is_active"})
_FIGURES = frozenset({"area_per_head", "radius", "stay_days", "inspect_days"})


def edit_class(
    *, class_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> ShelterClass:
    """Change a class. A figure the county sets is the county's own from then on, whatever stood there.

    Raises:
        Invalid: no name, or a figure that is not positive.
        Stale: somebody else changed it.
    """
    row: ShelterClass = _found(ShelterClass, class_id, actor)
    values = _changed(row, changes, _CLASS_FIELDS)
    if any(values.get(key) is not None and values[key] <= 0 for key in _FIGURES & set(values)):
        raise Invalid("standard.figure", _("数值要大于 0，不用就空着"))
    if _FIGURES & set(values):
        values |= {"figures_certainty": Certainty.UNVERIFIED}
    _save(row, version, values, actor, now)
    return row


def edit_facility_item(
    *, item_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> FacilityItem:
    """Change a line of the checklist; inspections made before keep the line as it was.

    Raises:
        Invalid: no name.
        Stale: somebody else changed it.
    """
    row: FacilityItem = _found(FacilityItem, item_id, actor)
    _save(row, version, _changed(row, changes, _ITEM_FIELDS), actor, now)
    return row


def add_facility_item(*, group: str, name: str, must: bool, actor: Actor, now: datetime) -> FacilityItem:
    """Add a line of the county's own to the checklist.

    Raises:
        Invalid: no name or group.
    """
    actor.demand("places.standards", "")
    if not name.strip() or not group.strip():
        raise Invalid("standard.name", _("名称没有填"))
    with transaction.atomic(durable=True):
        last = FacilityItem.objects.order_by("-order").values_list("order", flat=True).first() or 0
        row = FacilityItem.objects.create(
            code=f"own-{uuid7().hex[-12:]}",
            group=group.strip()[:20],
            name=name.strip()[:60],
            must=must,
            order=last + 10,
            source=str(_("县里自定")),
        )
        _note(row, actor, now)
    return row


def _found(model: Any, key: int, actor: Actor) -> Any:
    actor.demand("places.standards", "")
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise NotFound("standard.unknown", _("没有找到这一行"))
    return row


def _changed(row: Any, changes: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if unknown := set(changes) - known:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values = {key: value.strip() if isinstance(value, str) else value for key, value in changes.items()}
    if not values.get("name", row.name):
        raise Invalid("standard.name", _("名称没有填"))
    return {key: value for key, value in values.items() if getattr(row, key) != value}


def _save(row: Any, version: int, values: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    if not values and row.version == version:
        return
    with transaction.atomic(durable=True):
        rows = type(row).objects.filter(pk=row.pk, version=version)
        if not rows.update(**values, version=version + 1):
            raise Stale("standard.raced", _("别人刚改过，请刷新后再改。"))
        row.refresh_from_db()
        _note(row, actor, now)


def _note(row: Any, actor: Actor, now: datetime) -> None:
    paths = actor.scope.paths
    record(
        kind="places.standard_edited",
        actor=actor,
        now=now,
        subject=("shelter_standard", row.pk),
        division_path=paths[0] if paths else "",
        data={"what": row.name},
    )
