"""What was written on paper while there was no power comes onto the ledger: made when written, received now.

A report from paper knows only of what had been reported when it was written. Where the ledger has something newer
and different, both stand side by side and an officer is asked, like with any phone that was out of reach.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.evacuation.models import Evacuee, Movement
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.mark_people import mark_people
from qianshao.evacuation.services.reports import Outcome
from qianshao.evacuation.services.sign_in import sign_in
from qianshao.evacuation.states import Whereabouts

_NAMESPACE = UUID("6d1b8a3e-3f0e-4f6a-9d6c-5d5f3a0c71e2")
_AHEAD = timedelta(minutes=5)
_BEFORE = timedelta(days=1)


def enter_paper(
    *,
    order_id: int,
    uids: Sequence[str],
    to: str,
    written_at: datetime,
    written_by: str,
    shelter_id: int | None = None,
    words: str = "",
    actor: Actor,
    now: datetime,
) -> Outcome:
    """One line of a door list or a shelter register. The same line typed twice counts once.

    Args:
        written_at: the time on the paper. written_by: who signed there. shelter_id: for ``settled``.

    Raises:
        Invalid: no signature, a time that cannot be, no shelter for ``settled``. Others as ``mark_people``.
    """
    order = live_order(order_id)
    if not written_by.strip():
        raise Invalid("paper.signature", _("请填纸上签字的人"))
    if not (order.ordered_at or order.proposed_at) - _BEFORE <= written_at <= now + _AHEAD:
        raise Invalid("paper.time", _("纸上的时间不对：不能早于下令前一天，也不能晚于现在"))
    if to == Whereabouts.SETTLED and not shelter_id:
        raise Invalid("paper.shelter", _("请选安置点"))
    clerk = Actor(actor.kind, actor.label, "paper", actor.user_id, actor.person_id, actor.scope)
    said = str(_("纸单，{who} 签字。{words}")).format(who=written_by.strip()[:40], words=words.strip())
    line = f"{order_id}|{to}|{shelter_id}|{written_at.isoformat()}|{'|'.join(sorted(uids))}|{said}"
    based_on, key = known_then(order_id, uids, written_at), uuid5(_NAMESPACE, line)
    if to == Whereabouts.SETTLED:
        return sign_in(
            order_id=order_id, shelter_id=shelter_id or 0, uids=uids, based_on=based_on, words=said,
            made_at=written_at, command_id=key, actor=clerk, now=now,
        ).outcome  # fmt: skip
    return mark_people(
        order_id=order_id, uids=uids, to=to, based_on=based_on, words=said,
        made_at=written_at, command_id=key, actor=clerk, now=now,
    )  # fmt: skip


def known_then(order_id: int, uids: Sequence[str], written_at: datetime) -> dict[str, list[str]]:
    """Of what the ledger counts for each person, what had been said by the time of the paper."""
    rows = Evacuee.objects.unscoped("the verb checks each one's area").filter(order_id=order_id, uid__in=list(uids))
    heads = dict(rows.values_list("uid", "heads"))
    earlier = Movement.objects.filter(order_id=order_id, uid__in=list(heads), made_at__lte=written_at)
    known = set(earlier.values_list("uid", "key"))
    return {uid: [key for key in keys if (uid, key) in known] for uid, keys in heads.items()}
