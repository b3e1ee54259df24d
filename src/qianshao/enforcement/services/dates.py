"""Clocks of a case start, stop and move; where the case stands in the list follows them."""

from datetime import UTC, date, datetime, time, timedelta

from qianshao.core.clock import BEIJING
from qianshao.enforcement.models import Case, CaseAct, CaseClock
from qianshao.enforcement.rules.clocks import STARTS, stopped_by, until
from qianshao.enforcement.rules.inquiry import EXPERT_RULES, days_out, days_together
from qianshao.enforcement.rules.money import paid_parts
from qianshao.enforcement.selectors.cases import acts_of, calendar, case_rule
from qianshao.enforcement.selectors.money import granted

_NO_DATE = timedelta(days=365_250)
_OVER = datetime(9000, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stop_clocks(case: Case, act: str, now: datetime) -> None:
    """Stop what an act stops."""
    if codes := stopped_by(act):
        case.clocks.filter(code__in=codes, stopped_at__isnull=True).update(stopped_at=now)


def start_clocks(case: Case, act: CaseAct, now: datetime) -> None:
    """Start what an act starts, by the county's rules; where no number is set, nothing runs."""
    for code in STARTS.get(act.act, ()):
        if (code == "pay" and not case.fine) or (code == "hearing" and not act.data.get("hearing_right")):
            continue
        row = case_rule(code, now)
        if row.get("number"):
            end = until(now, row["number"], row["unit"], calendar(now), BEIJING)
            put_clock(case, act, code, end, now, name=str(row["name"]), number=int(row["number"]), unit=row["unit"])


def put_clock(
    case: Case, act: CaseAct, code: str, end: datetime, now: datetime, *, name: str, number: int, unit: str = "days"
) -> None:
    """A clock until ``end``; source and sureness are those of the county's rule of that code."""
    row = case_rule(code, now)
    CaseClock.objects.create(
        case=case,
        act=act,
        code=code,
        name=name[:40],
        since=now,
        until=end,
        number=number,
        unit=unit,
        source=str(row.get("source", ""))[:200],
        sure=row.get("sure", "U"),
    )


def last_minute(day: date) -> datetime:
    """The end of a day in Beijing."""
    return datetime.combine(day, time(23, 59), BEIJING)


def stop_paid(case: Case, now: datetime) -> None:
    """Stop the clocks whose sums are paid: of instalments the first ones, else the one when nothing is owed."""
    clocks = case.clocks.filter(code="pay", stopped_at__isnull=True)
    if case.paid >= (case.fine or 0):
        clocks.update(stopped_at=now)
    elif (plan := granted(case)) is not None:
        rows = list(case.clocks.filter(code="pay", act_id=plan.act_id).order_by("until", "id"))
        done = rows[: paid_parts(plan.parts, case.paid - plan.paid_before)]
        clocks.filter(pk__in=[row.pk for row in done]).update(stopped_at=now)
    set_turn(case)


def expert_time(case: Case, due_at: datetime, now: datetime) -> dict[str, int]:
    """Which running clocks do not count the days with experts until ``due_at``, and how many: by clock, as a key of
    JSON.
    """
    running = case.clocks.filter(code__in=EXPERT_RULES, stopped_at__isnull=True)
    found = {
        str(clock.pk): days_out(since=now, due_at=due_at, most=case_rule(EXPERT_RULES[clock.code], now).get("number"))
        for clock in running
    }
    return {key: days for key, days in found.items() if days}


def move_clocks(case: Case) -> None:
    """Put the days with experts on running clocks, or take back those that were not needed; days on which several
    experts looked count once.
    """
    acts = acts_of(case)
    asked = [act for act in acts if act.act == "commission"]
    replied = {act.data["of"]: act.at for act in acts if act.act == "expertise"}
    for clock in case.clocks.filter(code__in=EXPERT_RULES, stopped_at__isnull=True):
        days = days_together(_span(act, str(clock.pk), replied.get(act.pk)) for act in asked)
        if days != clock.out_days:
            clock.until, clock.out_days = clock.until + timedelta(days=days - clock.out_days), days
            clock.save(update_fields=["until", "out_days"])
    set_turn(case)


def _span(asked: CaseAct, clock: str, replied: datetime | None) -> tuple[datetime, int]:
    """Since when and how many days a clock does not count while experts look: as agreed, or until they replied."""
    agreed = int(asked.data.get("out", {}).get(clock, 0))
    used = agreed if replied is None else days_out(since=asked.at, due_at=replied, most=agreed)
    return asked.at, used


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
