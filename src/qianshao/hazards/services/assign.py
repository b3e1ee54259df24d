"""To whom it is handed and until when; the unit works, and may ask for more time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, Stale
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.hazards.models import Extension, Hazard
from qianshao.hazards.rules.clocks import after
from qianshao.hazards.rules.ledger import Hand, assign_fault, decide_fault, extension_fault
from qianshao.hazards.selectors.ledger import open_extension
from qianshao.hazards.selectors.standards import grade_row, standard_row
from qianshao.hazards.services.hung import keep_date
from qianshao.hazards.services.wishes import drop_wish, settle_wish
from qianshao.hazards.services.writing import Told, advance, change, open_hazard, refuse
from qianshao.hazards.states.ledger import WITH_UNIT, ExtensionState, HazardState, Treatment


def assign_hazard(
    *,
    hazard_id: int,
    unit_name: str,
    department: str = "",
    person_name: str = "",
    unit_phone: str = "",
    due_at: datetime | None = None,
    treatment: str = "",
    order_no: str = "",
    interim: str = "",
    money: int | None = None,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Hand it to a unit with a date: ``due_at``, else the supervisor's, else the grade's days or the earlier date it
    came with (a hotline's). Once handed over: to another (转办).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: not verified, no unit, no date and none set for the grade, a past date,
            a later one than that of the level that hung it.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.assign", version)
    is_again = HazardState(hazard.state) in WITH_UNIT
    date = due_at or _standing(hazard, now, is_again=is_again) or _first_date(hazard, now)
    if is_again or (hazard.due_at or now) > now:  # one that passed before anybody had the word binds nobody
        keep_date(hazard, date, "hazards.assign", actor, now)
    refuse(assign_fault(is_verified=hazard.verified_at is not None, unit=unit_name, due_at=date, now=now))
    named = standard_row("departments", department, now) if department else None
    changes: dict[str, Any] = {
        **unit_columns(hazard, unit_name, unit_phone),
        "person_name": person_name.strip()[:40],
        "department": named["code"] if named else "",
        "department_name": str(named["name"])[:40] if named else "",
        "treatment": treatment if treatment in set(Treatment) else hazard.treatment,
        "order_no": order_no[:40] or hazard.order_no,
        "interim": interim[:300] or hazard.interim,
        "money": hazard.money if money is None else money,
        "assigned_at": now,
        "due_at": date,
    }
    with unit():
        told = Told(words, data={"unit": changes["unit_name"], "due_at": _day(date)})
        advance(hazard, "reassign" if is_again else "assign", told, actor=actor, now=now, **changes)
        drop_wish(hazard, actor=actor, now=now)
    return hazard


def unit_columns(hazard: Hazard, name: str, phone: str) -> dict[str, str]:
    """Name and number of the unit. The number that is known stays with its unit: another one's order and link must
    never go there.
    """
    name, phone = name.strip()[:80], phone.strip()[:40]
    is_same = name == hazard.unit_name or not hazard.unit_name
    return {"unit_name": name, "unit_phone": phone or (hazard.unit_phone if is_same else "")}


def _standing(hazard: Hazard, now: datetime, *, is_again: bool) -> datetime | None:
    """The date that stands already: the one agreed with the unit before, or that of 挂牌督办 if it has not passed."""
    if is_again:
        return hazard.due_at
    is_set = hazard.supervised_at is not None and hazard.due_at is not None and hazard.due_at > now
    return hazard.due_at if is_set else None


def _first_date(hazard: Hazard, now: datetime) -> datetime | None:
    """By the grade's clock, or the date it came with where that is earlier and has not passed."""
    dates = [after(grade_row(hazard.grade, now), "rectify_days", now), hazard.due_at]
    return min((date for date in dates if date is not None and date > now), default=None)


def start_work(
    *,
    hazard_id: int,
    words: str = "",
    money: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """The unit has begun.

    Raises:
        NotFound, NotAllowed, Stale.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix", version)
    with unit():
        money = hazard.money if money is None else money
        advance(hazard, "start", Told(words), actor=actor, now=now, money=money)
    return hazard


def report_progress(
    *,
    hazard_id: int,
    words: str,
    evidence: Iterable[UUID] = (),
    position: Position | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """How far the work has come; its photos count as photos of the work.

    Raises:
        NotFound, NotAllowed. Stale: the unit has not the word. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix")
    if HazardState(hazard.state) not in WITH_UNIT:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    refuse("" if words.strip() else "no_words")
    with unit():
        change(hazard, "progress", Told(words, evidence, position, made_at, command_id), actor=actor, now=now)
    return hazard


def ask_extension(
    *, hazard_id: int, until: datetime, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> Extension:
    """Ask for more time. One wish at a time.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no reason, not later than agreed, or one waits already.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix", version)
    if HazardState(hazard.state) not in WITH_UNIT:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    refuse(extension_fault(until=until, due_at=hazard.due_at, now=now, reason=reason))
    with unit():
        try:
            with transaction.atomic():
                wish: Extension = Extension.objects.create(
                    hazard=hazard,
                    division_path=hazard.division_path,
                    asked_by_id=actor.user_id,
                    asked_by=actor.label[:80],
                    asked_at=now,
                    before=hazard.due_at,
                    until=until,
                    reason=reason.strip()[:300],
                )
        except IntegrityError as error:
            raise Invalid("hazard.extension_open", _("已有一个延期申请在等批。")) from error
        change(hazard, "ask_extension", Told(reason, data={"until": _day(until)}), actor=actor, now=now)
    return wish


def decide_extension(*, hazard_id: int, granted: bool, words: str = "", actor: Actor, now: datetime) -> Extension:
    """Grant the wish for more time, which moves the date, or refuse it with words.

    Raises:
        NotFound, NotAllowed. Stale: none waits. Invalid: one's own wish, a refusal without words, or granted though
            another date agreed meanwhile, or today, is later than what was wished, or the date is of the level that
            hung it.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.accept")
    wish = _waiting(hazard)
    hands = Hand(wish.asked_by_id), Hand(actor.user_id)
    refuse(decide_fault(asker=hands[0], decider=hands[1], granted=granted, words=words))
    if granted:
        refuse(extension_fault(until=wish.until, due_at=hazard.due_at, now=now, reason=wish.reason))
        keep_date(hazard, wish.until, "hazards.accept", actor, now)
    with unit():
        settle_wish(wish, ExtensionState.GRANTED if granted else ExtensionState.REFUSED, words, actor, now)
        told = Told(words, data={"until": _day(wish.until)})
        if granted:
            change(hazard, "grant_extension", told, actor=actor, now=now, due_at=wish.until)
        else:
            change(hazard, "refuse_extension", told, actor=actor, now=now)
    return wish


def withdraw_extension(*, hazard_id: int, actor: Actor, now: datetime) -> Extension:
    """Take the wish back.

    Raises:
        NotFound, NotAllowed. Stale: none waits.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix")
    wish = _waiting(hazard)
    with unit():
        settle_wish(wish, ExtensionState.WITHDRAWN, "", actor, now)
        change(hazard, "withdraw_extension", Told(), actor=actor, now=now)
    return wish


def _waiting(hazard: Hazard) -> Extension:
    wish = open_extension(hazard)
    if wish is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    return wish


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}" if moment else ""
