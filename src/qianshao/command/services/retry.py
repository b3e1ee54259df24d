"""Somebody presses "again" on a reaction that gave up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.command.models import Reaction
from qianshao.command.states import ReactionState
from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound, Stale
from qianshao.journal.services import record


def retry_reaction(key: int, *, actor: Actor, now: datetime) -> None:
    """Let it run again with the engine's next round.

    Raises:
        NotAllowed: no right. NotFound: none such. Stale: it has run meanwhile.
    """
    actor.demand("command.retry", "")
    if not Reaction.objects.filter(pk=key).exists():
        raise NotFound("reaction.unknown", _("没有找到，或不在您的辖区。"))
    with transaction.atomic(durable=True):
        rows = Reaction.objects.filter(pk=key).exclude(state=ReactionState.DONE)
        if not rows.update(state=ReactionState.FAILED, tries=0, next_at=now):
            raise Stale("reaction.done", _("已经处理过了。"))
        row = Reaction.objects.get(pk=key)
        record(
            kind="command.retried",
            actor=actor,
            now=now,
            subject=("reaction", key),
            division_path="",
            data={"name": row.name, "entry": row.entry_id},
        )
