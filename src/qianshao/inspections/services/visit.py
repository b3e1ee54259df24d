"""Start a visit, hand it to somebody else, cancel it, say why it was missed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.selectors import user_by_id
from qianshao.core.actor import Actor
from qianshao.core.errors import Stale, TooLate
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.geo.measure import distance_m
from qianshao.inspections.models import Visit
from qianshao.inspections.rules import presence_of
from qianshao.inspections.selectors import checklist_of, number_in_force
from qianshao.inspections.services.seals import unseal_draws
from qianshao.inspections.services.writing import arranged_visit, open_visit, own_visit, refuse, tell
from qianshao.inspections.states import MOVES, PRESENCE_LABELS, Presence, VisitKind, VisitState
from qianshao.registry.rules import code_of

#: Kinds of presence that somebody at a desk may write down; they prove nothing.
_TOLD = (Presence.PAPER, Presence.UNIT)


def start_visit(
    *,
    visit_id: int,
    code: str = "",
    how: str = "",
    position: Position | None = None,
    told: str = "",
    words: str = "",
    made_at: datetime | None = None,
    version: int | None = None,
    lenient: bool = False,
    checklist_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Visit:
    """Somebody is there. ``code``: what stands on the place's label, and ``how`` it came (scan, link, typed), as the
    device says. ``told``: paper or unit, for
    what a desk writes down later. From then on everybody of the area may see the visit.

    ``lenient``: a phone brings the whole record, made without a network: a code that is not the place's then proves
    nothing instead of stopping it.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: another place's code, or nothing proves it and no words.
        TooLate: missed longer ago than the county lets be caught up.
    """
    visit = own_visit(actor, visit_id, version)
    at = min(made_at or now, now)
    _in_time(visit, at, now)
    presence, metres, said = _presence(visit, code, how, position, told, words, lenient=lenient, now=now)
    checklist = checklist_of(visit.place_class, now, checklist_version)
    with unit():
        move(
            visit,
            MOVES["start"],
            state_at=now,
            started_at=at,
            starter_id=actor.user_id,
            starter_label=actor.label[:80],
            is_late=at > visit.due_at,
            is_sealed=False,
            presence=presence,
            presence_words=said,
            metres=metres,
            at_lon=position.lon if position else None,
            at_lat=position.lat if position else None,
            at_accuracy=position.accuracy if position else None,
            checklist_version=checklist.version,
            items=[dict(item) for item in checklist.items],
        )
        unseal_draws([visit.draw_id])
        words_of = str(PRESENCE_LABELS[Presence(presence)])
        tell("inspections.started", visit, actor, now, at=at, presence=words_of)
    return visit


def _in_time(visit: Visit, at: datetime, now: datetime) -> None:
    days = number_in_force("catch_up_days", now)
    if visit.state == VisitState.MISSED and at > visit.due_at + timedelta(days=days):
        raise TooLate("inspection.too_late", _("漏检已超过 {days} 天，不能再补，请写明原因。"), days=days)


def _presence(
    visit: Visit,
    code: str,
    how: str,
    position: Position | None,
    told: str,
    words: str,
    *,
    lenient: bool,
    now: datetime,
) -> tuple[Presence, float | None, str]:
    words = words.strip()[:200]
    matches = bool(code.strip()) and code_in(code) == visit.code
    if code.strip() and not matches:
        refuse("" if lenient else "code")
        words = words or str(_("码不是这个场所的"))
    metres = None
    if position is not None and visit.lon is not None and visit.lat is not None:
        metres = distance_m(visit.lon, visit.lat, position.lon, position.lat)
    if told in _TOLD and not matches:
        return (Presence.UNIT if visit.kind == VisitKind.SELF else Presence.PAPER), metres, words
    near = number_in_force("near_metres", now)
    accuracy = position.accuracy if position else 0.0
    found = presence_of(matches=matches, how=how, metres=metres, accuracy=accuracy, near=near)
    refuse("no_presence" if found == Presence.NONE and not words and not lenient else "")
    return found, metres, words


def code_in(text: str) -> str:
    """The register's code out of a scanned address or a typed line; empty: none."""
    parts = [part for part in text.strip()[:200].split("?")[0].split("/") if part]
    return code_of(parts[-1]) if parts else ""


def hand_visit(*, visit_id: int, user_id: int, version: int | None = None, actor: Actor, now: datetime) -> Visit:
    """Somebody else goes.

    Raises:
        NotFound, NotAllowed. Stale: over already, or changed meanwhile.
    """
    visit = arranged_visit(actor, visit_id, version)
    user = user_by_id(actor.scope, user_id)
    with transaction.atomic(durable=True):
        changed = _change(visit, {"assignee_id": user.pk, "assignee_label": user.display_name[:80]})
        if not changed.is_sealed:
            tell("inspections.handed", changed, actor, now, who=user.display_name)
    return changed


def give_reason(*, visit_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Visit:
    """Why it was missed.

    Raises:
        NotFound, NotAllowed. Invalid: no words. Stale: it is not missed any more.
    """
    visit = open_visit(actor, visit_id, "inspections.plan", version)
    visit = arranged_visit(actor, visit_id, version) if visit.draw_id is not None else visit
    refuse("" if words.strip() else "reason")
    if visit.state != VisitState.MISSED:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    with transaction.atomic(durable=True):
        changed = _change(visit, {"reason": words.strip()[:300], "reason_by": actor.label[:80]})
        if not changed.is_sealed:
            tell("inspections.reasoned", changed, actor, now)
    return changed


def cancel_visit(*, visit_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Visit:
    """Nobody needs to go: closed for good, moved away. A drawn one is hidden no longer.

    Raises:
        NotFound, NotAllowed. Invalid: no words. Stale: done already, or changed meanwhile.
    """
    visit = arranged_visit(actor, visit_id, version)
    refuse("" if words.strip() else "reason")
    said = {"reason": words.strip()[:300], "reason_by": actor.label[:80]}
    with transaction.atomic(durable=True):
        move(visit, MOVES["cancel"], state_at=now, is_sealed=False, **said)
        unseal_draws([visit.draw_id])
        tell("inspections.cancelled", visit, actor, now, reason=words.strip()[:120])
    return visit


def _change(visit: Visit, values: dict[str, Any]) -> Visit:
    """Columns that are no state, by compare-and-set, while somebody may still go."""
    same = Visit.objects.unscoped("a row the verb has authorised").filter(
        pk=visit.pk, version=visit.version, state__in=(VisitState.DUE, VisitState.STARTED, VisitState.MISSED)
    )
    if not same.update(**values, version=visit.version + 1):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    for name, value in values.items():
        setattr(visit, name, value)
    visit.version += 1
    return visit
