"""How a verb changes a case: it moves by compare-and-set, one act is appended, clocks start and stop, one line in the
journal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed, Stale
from qianshao.core.states import move
from qianshao.enforcement.models import Case, CaseAct, Counter
from qianshao.enforcement.rules.cases import (
    COUNTY_PATH,
    asked_at,
    needs_officers,
    officers_fault,
    other_person_fault,
    words_fault,
)
from qianshao.enforcement.selectors.cases import case_of, case_rule, is_county_wide
from qianshao.enforcement.selectors.registers import as_signer, day_of, signers
from qianshao.enforcement.services.dates import set_turn, start_clocks, stop_clocks
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.states import BESIDES, MOVES, CaseState, may_beside
from qianshao.journal.services import record


@dataclass(frozen=True)
class Told:
    """What came with an act: words, who signed, what is kept beside; ``to``: where a refusal leads back to."""

    words: str = ""
    officers: Iterable[int] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    to: CaseState | None = None


def open_case_row(actor: Actor, case_id: int, act: str, version: int | None = None) -> Case:
    """The case, if this actor may do ``act`` and nobody changed it since ``version``.

    What is approved or decided is asked at the body whose case it is, and so is the handling of the county's own
    (``asked_at``): a township decides nothing there and takes no payment.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile.
    """
    case = case_of(actor.scope, case_id)
    right = MOVES[act].permission if act in MOVES else BESIDES[act]
    where = asked_at(right, body=case.body, mode=case.mode, place=case.division_path, body_area=case.body_path)
    if where == case.division_path:
        actor.demand(right, where)
    elif not actor.scope.may(right, where):
        raise NotAllowed("case.body", _("这一步要由{body}的负责人办。"), body=case.body_name)
    if version is not None and version != case.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    return case


def advance(case: Case, act: str, told: Told, *, actor: Actor, now: datetime, **changes: Any) -> CaseAct:
    """Move the case along ``act`` with ``changes``, start and stop clocks, write the act.

    Raises:
        Stale: not in a state this starts from, or changed meanwhile. Invalid: no words, or not enough officers.
    """
    refuse(words_fault(act, told.words))
    signed = _signed(case, act, told.officers, now)
    step = replace(MOVES[act], target=told.to) if told.to else MOVES[act]
    move(case, step, **changes, state_at=now, **({"ended_at": now} if _ends(act) else {}))
    return _write(case, act, told, signed, actor=actor, now=now)


def beside(case: Case, act: str, told: Told, *, actor: Actor, now: datetime, **changes: Any) -> CaseAct:
    """Do something without moving the case.

    Raises:
        Stale: it is over, or changed meanwhile. Invalid: as for ``advance``.
    """
    refuse(words_fault(act, told.words))
    if not may_beside(act, case.state):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    signed = _signed(case, act, told.officers, now)
    same = Case.objects.unscoped("a row the verb has authorised").filter(pk=case.pk, version=case.version)
    if not same.update(version=case.version + 1, **changes):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    for name, value in (changes | {"version": case.version + 1}).items():
        setattr(case, name, value)
    return _write(case, act, told, signed, actor=actor, now=now)


def not_own(first_id: int | None, first: str, actor: Actor) -> None:
    """Whoever asked does not grant.

    Raises:
        Invalid: it is the same person.
    """
    refuse(other_person_fault(first_id=first_id, first=first, second_id=actor.user_id, second=actor.label[:80]))


def _ends(act: str) -> bool:
    return MOVES[act].target in (
        CaseState.CLOSED, CaseState.HANDED_OVER, CaseState.NOT_PUNISHED, CaseState.WITHDRAWN,
    )  # fmt: skip


def _signed(case: Case, act: str, ids: Iterable[int], now: datetime) -> list[dict[str, Any]]:
    """Who signed, as they stand in the register today."""
    rows = signers(list(ids), case.division_path[:COUNTY_PATH])
    if needs_officers(act) or rows:
        least = int(case_rule("officers", now).get("number") or 2)
        wide = is_county_wide(case.mode, now)
        fault = officers_fault(
            [as_signer(row) for row in rows],
            least=least,
            today=day_of(now),
            case_path=case.division_path,
            whole_county=wide,
        )
        refuse(fault)
    return [
        {
            "id": row.pk,
            "name": row.name,
            "certificate": row.certificate,
            "organisation": row.organisation,
            "valid_until": row.valid_until.isoformat(),
        }
        for row in rows
    ]


def _write(case: Case, act: str, told: Told, signed: list[dict[str, Any]], *, actor: Actor, now: datetime) -> CaseAct:
    made = write_act(case, act, told, signed, actor=actor, now=now)
    stop_clocks(case, act, now)
    start_clocks(case, made, now)
    set_turn(case)
    return made


def write_act(
    case: Case, act: str, told: Told, signed: list[dict[str, Any]], *, actor: Actor, now: datetime
) -> CaseAct:
    """Append the act and tell the journal."""
    made: CaseAct = CaseAct.objects.create(
        case=case,
        act=act,
        at=now,
        by_id=actor.user_id,
        by_label=actor.label[:80],
        officers=signed,
        words=told.words.strip()[:1000],
        data=dict(told.data),
    )
    note(f"enforcement.{act}", case, actor, now)
    return made


def note(kind: str, case: Case, actor: Actor, now: datetime, **data: Any) -> None:
    """A line in the journal about a case."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("enforcement_case", case.pk),
        division_path=case.division_path,
        data={"no": case.no, **data},
        is_drill=case.is_drill,
    )


def coming_serial(county: str, year: int, kind: str) -> int:
    """The number that comes next, if nobody is faster."""
    last = Counter.objects.filter(county=county, year=year, kind=kind).values_list("last", flat=True).first()
    return (last or 0) + 1


def take_serial(county: str, year: int, kind: str, serial: int) -> bool:
    """Take the number that was coming, in the caller's transaction; False: somebody was faster."""
    with transaction.atomic():
        Counter.objects.get_or_create(county=county, year=year, kind=kind)
    mine = Counter.objects.filter(county=county, year=year, kind=kind, last=serial - 1)
    return bool(mine.update(last=serial))


def next_serial(county: str, year: int, kind: str) -> int:
    """Count on within county, year and kind, by compare-and-set. Part of the caller's transaction: what is undone
    gives its number back, so there are no gaps.

    Raises:
        Stale: others were faster many times over.
    """
    with transaction.atomic():
        Counter.objects.get_or_create(county=county, year=year, kind=kind)
    mine = Counter.objects.filter(county=county, year=year, kind=kind)
    for _try in range(20):
        last = mine.values_list("last", flat=True).get()
        if mine.filter(last=last).update(last=last + 1):
            return int(last) + 1
    raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
