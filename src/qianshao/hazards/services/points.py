"""Set up the places that must be looked at."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.divisions.selectors import names_of
from qianshao.hazards.models import PatrolPoint
from qianshao.hazards.selectors.patrols import point_by_id
from qianshao.hazards.states import POINT_KINDS
from qianshao.journal.services import record
from qianshao.people.rules.codes import household_code

MOST_HOURS = 24 * 366


def create_point(
    *,
    name: str,
    kind: str,
    division_path: str,
    every_hours: int = 24,
    look_for: str = "",
    lon: float | None = None,
    lat: float | None = None,
    actor: Actor,
    now: datetime,
) -> PatrolPoint:
    """A new point, with the code for its sign.

    Raises:
        Invalid: no name, no such kind or area, a name that the area has already, half a position.
    """
    actor.demand("hazards.points", division_path)
    given = _checked(name, kind, division_path, every_hours, look_for, lon, lat)
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                point: PatrolPoint = PatrolPoint.objects.create(made_at=now, **given)
        except IntegrityError as error:
            raise _taken() from error
        point.code = household_code(point.pk)
        point.save(update_fields=["code"])
        _record("hazards.point_saved", point, {}, actor, now)
    return point


def edit_point(
    *,
    point_id: int,
    version: int,
    name: str,
    kind: str,
    division_path: str,
    every_hours: int,
    look_for: str = "",
    lon: float | None = None,
    lat: float | None = None,
    actor: Actor,
    now: datetime,
) -> PatrolPoint:
    """Correct a point; its sign stays the same.

    Raises:
        Invalid: as for a new one. Stale: somebody changed it meanwhile.
    """
    point = point_by_id(actor.scope, point_id)
    for path in (point.division_path, division_path):
        actor.demand("hazards.points", path)
    given = _checked(name, kind, division_path, every_hours, look_for, lon, lat)
    same = PatrolPoint.objects.unscoped("a row the verb has authorised").filter(
        pk=point.pk, version=version, is_active=True
    )
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                changed = same.update(version=version + 1, **given)
        except IntegrityError as error:
            raise _taken() from error
        if not changed:
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
        _record("hazards.point_saved", point, {}, actor, now)
    return point_by_id(actor.scope, point_id)


def retire_point(*, point_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Nobody needs to look there any more; its check-ins stay.

    Raises:
        Invalid: no reason. Stale: retired before.
    """
    point = point_by_id(actor.scope, point_id)
    actor.demand("hazards.points", point.division_path)
    if not reason.strip():
        raise Invalid("point.reason", _("请写停用的原因。"))
    same = PatrolPoint.objects.unscoped("a row the verb has authorised").filter(pk=point.pk, is_active=True)
    with transaction.atomic(durable=True):
        if not same.update(is_active=False, version=point.version + 1):
            raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
        _record("hazards.point_retired", point, {"reason": reason.strip()[:120]}, actor, now)


def _checked(
    name: str, kind: str, path: str, every: int, look_for: str, lon: float | None, lat: float | None
) -> dict[str, Any]:
    name = " ".join(name.split())[:60]
    if not name or kind not in POINT_KINDS or path not in names_of({path}):
        raise Invalid("point.incomplete", _("请写名称，选类别和所在区划。"))
    if not 1 <= every <= MOST_HOURS:
        raise Invalid("point.every", _("多久巡一次要在 1 小时到一年之间。"))
    if (lon is None) != (lat is None) or not (-180 <= (lon or 0) <= 180 and -90 <= (lat or 0) <= 90):
        raise Invalid("point.position", _("经度和纬度要一起填，单位是度。"))
    return {
        "name": name,
        "kind": kind,
        "division_path": path,
        "every_hours": every,
        "look_for": look_for.strip()[:200],
        "lon": lon,
        "lat": lat,
    }


def _taken() -> Invalid:
    return Invalid("point.taken", _("这个区划已有同名的巡查点。"))


def _record(kind: str, point: PatrolPoint, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("patrol_point", point.pk),
        division_path=point.division_path,
        data={"point": point.pk, **data},
    )
