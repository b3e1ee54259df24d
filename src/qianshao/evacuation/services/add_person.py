"""Somebody who is on no list: a visitor, a worker, a child home from school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.core.text import normal_phone
from qianshao.core.units import unit
from qianshao.divisions.models import Division
from qianshao.evacuation.models import Door, Evacuee, Order
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.reports import Outcome, Words, lock_rows, write_reports
from qianshao.evacuation.services.shelters import facts_of, note_shelter
from qianshao.evacuation.states import Origin, Whereabouts
from qianshao.journal.services import record
from qianshao.people.models import Household

_FIRST = {
    Origin.DOOR: Whereabouts.NOTIFIED,
    Origin.SHELTER: Whereabouts.SETTLED,
    Origin.DESK: Whereabouts.UNNOTIFIED,
}


_GENDERS = {"M": "M", "F": "F", "male": "M", "female": "F"}


@dataclass(frozen=True)
class Newcomer:
    """Who it is, as told."""

    name: str
    phone: str = ""
    gender: str = ""
    needs: Sequence[str] = ()


def add_person(
    *,
    order_id: int,
    name: str,
    where: str,
    uid: str = "",
    household_id: int | None = None,
    division_path: str = "",
    phone: str = "",
    gender: str = "",
    shelter_id: int | None = None,
    words: str = "",
    to: str = "",
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    position: Position | None = None,
    actor: Actor,
    now: datetime,
) -> tuple[Evacuee, Outcome, list[str]]:
    """Put somebody on the ledger who was on no list; reports about the uid that came earlier count at once.

    Args:
        uid: made by the phone, so that it may report on before we have answered; empty: we make one.
        where: door, shelter (then ``shelter_id``) or desk. to: the first state, empty: told at a door, settled at
            a shelter, not told yet from the desk.

    Raises:
        Invalid: no name, no area, a shelter missing. NotFound, NotAllowed: not theirs. TooLate: closed.
    """
    first = _check(name, where, to, shelter_id, uid)
    key = str(command_id or uuid7())
    said = Words(
        made_at or now,
        words,
        shelter_id=shelter_id if first is Whereabouts.SETTLED else None,
        position=position,
    )
    found = facts_of(shelter_id) if shelter_id else None
    with unit():
        order = live_order(order_id, lock=True)
        home = _home(household_id)
        path = home.division_path if home else division_path or (found.division_path if found else "")
        path = path or order.division_path
        actor.demand("evacuation.mark", found.division_path if found else path)
        person = Newcomer(name.strip()[:40], normal_phone(phone), _GENDERS.get(gender, ""))
        row, is_new = _row(order, uid or str(uuid7()), person, home, path, Origin(where), actor, now)
        outcome = write_reports(
            order,
            lock_rows(order, [row.uid]),
            [row.uid],
            to=first,
            key=key,
            based_on={},
            words=said,
            actor=actor,
            now=now,
        )
        warnings = note_shelter(order, found, 1, actor, now) if is_new else []
        if is_new:
            data = {"count": 1, "uids": [row.uid], "where": where, "command": key}
            note = order.note() | {"division_path": path}
            record(
                kind="evacuation.added", actor=actor, now=now, data=data, at=min(said.made_at, now), correlation=key,
                **note,
            )  # fmt: skip
        row.refresh_from_db()
    return row, outcome, warnings


def _check(name: str, where: str, to: str, shelter_id: int | None, uid: str) -> Whereabouts:
    if not name.strip():
        raise Invalid("add.name", _("请填姓名；不知道就写“外来人员”加一个特征"))
    if where not in _FIRST:
        raise Invalid("add.where", _("请说明是在入户时还是在安置点登记的"))
    if where == Origin.SHELTER and not shelter_id:
        raise Invalid("add.shelter", _("请选安置点"))
    if len(uid) > 36:
        raise Invalid("add.uid", _("这条登记的编号不对"))
    if to and (to not in set(Whereabouts) or to in (Whereabouts.RETURNED, Whereabouts.STRUCK)):
        raise Invalid("mark.state", _("请选转移状态"))
    return Whereabouts(to) if to else _FIRST[Origin(where)]


def _home(household_id: int | None) -> Household | None:
    if household_id is None:
        return None
    rows = Household.objects.unscoped("its area is checked by the caller").filter(pk=household_id)
    found: Household | None = rows.select_related("guardian").first()
    if found is None:
        raise NotFound("household.unknown", _("没有找到这一户"))
    return found


def _row(
    order: Order,
    uid: str,
    person: Newcomer,
    home: Household | None,
    path: str,
    origin: Origin,
    actor: Actor,
    now: datetime,
) -> tuple[Evacuee, bool]:
    """The person's row, made if it is new. The order is held, so no report can miss it."""
    rows = Evacuee.objects.unscoped("its area was checked")
    known = rows.filter(order=order, uid=uid).first()
    if known is not None:
        return known, False
    if not Division.objects.unscoped("areas are public").filter(path=path).exists():
        raise Invalid("add.area", _("请选这个人在哪个村"))
    guardian = home.guardian if home else None
    row = Evacuee.objects.create(
        order=order,
        uid=uid,
        household=home,
        zone=order.zones.filter(zone=home.danger_zone_id).first() if home and home.danger_zone_id else None,
        division_path=path,
        name=person.name,
        head_name=home.head_name if home else "",
        initials=home.initials if home else "",
        address=home.address if home else "",
        gender=person.gender,
        phone=person.phone,
        phone_hash=keyed_hash("phone", person.phone),
        guardian_id=guardian.pk if guardian else None,
        guardian_name=guardian.name if guardian else "",
        origin=origin,
        changed_at=now,
        changed_by=actor.label[:80],
    )
    if home is not None:
        Door.objects.unscoped("its area was checked").get_or_create(
            order=order,
            household=home,
            defaults={
                "division_path": path,
                "guardian_id": row.guardian_id,
                "guardian_name": row.guardian_name,
                "due_at": now,
            },
        )
    return row, True
