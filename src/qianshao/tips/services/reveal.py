"""Who reported: the only place that reads it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.journal.services import record
from qianshao.tips.models import Reporter, Reveal
from qianshao.tips.selectors.inbox import tip_of
from qianshao.tips.selectors.numbers import numbers_at

MIN_REASON = 4


@dataclass(frozen=True)
class Revealed:
    """Whom to ask; for one page, once."""

    name: str
    phone: str

    def __repr__(self) -> str:
        return "Revealed(…)"  # never in a log or an error


def reveal_reporter(*, tip_id: int, reason: str, actor: Actor, now: datetime) -> Revealed:
    """Show who sent a tip: one role, a reason, a few a day, in the journal before anything is read.

    Raises:
        NotFound: no such tip, or nobody said who they are. NotAllowed: not this role, or enough for today.
        Invalid: no reason.
    """
    tip = tip_of(actor.scope, tip_id)
    actor.demand("tips.reveal", tip.division_path)
    words = reason.strip()[:200]
    if len(words) < MIN_REASON:
        raise Invalid("reveal.reason", _("请写明查看原因。"))
    with transaction.atomic(durable=True):
        _count(actor, int(numbers_at(now)["reveals_a_day"]), now)
        record(
            kind="tips.revealed",
            actor=actor,
            now=now,
            subject=("tip", tip.pk),
            division_path=tip.division_path,
            data={"no": tip.no, "reason": words},
        )
    found = Reporter.objects.filter(tip=tip).first()
    if found is None:
        raise NotFound("tip.anonymous", _("举报人没有留下姓名和电话。"))
    return Revealed(found.name, found.phone)


def _count(actor: Actor, most: int, now: datetime) -> None:
    """One more today, unless there were enough; compare-and-add, so parallel requests cannot pass it."""
    day = now.astimezone(BEIJING).date()
    row = Reveal.objects.get_or_create(user_id=actor.user_id or 0, day=day)[0]
    if not Reveal.objects.filter(pk=row.pk, count__lt=most).update(count=F("count") + 1):
        raise NotAllowed("reveal.cap", _("今天查看举报人的次数已到上限。"))
