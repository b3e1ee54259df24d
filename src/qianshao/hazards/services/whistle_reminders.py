"""Missed dates of departments are said, each once; other rooms pass them on."""

from datetime import datetime, timedelta

from qianshao.core.actor import Actor
from qianshao.core.sweeps import one_by_one
from qianshao.core.units import unit
from qianshao.hazards.models import WhistleCall, WhistleReminder
from qianshao.hazards.rules.whistles import misses, next_miss
from qianshao.hazards.services.whistle_writing import moments_of, said_of, write_line

#: When a call that could not be done is tried again.
AGAIN = timedelta(hours=1)


def remind_missed(*, limit: int, actor: Actor, now: datetime) -> int:
    """Say the dates that were missed, at most ``limit`` calls; how many calls."""
    with unit():
        waiting = WhistleCall.objects.unscoped("the sweep looks at every call").filter(miss_at__lte=now)
        rows = waiting.select_related("whistle").order_by("miss_at", "id")
        chosen = list(rows.select_for_update(skip_locked=True, of=("self",))[:limit])
        one_by_one(
            "hazards.whistles", chosen, lambda call: _remind(call, actor, now), lambda call: _push_on(call, now)
        )
    return len(chosen)


def _push_on(call: WhistleCall, now: datetime) -> None:
    WhistleCall.objects.unscoped("as above").filter(pk=call.pk).update(miss_at=now + AGAIN)


def _remind(call: WhistleCall, actor: Actor, now: datetime) -> None:
    limits, said = call.whistle.limits, said_of(call)
    dues, done = moments_of(call)
    for miss in misses(limits, dues, done, said, now):
        due = dues[miss.step] or now
        WhistleReminder.objects.create(
            call=call, division_path=call.division_path, step=miss.step, number=miss.number, due_at=due, at=now,
            roles=list(miss.roles), copies=list(miss.copies), is_drill=call.is_drill,
        )  # fmt: skip
        data = {"step": miss.step, "number": miss.number, "copies": list(miss.copies)}
        write_line(call.whistle, "miss", actor=actor, now=now, data=data, call=call)
        said = {**said, miss.step: miss.number}
    WhistleCall.objects.unscoped("as above").filter(pk=call.pk).update(
        miss_at=next_miss(limits, dues, done, said), missed=sum(said.values())
    )


def mark_whistles_told(*, reminder_ids: list[int], now: datetime) -> int:
    """Say that these reminders were passed on; how many were not before."""
    rows = WhistleReminder.objects.unscoped("the machine passes reminders on").filter(pk__in=reminder_ids)
    return rows.filter(told_at__isnull=True).update(told_at=now)
