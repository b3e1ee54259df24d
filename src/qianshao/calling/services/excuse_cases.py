"""A named officer ends cases with a reason: the only way out for those who neither answered nor were met."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import CallOut, Case
from qianshao.calling.services.end_cases import Ending, end_cases
from qianshao.calling.states import CaseState
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.journal.services import record


def excuse_cases(case_ids: Sequence[int], *, reason: str, actor: Actor, now: datetime) -> int:
    """End the open ones of these cases of one call-out; returns how many.

    Raises:
        NotFound: one lies outside the officer's area. NotAllowed: not theirs to excuse, or no person acts.
        Invalid: no real reason, or cases of several call-outs.
    """
    if actor.kind != "user":
        raise NotAllowed("excuse.nobody", _("销叫要由具名负责人来做。"))
    if not rules.is_reason(reason):
        raise Invalid("excuse.reason", _("请写明为什么不用再叫，至少四个字。"))
    cases = list(Case.objects.within(actor.scope).filter(pk__in=list(case_ids)))
    if len(cases) != len(set(case_ids)):
        raise NotFound("case.unknown", _("没有找到，或不在您的辖区。"))
    for path in {case.division_path for case in cases}:
        actor.demand("calling.excuse", path)
    callouts = {case.callout_id for case in cases}
    if len(callouts) != 1:
        raise Invalid("excuse.mixed", _("请一次只处理一场叫应。"))
    with transaction.atomic(durable=True):
        return excuse_open([case.pk for case in cases], callouts.pop(), reason=reason, actor=actor, now=now)


def excuse_open(case_ids: Sequence[int], callout_id: int, *, reason: str, actor: Actor, now: datetime) -> int:
    """End and record, inside the caller's transaction; the caller has authorised it."""
    ended = end_cases(case_ids, Ending(CaseState.EXCUSED, now, actor.label, actor.source, reason.strip()))
    if ended:
        callout = CallOut.objects.unscoped("its cases were in scope").get(pk=callout_id)
        record(
            kind="calling.excused",
            actor=actor,
            now=now,
            subject=("callout", callout_id),
            division_path=callout.division_path,
            data={"count": len(ended), "reason": reason.strip(), "cases": ended[:500]},
            is_drill=callout.is_drill,
        )
    return len(ended)
