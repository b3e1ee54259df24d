"""Compulsory measures that hold, and whether they may be made longer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from qianshao.enforcement.models import Case, CaseAct, CaseClock
from qianshao.enforcement.rules.inquiry import Longer, longer_fault, prolonged, still_open, waiting_prolongs
from qianshao.enforcement.selectors.cases import case_rule


def compel_clock(case: Case, held: CaseAct) -> "QuerySet[CaseClock]":
    """The running clock of a measure."""
    rows: QuerySet[CaseClock] = case.clocks.filter(act=held, code="compel", stopped_at__isnull=True)
    return rows


def longer_of(case: Case, acts: Sequence[CaseAct], held: CaseAct, days: int, now: datetime) -> Longer:
    """What making a measure of a case longer by ``days`` rests on; ``acts``: all of the case."""
    return Longer(
        measure=held.data["measure"],
        until=compel_clock(case, held).values_list("until", flat=True).first(),
        days=days,
        most=case_rule("prolong_days", now).get("number"),
        times=case_rule("prolong_times", now).get("number"),
        done=len(prolonged(acts, held.pk)),
    )


def prolongable(case: Case, acts: Sequence[CaseAct], now: datetime) -> list[CaseAct]:
    """The measures that may be made longer and for which nobody has asked it yet."""
    asked = {act.data["compulsion"] for act in waiting_prolongs(acts)}
    held = [act for act in still_open(acts, "compel", "lift_compel") if act.pk not in asked]
    return [act for act in held if longer_fault(longer_of(case, acts, act, 1, now), now) == ""]
