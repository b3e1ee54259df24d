"""Dates come near and pass: whoever must do something hears of it, once for each step."""

from datetime import datetime, timedelta

from qianshao.core.actor import Actor
from qianshao.core.sweeps import one_by_one
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard, Milestone, Reminder
from qianshao.hazards.rules.clocks import Step, due_steps, next_moment
from qianshao.hazards.selectors.standards import Clocks, clocks_at
from qianshao.hazards.services.hung import copies_of
from qianshao.hazards.services.writing import Told, write_act

#: When a row that could not be done is tried again.
AGAIN = timedelta(hours=1)


def remind_due(*, limit: int, actor: Actor, now: datetime) -> int:
    """Take the steps that have come due, at most ``limit`` hazards; how many hazards.

    After a long stop of the machine every step missed is written, with the moment it is taken now.
    """
    with unit():
        waiting = Hazard.objects.unscoped("the sweep looks at every hazard").filter(remind_at__lte=now)
        rows = list(waiting.order_by("remind_at", "id").select_for_update(skip_locked=True)[:limit])
        clocks = clocks_at(now)
        one_by_one(
            "hazards.remind", rows, lambda row: _remind(row, clocks, actor, now), lambda row: _push_on(row, now)
        )
    return len(rows)


def _push_on(hazard: Hazard, now: datetime) -> None:
    Hazard.objects.unscoped("as above").filter(pk=hazard.pk).update(remind_at=now + AGAIN)


def _remind(hazard: Hazard, clocks: Clocks, actor: Actor, now: datetime) -> None:
    steps, due = clocks.steps(hazard.grade), hazard.step_due_at
    urged = hazard.urged
    if due is not None:
        for step in due_steps(steps, due, hazard.reminded_at or hazard.state_at, now):
            urged += step.is_urging
            say(hazard, step, due, urged, actor, now)
    Hazard.objects.unscoped("as above").filter(pk=hazard.pk).update(
        urged=urged, reminded_at=now, remind_at=next_moment(steps, due, now)
    )


def say(
    hazard: Hazard,
    step: Step,
    due: datetime,
    urged: int,
    actor: Actor,
    now: datetime,
    milestone: Milestone | None = None,
) -> None:
    """Write that a step of a date has come due, of the hazard's or of a milestone's, once, and tell it as an act.
    While it hangs, the leaders of that level hear of each.
    """
    copies = [role for role in dict.fromkeys((*step.copies, *copies_of(hazard, now))) if role not in step.roles]
    _row, is_new = Reminder.objects.unscoped("as above").get_or_create(
        hazard=hazard,
        milestone=milestone,
        step=step.code,
        due_at=due,
        defaults={
            "division_path": hazard.division_path,
            "is_urging": step.is_urging,
            "number": urged if step.is_urging else 0,
            "at": now,
            "roles": list(step.roles),
            "copies": copies,
            "is_drill": hazard.is_drill,
        },
    )
    if is_new:
        data = {"number": urged, "roles": list(step.roles), "copies": copies}
        data |= {"name": milestone.name} if milestone else {}
        act = "urge" if step.is_urging else "remind"
        write_act(hazard, f"works_{act}" if milestone else act, Told(data=data), actor=actor, now=now)


def mark_told(*, reminder_ids: list[int], now: datetime) -> int:
    """Say that these reminders were passed on; how many were not before."""
    rows = Reminder.objects.unscoped("the machine passes reminders on").filter(pk__in=reminder_ids)
    return rows.filter(told_at__isnull=True).update(told_at=now)
