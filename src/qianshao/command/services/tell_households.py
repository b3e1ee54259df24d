"""Whoever was met for the evacuation has heard the warning: their household's call is answered, with the proof."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.calling.models import Case
from qianshao.calling.services.report_door import report_door
from qianshao.calling.states import HOUSEHOLD, LIVE, CaseState, DoorOutcome
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import TooLate
from qianshao.core.scope import Scope
from qianshao.evacuation.models import Evacuee
from qianshao.journal.models import Entry
from qianshao.journal.services import record

#: Reported in one of these, somebody spoke with them. Nobody home or refused leaves the call open.
TOLD = ("notified", "pickup", "moving", "settled", "elsewhere")


def tell_households(entry: Entry, now: datetime) -> str:
    """End the open calls of the households of those reported. Drills answer drills only, the real thing the real."""
    to = entry.data.get("to", "settled" if entry.kind == "evacuation.signed_in" else "")
    if to not in TOLD:
        return f"left open: {to}"
    people = Evacuee.objects.unscoped("the people of a journal entry").filter(
        order_id=entry.subject_id, uid__in=entry.data.get("uids", ()), household__isnull=False
    )
    homes = set(people.values_list("household_id", flat=True))
    cases = Case.objects.unscoped("calls of households that were met").filter(
        recipient_kind=HOUSEHOLD,
        recipient_id__in=homes,
        state=CaseState.OPEN,
        callout__state__in=LIVE,
        callout__is_drill=entry.is_drill,
    )
    told = [case.pk for case in cases.order_by("pk") if _answer(case, entry, now)]
    if told:
        record(
            kind="command.household_told",
            actor=_reporter(entry),
            now=now,
            subject=("evacuation", entry.subject_id),
            division_path=entry.division_path,
            data={"count": len(told), "cases": told[:500], "order": entry.subject_id},
            is_drill=entry.is_drill,
        )
    return f"told {len(told)}"


def _answer(case: Case, entry: Entry, now: datetime) -> bool:
    try:
        report_door(case.pk, outcome=DoorOutcome.CONFIRMED, proof=_proof(entry), actor=_reporter(entry), now=now)
    except TooLate:  # they answered themselves meanwhile: the first counts
        return False
    return True


def _proof(entry: Entry) -> str:
    """Whose report it rests on and where it stands; no names of those who live there."""
    with override(settings.LANGUAGE_CODE):
        words = _("安置点签到") if entry.kind == "evacuation.signed_in" else entry.data.get("to_label", "")
        at = f"{entry.at.astimezone(BEIJING):%H:%M}"
        return _("转移登记：{words}（{who} {at}，日志第 {number} 条）").format(
            words=words, who=entry.actor_label, at=at, number=entry.pk
        )


def _reporter(entry: Entry) -> Actor:
    """Whoever reported it: the machine only carries their word from one ledger to the other."""
    scope = Scope.everything("carries a report of the evacuation to the call-out")
    return Actor("user", entry.actor_label, "tick", entry.actor_user, scope=scope)
