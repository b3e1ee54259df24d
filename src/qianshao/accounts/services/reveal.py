"""Showing a full number: with a reason, counted, capped, in the journal (reliability T13)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Reveal
from qianshao.accounts.rules import MIN_REASON
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.journal.services import record


def reveal_personal(
    *, actor: Actor, now: datetime, subject: tuple[str, int], division_path: str, reason: str, field: str
) -> None:
    """Let the caller show ``field`` (in words: 电话, 身份证号) of ``subject``; call it before reading the value.

    Joins the caller's transaction when there is one. The value itself never goes into the journal.

    Raises:
        NotAllowed: no ``people.reveal`` there, or over the hourly cap.
        NotFound: outside the actor's area.
        Invalid: no reason.
    """
    actor.demand("people.reveal", division_path)
    words = reason.strip()
    if len(words) < MIN_REASON:
        raise Invalid("reveal.reason", _("请写明查看原因。"))
    with transaction.atomic():
        _count(actor, now)
        record(
            kind="accounts.revealed",
            actor=actor,
            now=now,
            subject=subject,
            division_path=division_path,
            data={"field": field, "reason": words[:200]},
        )


def _count(actor: Actor, now: datetime) -> None:
    """One more this hour, unless the cap is reached; compare-and-add, so parallel requests cannot pass it."""
    if actor.user_id is None:
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = Reveal.objects.get_or_create(user_id=actor.user_id, hour=hour)[0]
    below = Reveal.objects.filter(pk=row.pk, count__lt=settings.REVEALS_PER_HOUR)
    if not below.update(count=F("count") + 1):
        raise NotAllowed("reveal.cap", _("这一小时查看号码太多，请稍后再看，或请带班领导协助。"))
