"""A hazard was written down in the wrong village, or with a wrong place or position: it is put right."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.units import unit
from qianshao.divisions.choices import places
from qianshao.divisions.selectors import names_of
from qianshao.files.services import move_evidence
from qianshao.hazards.models import Extension, Guard, Hazard, Project, Reminder, Whistle
from qianshao.hazards.rules.correct import Where, correct_fault, crosses_town, is_moved, same_spot, spot_fault
from qianshao.hazards.services.find import came_back
from qianshao.hazards.services.guards import close_guard
from qianshao.hazards.services.whistle_writing import write_line
from qianshao.hazards.services.writing import Told, change, open_hazard, refuse
from qianshao.hazards.states.ledger import ExtensionState, GuardState
from qianshao.hazards.states.whistles import WhistleState
from qianshao.hazards.states.works import OPEN_PROJECT
from qianshao.journal.services import record
from qianshao.registry.selectors import record_by_uid, records

#: Guards the desk set name their person in words; all others are set by a cause, which sets them anew.
_BY_DESK = "desk"


def correct_hazard(
    *,
    hazard_id: int,
    where: Where,
    words: str,
    registered: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Put area, place and position right, and why. ``registered``: name or code of a place of the register, which
    fills what ``where`` leaves empty. No date changes; photos, requests, reminders and projects go along.

    Raises:
        NotFound, NotAllowed: not the actor's to verify, there or where it was. Stale: changed meanwhile, or over.
        Invalid: no words, nothing new, no such area, place or position, another county; a project that runs or a
            whistle that blows keeps it in its township.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.verify", version)
    if hazard.is_over:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    before, after = _stands(hazard), _named(actor, hazard, where, registered)
    _check(actor, hazard, before, after)
    refuse("" if words.strip() else "no_words")
    told = Told(words, data=_said(before, after))
    with unit():
        changes = _columns(before, after) | _returned(actor, hazard, before, after)
        change(hazard, "correct", told, actor=actor, now=now, **changes)
        _take_along(hazard, before, after, actor, now)
    return hazard


def _stands(hazard: Hazard) -> Where:
    names = ("division_path", "place_name", "address", "place_uid", "lon", "lat")
    return Where(**{name: getattr(hazard, name) for name in names})


def _named(actor: Actor, hazard: Hazard, where: Where, registered: str) -> Where:
    """What was said, cut to its columns; of a registered place what is missing."""
    text = registered.strip()
    found = _record(actor, hazard, where, text) if text else None
    if found is None:
        return replace(where, place_name=where.place_name.strip()[:120], address=where.address.strip()[:160])
    no_spot = where.lon is None and where.lat is None
    return replace(
        where,
        place_uid=found.uid,
        place_name=(where.place_name.strip() or found.name)[:120],
        address=(where.address.strip() or found.address)[:160],
        lon=found.lon if no_spot else where.lon,
        lat=found.lat if no_spot else where.lat,
    )


def _record(actor: Actor, hazard: Hazard, where: Where, text: str) -> Any:
    """The place of that name or code: the one it has already, else the only one, else the only one of the area."""
    known = record_by_uid(actor.scope, hazard.place_uid) if hazard.place_uid else None
    if known is not None and text in (known.name, known.code):
        return known
    rows = records(actor.scope).filter(Q(name=text) | Q(code=text))
    found = list(rows[:2])
    if len(found) > 1:
        found = list(records(actor.scope, under=where.division_path).filter(name=text)[:2])
    if len(found) != 1:
        refuse("place_many" if found or rows.exists() else "place_unknown")
    return found[0]


def _check(actor: Actor, hazard: Hazard, before: Where, after: Where) -> None:
    path = after.division_path
    actor.demand("hazards.verify", path)
    if not path or path not in names_of({path}):
        raise Invalid("hazard.area", _("没有这个区划。"))
    refuse(spot_fault(after))
    works = Project.objects.unscoped("of a hazard the verb has authorised")
    fault = correct_fault(
        before,
        after,
        has_project=works.filter(hazard=hazard, state__in=OPEN_PROJECT).exists(),
        has_whistle=_whistles(hazard).exists(),
    )
    refuse(fault)


def _whistles(hazard: Hazard) -> Any:
    rows = Whistle.objects.unscoped("of a hazard the verb has authorised")
    return rows.filter(hazard=hazard, state=WhistleState.OPEN)


def _columns(before: Where, after: Where) -> dict[str, Any]:
    """A position somebody wrote down has no metres; one that stands keeps its own."""
    values: dict[str, Any] = {
        "division_path": after.division_path,
        "place_name": after.place_name,
        "address": after.address,
        "place_uid": after.place_uid,
    }
    if same_spot(before, after):
        return values
    return values | {"lon": after.lon, "lat": after.lat, "accuracy": None if after.lon is None else 0.0}


def _returned(actor: Actor, hazard: Hazard, before: Where, after: Where) -> dict[str, Any]:
    """What may have come back is asked anew for another place, as it was when this one was found."""
    if same_spot(before, after) and before.place_uid == after.place_uid:
        return {}
    back = came_back(
        actor, hazard.kind, {"lon": after.lon, "lat": after.lat}, after.place_uid, hazard.grade, hazard.received_at,
        is_drill=hazard.is_drill, besides=hazard.pk,
    )  # fmt: skip
    return {"recurs_of": back}


def _said(before: Where, after: Where) -> dict[str, str]:
    """Before and after in words: only what is another."""
    named = places([before.division_path, after.division_path])
    lines = _line(before, named), _line(after, named)
    pairs = list(zip(*lines, strict=True))
    parts = [(old, new) for old, new in pairs if old != new] or pairs[:1]  # two areas may bear one name
    olds, news = [old or "—" for old, _new in parts], [new or "—" for _old, new in parts]
    return {"before": " ".join(olds), "after": " ".join(news)}


def _line(where: Where, named: dict[str, str]) -> tuple[str, ...]:
    spot = "" if where.lon is None or where.lat is None else f"{where.lon:.5f},{where.lat:.5f}"
    uid = str(where.place_uid or "")
    return named[where.division_path], where.place_name, where.address, spot, uid[:8]


def _take_along(hazard: Hazard, before: Where, after: Where, actor: Actor, now: datetime) -> None:
    """What hangs on the hazard is found where the hazard is; whose area lost it reads so in the journal."""
    if is_moved(before, after):
        _ask_guards_anew(hazard, before, actor, now)
    for whistle in _whistles(hazard):
        _put_right(whistle, before, hazard, actor, now)
    if before.division_path == after.division_path:
        return
    path, why = after.division_path, "of a hazard the verb has authorised"
    move_evidence(kind="hazard_act", ids=hazard.acts.values_list("pk", flat=True), division_path=path)
    Extension.objects.unscoped(why).filter(hazard=hazard, state=ExtensionState.OPEN).update(division_path=path)
    Reminder.objects.unscoped(why).filter(hazard=hazard, told_at__isnull=True).update(division_path=path)
    Project.objects.unscoped(why).filter(hazard=hazard).update(division_path=path)
    _tell_old_area(hazard, before, actor, now)


def _ask_guards_anew(hazard: Hazard, before: Where, actor: Actor, now: datetime) -> None:
    """Whoever stands by for a warning is named anew by the warning; whom the desk asked stays within the township."""
    rows = Guard.objects.unscoped("of a hazard the verb has authorised").filter(hazard=hazard, state=GuardState.OPEN)
    is_left = crosses_town(before.division_path, hazard.division_path)
    kept = [] if is_left else list(rows.filter(cause_kind=_BY_DESK).values_list("pk", flat=True))
    for guard in rows.exclude(pk__in=kept).select_related("hazard"):
        close_guard(guard, "", actor, now)
    rows.filter(pk__in=kept).update(division_path=hazard.division_path)


def _put_right(whistle: Whistle, before: Where, hazard: Hazard, actor: Actor, now: datetime) -> None:
    """A whistle that took its place from the hazard tells the departments the right one; its township stays."""
    spot = {} if (whistle.lon, whistle.lat) != (before.lon, before.lat) else {"lon": hazard.lon, "lat": hazard.lat}
    place = {} if whistle.place != before.place_name else {"place": hazard.place_name}
    if not spot and not place:
        return
    same = Whistle.objects.unscoped("a whistle of a hazard the verb has authorised").filter(pk=whistle.pk)
    same.update(**spot, **place)
    words = f"{places([hazard.division_path])[hazard.division_path]}{hazard.place_name}"
    write_line(whistle, "note", actor=actor, now=now, words=f"地点更正为{words}")  # zh: stored in the timeline


def _tell_old_area(hazard: Hazard, before: Where, actor: Actor, now: datetime) -> None:
    named = places([before.division_path, hazard.division_path])
    record(
        kind="hazards.ledger_left",
        actor=actor,
        now=now,
        subject=("hazard", hazard.pk),
        division_path=before.division_path,
        data={"no": hazard.no, "before": named[before.division_path], "after": named[hazard.division_path]},
        is_drill=hazard.is_drill,
    )
