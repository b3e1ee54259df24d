"""One shelter: registered, corrected, given up; its keeper's number shown with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.divisions.models import Division
from qianshao.journal.services import record
from qianshao.places.models import Shelter
from qianshao.places.occupancy import occupied
from qianshao.places.records import WORDS, check_whole, clean


def create_shelter(
    *,
    name: str,
    division_path: str,
    capacity: int,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> Shelter:
    """Register a shelter; it stands by. ``more``: the other columns of ``WORDS``; ``unsafe_for`` is a list of codes.

    Raises:
        Invalid: no name, a class that does not exist, impossible figures, a name that is taken in the area.
    """
    actor.demand("places.edit", division_path)
    area: Division | None = (
        Division.objects.unscoped("the path was demanded").filter(path=division_path).defer("boundary").first()
    )
    if area is None:
        raise Invalid("division.unknown", _("没有这个区划：{path}"), path=division_path)
    values = clean({"name": name, "capacity": capacity, **more})
    with transaction.atomic(durable=True):
        made = Shelter(division=area, division_path=area.path, is_demo=is_demo, **values)
        check_whole(made)
        _write(lambda: made.save(force_insert=True))
        note("places.shelter_created", made, actor, now, {"capacity": made.capacity})
    return made


def update_shelter(
    *, shelter_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> Shelter:
    """Correct a shelter; ``changes``: columns of ``WORDS``. What stays the same is not a change.

    Raises:
        Invalid: as for ``create_shelter``.
        Stale: somebody else changed it meanwhile.
    """
    found = shelter_for(actor, shelter_id, "places.edit")
    values = {key: value for key, value in clean(changes).items() if getattr(found, key) != value}
    if not values and version == found.version:
        return found
    with transaction.atomic(durable=True):
        for key, value in values.items():
            setattr(found, key, value)
        check_whole(found)
        save(found, version, values)
        fields = "、".join(dict.fromkeys(str(WORDS[key]) for key in values if key in WORDS))
        note("places.shelter_changed", found, actor, now, {"fields": fields})
    return found


def retire_shelter(*, shelter_id: int, reason: str, actor: Actor, now: datetime) -> Shelter:
    """Give a shelter up; it stays on record.

    Raises:
        Invalid: no reason, or people are in it.
    """
    found = shelter_for(actor, shelter_id, "places.edit")
    if not reason.strip():
        raise Invalid("shelter.reason", _("请写明撤销原因"))
    refuse_with_people_inside(found, actor)
    with transaction.atomic(durable=True):
        save(found, found.version, {"is_active": False})
        note("places.shelter_retired", found, actor, now, {"reason": reason.strip()[:120]})
    return found


def reveal_keeper(*, shelter_id: int, backup: bool = False, reason: str, actor: Actor, now: datetime) -> str:
    """The keeper's name and whole number, for a reason that goes into the journal.

    Raises:
        NotAllowed, Invalid: see ``accounts.services.reveal_personal``.
    """
    found = shelter_for(actor, shelter_id, "places.view")
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("shelter", found.pk),
            division_path=found.division_path,
            reason=reason,
            field=str(_("替补管护人电话") if backup else _("管护人电话")),
        )
    who = (found.backup_name, found.backup_phone) if backup else (found.keeper_name, found.keeper_phone)
    return " ".join(filter(None, who))


def shelter_for(actor: Actor, shelter_id: int, action: str) -> Shelter:
    """A living shelter on which the actor may do ``action``.

    Raises:
        NotFound: not in the actor's area.
        NotAllowed: there, but not this.
    """
    found: Shelter | None = Shelter.objects.within(actor.scope).filter(pk=shelter_id, is_active=True).first()
    if found is None:
        raise NotFound("shelter.unknown", _("没有找到这个安置点，或不在您的辖区"))
    actor.demand(action, found.division_path)
    return found


def refuse_with_people_inside(found: Shelter, actor: Actor) -> None:
    """Stop where people would be left in a shelter nobody looks after any more.

    Raises:
        Invalid: there are people in it.
    """
    if people := occupied(actor.scope).get(found.pk, 0):
        raise Invalid("shelter.occupied", _("里面还有 {n} 人，先转到别处或办理离开"), n=people)


def save(found: Shelter, version: int, values: Mapping[str, Any]) -> None:
    """Write columns of a shelter by compare-and-set.

    Raises:
        Stale: somebody else changed it.
    """
    rows = Shelter.objects.unscoped("the shelter was found in scope").filter(pk=found.pk, version=version)
    changed = _write(lambda: rows.update(**values, version=version + 1))
    if not changed:
        raise Stale("shelter.raced", _("别人刚改过这个安置点，请刷新后再改。"))
    found.refresh_from_db()


def _write(run: Any) -> Any:
    try:
        with transaction.atomic():
            return run()
    except IntegrityError as error:
        raise Invalid("shelter.double", _("这个名称在本地已有，或这个编号已被用过")) from error


def note(kind: str, found: Shelter, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    """Write what happened to a shelter into the journal."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("shelter", found.pk),
        division_path=found.division_path,
        data={"name": found.name, **data},
    )
