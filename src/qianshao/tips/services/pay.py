"""The code that fetches a reward: shown once to whoever holds the tip's link, kept as a keyed hash, paid once."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core import codes
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.fields import keyed_hash
from qianshao.core.states import move
from qianshao.tips.models import Reward
from qianshao.tips.rules.rewards import CODE_LETTERS, pay_fault
from qianshao.tips.selectors.rewards import rewards
from qianshao.tips.selectors.track import tip_by_link
from qianshao.tips.services.reward import open_reward, refuse, refuse_fallen, tell
from qianshao.tips.states import REWARD_MOVES, RewardState


def show_code(*, link: str, now: datetime) -> str:
    """Make the code and show it: whoever comes second, with the same link, is told that it was shown.

    Raises:
        NotFound: no such tip, or nothing approved. Stale: shown already.
    """
    tip = tip_by_link(link)
    row = Reward.objects.unscoped("of the tip whose link is held").filter(tip=tip, state=RewardState.APPROVED).first()
    if row is None:
        raise NotFound("reward.none", gettext_lazy("现在没有可以领取的奖励。"))
    code = codes.spell([secrets.randbelow(32) for _n in range(CODE_LETTERS)])
    with transaction.atomic(durable=True):
        fresh = Reward.objects.unscoped("as above").filter(pk=row.pk, state=RewardState.APPROVED, code_hash="")
        if not fresh.update(code_hash=_hash(code), code_at=now):
            raise Stale("reward.shown", gettext_lazy("领奖码已经显示过一次。没有记下来，请打举报电话重新发放。"))
        tell("tips.code_shown", row, Actor("link", _("群众"), "link"), now)
    return code


def _hash(code: str) -> str:
    digits = codes.read(code, CODE_LETTERS)
    return keyed_hash("payout", codes.spell(digits)) if digits and len(digits) == CODE_LETTERS else ""


def renew_code(*, reward_id: int, reason: str, version: int | None = None, actor: Actor, now: datetime) -> Reward:
    """Let the code be shown once more; the old one is void. By whoever may approve, with a reason.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no reason, or not waiting to be fetched.
    """
    row = open_reward(actor, reward_id, "tips.approve", version)
    if not reason.strip() or row.state != RewardState.APPROVED:
        raise Invalid("reward.renew", gettext_lazy("请写为什么重新发放；只有待领取的才能重新发放。"))
    with transaction.atomic(durable=True):
        same = Reward.objects.unscoped("a row the verb has authorised").filter(pk=row.pk, version=row.version)
        if not same.filter(state=RewardState.APPROVED).update(code_hash="", code_at=None, version=row.version + 1):
            raise Stale("state.raced", gettext_lazy("别人刚刚改过，请刷新后再看。"))
        tell("tips.code_renewed", row, actor, now, reason=reason.strip()[:200])
    row.refresh_from_db()
    return row


def pay_reward(*, code: str, actor: Actor, now: datetime) -> Reward:
    """Pay out against a code: who brings it is not asked. Once, by compare-and-set.

    Raises:
        NotAllowed. NotFound: no such code in this actor's areas. Invalid: by the one who approved it; not so after
            all. Stale: paid already.
    """
    actor.demand("tips.pay", "")
    mark = _hash(code)
    row: Reward | None = rewards(actor.scope).filter(code_hash=mark).first() if mark else None
    if row is None:
        raise NotFound("reward.code", gettext_lazy("没有这个领奖码。请核对每个字母。"))
    actor.demand("tips.pay", row.division_path)
    refuse(pay_fault(approver=row.decided_by_id, payer=actor.user_id))
    if row.state == RewardState.PAID:
        raise Stale("reward.paid", gettext_lazy("这笔奖励已经发放过。"))
    with transaction.atomic(durable=True):
        refuse_fallen(row, (RewardState.PAID,))
        move(row, REWARD_MOVES["pay"], paid_by_id=actor.user_id, paid_by=actor.label[:80], paid_at=now)
        tell("tips.pay", row, actor, now, amount=row.amount)
    return row
