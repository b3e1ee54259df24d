"""How a wish for more time ends: answered, taken back, or overtaken by what happened to the hazard."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.hazards.models import Extension, Hazard
from qianshao.hazards.selectors.ledger import open_extension
from qianshao.hazards.services.writing import Told, write_act
from qianshao.hazards.states.ledger import ExtensionState


def settle_wish(wish: Extension, state: ExtensionState, words: str, actor: Actor, now: datetime) -> None:
    """Write the answer.

    Raises:
        Stale: somebody answered it meanwhile.
    """
    same = Extension.objects.unscoped("a wish the verb has authorised").filter(
        pk=wish.pk, state=ExtensionState.OPEN, version=wish.version
    )
    values = {"state": state, "decided_by": actor.label[:80], "decided_at": now, "words": words.strip()[:300]}
    if not same.update(**values, version=wish.version + 1):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    wish.state = state


def drop_wish(hazard: Hazard, *, actor: Actor, now: datetime) -> None:
    """Part of a verb that leaves nobody to grant it to: another unit has the work, the hazard was put with another,
    is not so, or went to enforcement. It would keep the hazard from being closed for ever.
    """
    wish = open_extension(hazard)
    if wish is not None:
        settle_wish(wish, ExtensionState.WITHDRAWN, "", actor, now)
        write_act(hazard, "withdraw_extension", Told(), actor=actor, now=now)
