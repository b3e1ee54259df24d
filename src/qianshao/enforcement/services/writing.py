"""How a verb changes a case: it moves by compare-and-set, one act is appended, clocks start and stop, one line in the
journal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.states import move
from qianshao.enforcement.models import Case, CaseAct, CaseClock, Counter
from qianshao.enforcement.rules.cases import (
    COUNTY_PATH,
    asked_at,
    needs_officers,
    officers_fault,
    other_person_fault,
    words_fault,
)
from qianshao.enforcement.rules.clocks import STARTS, stopped_by, until
from qianshao.enforcement.selectors.cases import calendar, case_of, case_rule, is_county_wide
from qianshao.enforcement.selectors.registers import as_signer, day_of, signers
from qianshao.enforcement.states import BESIDES, DECIDED, MOVES, CaseState
from qianshao.journal.services import record

SENTENCES = {
    "no_words": _("请写明情况。"),
    "too_few": _("执法人员不得少于两人，请选齐。"),
    "certificate": _("有执法人员的证件今天不在有效期内。"),
    "elsewhere": _("有执法人员不在这里执法；联合、协作执法请先选对执法方式。"),
    "own_wish": _("提出的人不能自己批，请另一位负责人办。"),
    "no_date": _("请写整改期限。"),
    "past_date": _("期限要晚于现在。"),
    "no_basis": _("请写违法事项和处罚依据。"),
    "no_fine": _("请写罚款数额。"),
    "no_evidence": _("还没有证据，不能处罚。"),
    "not_delegated": _("这个事项没有赋权给本乡镇，乡镇不能处罚，请移送县里。"),
    "too_early": _("陈述申辩的期限还没有过，当事人没有放弃，再等等。"),
    "no_wait": _("没有定陈述申辩的期限，不能算到期没有提出；请当事人明确放弃，或先在隐患标准里定期限，重新告知。"),
    "no_hearing": _("告知时没有听证的权利，或已经放弃、已经办过，不能再要求听证。"),
    "hearing_late": _("要求听证的期限已经过了。"),
    "no_chair": _("请写听证主持人。"),
    "own_hearing": _("调查这个案件的人不能主持听证，请另一位负责人主持。"),
    "no_present": _("请写参加讨论的负责人，至少两位，用顿号隔开。"),
    "hearing_open": _("当事人还可以要求听证，期限没有过，也没有放弃，再等等。"),
    "no_review": _("这样的处罚先要法制审核，审核通过才能决定。"),
    "review_against": _("法制审核没有通过，不能决定；退回补查，或重新审核。"),
    "no_discussion": _("这样的处罚先要负责人集体讨论，记下来才能决定。"),
    "no_carry_out": _("请写怎么履行、到什么时候。"),
    "nothing_owed": _("没有欠缴的罚款。"),
    "not_due": _("还没有送达，或缴款期限还没有过，不用催缴。"),
    "no_things": _("请一行写一件物品：名称，数量，状况，存放地点。"),
    "hold_open": _("先行登记保存的物品还没有处理。"),
    "unpaid": _("罚款没有缴清；确实要结，请写明为什么。"),
    "not_mended": _("责令整改过，复查没有合格，不能办结。"),
    "no_hold": _("没有先行登记保存的物品。"),
    "not_decided": _("还没有处罚决定。"),
}
_NO_DATE = timedelta(days=365_250)
_OVER = datetime(9000, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def refuse(fault: str) -> None:
    """Let the verb go on only if nothing is wrong.

    Raises:
        Invalid: with the code ``case.<fault>``.
    """
    if fault:
        raise Invalid(f"case.{fault}", SENTENCES[fault])


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
    if case.is_over and not (act == "note" or (act in ("publish", "urge") and case.state in DECIDED)):
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
    _stop_clocks(case, act, now)
    for code in STARTS.get(act, ()):
        _start_clock(case, code, made, now)
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


def _stop_clocks(case: Case, act: str, now: datetime) -> None:
    if codes := stopped_by(act):
        case.clocks.filter(code__in=codes, stopped_at__isnull=True).update(stopped_at=now)


def _start_clock(case: Case, code: str, act: CaseAct, now: datetime) -> None:
    """By the county's rules; where no number is set, nothing runs."""
    if (code == "pay" and not case.fine) or (code == "hearing" and not act.data.get("hearing_right")):
        return
    row = case_rule(code, now)
    if not row.get("number"):
        return
    CaseClock.objects.create(
        case=case,
        act=act,
        code=code,
        name=str(row["name"])[:40],
        since=now,
        until=until(now, row["number"], row["unit"], calendar(now), BEIJING),
        number=int(row["number"]),
        unit=row["unit"],
        source=str(row.get("source", ""))[:200],
        sure=row["sure"],
    )


def set_turn(case: Case) -> None:
    """Where the case stands in the list: by its nearest date."""
    if case.is_over:
        turn = _OVER - ((case.ended_at or case.state_at) - _EPOCH)
    else:
        dates = list(case.clocks.filter(stopped_at__isnull=True).values_list("until", flat=True))
        if case.is_order_open and case.due_at:
            dates.append(case.due_at)
        turn = min(dates, default=case.opened_at + _NO_DATE)
    Case.objects.unscoped("a row the verb has authorised").filter(pk=case.pk).update(turn_at=turn)
    case.turn_at = turn


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
