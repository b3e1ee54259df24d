"""A fine that the party cannot pay in time is put off or paid by instalments; one that is not paid goes to court."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.units import unit
from qianshao.enforcement.models import Case, CaseAct
from qianshao.enforcement.rules.inquiry import still_open
from qianshao.enforcement.rules.money import Part, court_fault, parts_of, plan_fault
from qianshao.enforcement.selectors.cases import acts_of, case_rule
from qianshao.enforcement.selectors.money import court_of, owed, plan_of
from qianshao.enforcement.services.dates import last_minute, put_clock, set_turn
from qianshao.enforcement.services.inquire import chosen
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, not_own, open_case_row


def ask_deferral(
    *, case_id: int, words: str, plan: str, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """The party asks to pay later (行政处罚法 66); ``plan``: a line an instalment, day and yuan; ``words``: why.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nothing is owed, one is waiting, impossible days, other sums.
    """
    case = open_case_row(actor, case_id, "ask_defer", version)
    refuse("defer_open" if waiting_deferrals(case) else "")
    parts = parts_of(plan, owed(case))
    _refuse_plan(case, parts, now)
    with unit():
        beside(case, "ask_defer", Told(words, data={"plan": _kept(parts)}), actor=actor, now=now)
    return case


def decide_deferral(
    *, case_id: int, agreed: bool, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Say yes or no, by another than who wrote the wish down. With a yes the day for paying moves: each instalment
    has its own clock.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own wish, nothing was asked, days that have passed or sums that
        are not owed any more, no words with a no.
    """
    act = "grant_defer" if agreed else "refuse_defer"
    case = open_case_row(actor, case_id, act, version)
    asked = chosen(waiting_deferrals(case), None)
    not_own(asked.by_id, asked.by_label, actor)
    parts = plan_of(asked.data)
    if agreed:
        _refuse_plan(case, parts, now)
    with unit():
        data = {"of": asked.pk, "plan": asked.data["plan"], "paid_before": case.paid}
        made = beside(case, act, Told(words, data=data), actor=actor, now=now)
        if agreed:
            _start_parts(case, made, parts, now)
    return case


def waiting_deferrals(case: Case) -> list[CaseAct]:
    """Wishes to pay later that nobody has decided."""
    return still_open(acts_of(case), "ask_defer", "grant_defer", "refuse_defer")


def _refuse_plan(case: Case, parts: list[Part], now: datetime) -> None:
    refuse("" if owed(case) else "nothing_owed")
    most = case_rule("defer_most", now).get("number")
    refuse(plan_fault(parts, owed=owed(case), today=now.astimezone(BEIJING).date(), most_days=most))


def _kept(parts: list[Part]) -> list[dict[str, object]]:
    return [{"until": part.until.isoformat(), "yuan": part.yuan} for part in parts]


def _start_parts(case: Case, act: CaseAct, parts: list[Part], now: datetime) -> None:
    name, today = str(case_rule("pay", now).get("name", "")), now.astimezone(BEIJING).date()
    for n, part in enumerate(parts, start=1):
        called = f"{name} {n}/{len(parts)}" if len(parts) > 1 else name
        put_clock(case, act, "pay", last_minute(part.until), now, name=called, number=(part.until - today).days)
    set_turn(case)


def apply_court(
    *, case_id: int, words: str, quiet: bool, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Ask the court to carry out the decision (行政强制法 53 to 55), not by the one who proposed the punishment;
    ``quiet``: it was looked up that the party neither asked for review nor sued.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nothing is owed, the time to complain or to pay is not over, no
        reminder, or too short a time since, too late, it was asked before.
    """
    case = open_case_row(actor, case_id, "apply_court", version)
    not_own(case.proposer_id, case.proposer, actor)
    refuse(court_fault(court_of(case, now, is_quiet=quiet), now))
    with unit():
        beside(case, "apply_court", Told(words, data={"owed": owed(case)}), actor=actor, now=now)
    return case
