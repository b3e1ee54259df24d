"""Inquiry: somebody is called to be asked, the scene is examined, samples are taken, experts are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case, CaseAct
from qianshao.enforcement.rules.cases import order_fault, things_of
from qianshao.enforcement.rules.inquiry import ahead_fault, span_fault, still_open
from qianshao.enforcement.selectors.cases import acts_of
from qianshao.enforcement.services.dates import expert_time, move_clocks
from qianshao.enforcement.services.evidence import take_photos
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, open_case_row


def named(fault: str, **given: str) -> dict[str, str]:
    """Short words beside an act, cut to what a paper holds; the first may not be empty.

    Raises:
        Invalid: ``case.<fault>``, the first is empty.
    """
    kept = {name: value.strip()[:300] for name, value in given.items()}
    if not next(iter(kept.values())):
        raise Invalid(f"case.{fault}", _("请把要填的填齐。"))
    return kept


def summon_person(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    asked: str,
    when: datetime | None,
    where: str,
    bring: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Call somebody to be asked; ``words``: about what, ``bring``: which papers to bring along.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, nobody, no place, no time ahead.
    """
    case = open_case_row(actor, case_id, "summon", version)
    refuse(ahead_fault(when, now))
    data = named("nobody_asked", asked=asked[:40]) | named("no_where", where=where, bring=bring)
    with unit():
        data["when"] = when.isoformat() if when else ""
        beside(case, "summon", Told(words, officers, data), actor=actor, now=now)
    return case


def examine_scene(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    began: datetime | None,
    ended: datetime | None,
    present: str = "",
    witness: str = "",
    weather: str = "",
    photos: Sequence[UUID] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """The record of an examination of the scene; its photos go into the chain of evidence under this act.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, no beginning and end, files that are no photos.
    """
    case = open_case_row(actor, case_id, "examine", version)
    refuse(span_fault(began, ended, now))
    data: dict[str, Any] = {"present": present.strip()[:200], "witness": witness.strip()[:80]}
    data |= {"weather": weather.strip()[:80]}
    data |= {"began": began.isoformat() if began else "", "ended": ended.isoformat() if ended else ""}
    with unit():
        act = beside(case, "examine", Told(words, officers, data), actor=actor, now=now)
        if photos:
            take_photos(case, act, photos, str(_("勘验现场")), actor=actor, now=now)
    return case


def take_sample(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    things: str,
    present: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Samples taken as evidence (行政处罚法 56). ``things``: a line each, name, number, batch, where kept; ``words``:
    how they were taken; ``present``: who of the party stood by.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, no list, a line without name and number.
    """
    case = open_case_row(actor, case_id, "sample", version)
    listed = things_of(things)
    refuse("" if listed else "no_things")
    with unit():
        data = {"things": [asdict(thing) for thing in listed or []], "present": present.strip()[:200]}
        beside(case, "sample", Told(words, officers, data), actor=actor, now=now)
    return case


def commission_experts(
    *,
    case_id: int,
    words: str,
    agency: str,
    materials: str = "",
    due_at: datetime | None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Ask experts; ``words``: what they shall find out, until ``due_at``. Clocks that by the county's rules do not
    count this time are put off by it.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, no agency, no date ahead.
    """
    case = open_case_row(actor, case_id, "commission", version)
    refuse(order_fault(due_at, now))
    data: dict[str, Any] = named("no_agency", agency=agency, materials=materials)
    with unit():
        if due_at is not None:
            data |= {"reply_by": due_at.isoformat(), "out": expert_time(case, due_at, now)}
        beside(case, "commission", Told(words, data=data), actor=actor, now=now)
        move_clocks(case)
    return case


def record_opinion(
    *,
    case_id: int,
    words: str,
    commission: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """What the experts found. Came it earlier than was agreed, the clocks get back the days that were not needed.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, nobody was asked, or it is not said which.
    """
    case = open_case_row(actor, case_id, "expertise", version)
    asked = chosen(still_open(acts_of(case), "commission", "expertise"), commission)
    with unit():
        data = {"of": asked.pk, "agency": asked.data["agency"]}
        beside(case, "expertise", Told(words, data=data), actor=actor, now=now)
        move_clocks(case)
    return case


def chosen(waiting: Sequence[CaseAct], key: int | None) -> CaseAct:
    """The act that is meant: the only one that waits, or the one that was chosen.

    Raises:
        Invalid: none waits, or it is not said which.
    """
    if key is None and len(waiting) == 1:
        return waiting[0]
    found = next((act for act in waiting if act.pk == key), None)
    if found is None:
        raise Invalid("case.which", _("请选办的是哪一件；可能别人已经办了，请刷新后再看。"))
    return found
