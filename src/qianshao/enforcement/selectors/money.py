"""What is owed of a fine, until when, and whether the court may be asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from qianshao.core.clock import BEIJING
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.clocks import until
from qianshao.enforcement.rules.money import Court, Part, months_later
from qianshao.enforcement.selectors.cases import calendar, case_rule


@dataclass(frozen=True)
class Granted:
    """How paying was put off: by which act, the instalments, what had been paid before, when."""

    act_id: int
    parts: list[Part]
    paid_before: int
    at: datetime


def owed(case: Any) -> int:
    """Yuan of the fine not paid yet."""
    return max(0, (case.fine or 0) - case.paid) if case.decided_at else 0


def plan_of(data: dict[str, Any]) -> list[Part]:
    """The instalments an act holds."""
    return [Part(date.fromisoformat(one["until"]), int(one["yuan"])) for one in data.get("plan", [])]


def granted(case: Case) -> Granted | None:
    """The newest plan that was granted."""
    act = case.acts.filter(act="grant_defer").order_by("-id").first()
    return Granted(act.pk, plan_of(act.data), int(act.data.get("paid_before", 0)), act.at) if act else None


def pay_until(case: Case) -> datetime | None:
    """The last day for paying what comes next, when the decision has been served; all paid: what the last one was."""
    rows = case.clocks.filter(code="pay")
    found = rows.filter(stopped_at__isnull=True).order_by("until", "id").first() or rows.order_by("-id").first()
    return found.until if found else None


def overdue(case: Case, now: datetime) -> int:
    """Yuan that should have been paid by now."""
    plan, last = granted(case), pay_until(case)
    if plan is None:
        return owed(case) if last is not None and last < now else 0
    today = now.astimezone(BEIJING).date()
    return max(0, sum(part.yuan for part in plan.parts if part.until < today) - (case.paid - plan.paid_before))


def complaint_until(case: Case, now: datetime) -> datetime | None:
    """The last moment to ask for review or to sue, counted from the service; None: not served, or nothing is set."""
    days, months = (case_rule(code, now).get("number") for code in ("appeal_days", "sue_months"))
    if case.served_at is None or not days or not months:
        return None
    served = case.served_at.astimezone(BEIJING)
    last = max(served + timedelta(days=int(days)), months_later(served, int(months)))
    return last.replace(hour=23, minute=59)


def urged_at(case: Case) -> datetime | None:
    """When the party was reminded of what is to be paid now: not of what was put off since."""
    plan = granted(case)
    acts = case.acts.filter(act="urge", pk__gt=plan.act_id if plan else 0).order_by("-id")
    found: datetime | None = acts.values_list("at", flat=True).first()
    return found


def court_of(case: Case, now: datetime, *, is_quiet: bool = True) -> Court:
    """What an application to the court rests on; ``is_quiet``: nobody has complained. Without the days to wait after
    a reminder the reminder's own day counts.
    """
    wait, urged = case_rule("urge_wait", now), urged_at(case)
    days, unit = wait.get("number") or 0, str(wait.get("unit") or "days")
    months = case_rule("court_months", now).get("number")
    return Court(
        owed=owed(case),
        complaint_until=complaint_until(case, now),
        pay_until=pay_until(case),
        urged_until=until(urged, days, unit, calendar(now), BEIJING) if urged else None,
        months=int(months) if months else None,
        is_quiet=is_quiet,
        is_asked=case.acts.filter(act="apply_court").exists(),
    )
