"""Close-out: only when everybody is accounted for, with the report the county sends up (R1: within 30 minutes)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.calling.models import CallOut
from qianshao.calling.selectors.report import close_out_report
from qianshao.calling.services.lift_callout import callout_of, open_ids
from qianshao.calling.states import CALLOUT_MOVES
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.states import move
from qianshao.journal.services import record


def close_callout(callout_id: int, *, actor: Actor, now: datetime) -> CallOut:
    """Close and keep the report.

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: people are still open; the sentence says how many.
        Stale: it is closed already.
    """
    callout = callout_of(callout_id, actor, "calling.close")
    left = len(open_ids(callout))
    if left:
        words = _("还有 {count} 个没有着落，不能办结。请继续叫，或逐个写明理由销叫。")
        raise Invalid("callout.open", words, count=left)
    report = close_out_report(callout, now=now)
    with transaction.atomic(durable=True):
        move(callout, CALLOUT_MOVES["close"], report=report, closed_at=now, closed_by=actor.label[:80])
        record(
            kind="calling.closed",
            actor=actor,
            now=now,
            subject=("callout", callout.pk),
            division_path=callout.division_path,
            data={"total": report["total"], "answered": report["answered"] + report["confirmed"]},
            is_drill=callout.is_drill,
        )
    return callout
