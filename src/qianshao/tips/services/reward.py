"""A reward is proposed by one and decided by another."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.hazards.models import Hazard
from qianshao.journal.services import record
from qianshao.tips.models import Reporter, Reward, Tip
from qianshao.tips.rules.rewards import decide_fault, propose_fault, standing_fault, worth
from qianshao.tips.selectors.inbox import tip_of
from qianshao.tips.selectors.numbers import reward_rows
from qianshao.tips.selectors.rewards import reward_of
from qianshao.tips.states import REWARD_MOVES, RewardState

_SENTENCES = {
    "not_taken": _("转为隐患的举报才能奖励；并入别人先报的，不重复奖励。"),
    "not_verified": _("隐患核实属实以后才能提出奖励。"),
    "twice": _("这条举报已经提过奖励。"),
    "same_hazard": _("同一处隐患只奖励一次，已经有一笔了。"),
    "not_so": _("这条隐患现在不是核实属实的，不能奖励、不能发放。"),
    "own_proposal": _("提出奖励的人不能自己审批。"),
    "own_approval": _("审批奖励的人不能自己发放。"),
}


def refuse(fault: str) -> None:
    """Let the verb go on only if nothing is wrong.

    Raises:
        Invalid: with the code ``reward.<fault>``.
    """
    if fault:
        raise Invalid(f"reward.{fault}", _SENTENCES[fault])


def propose_reward(
    *, tip_id: int, rule: str, fine: int = 0, deaths: int = 0, words: str = "", actor: Actor, now: datetime
) -> Reward:
    """Propose what the county's table gives for a verified tip. ``deaths``: found to have been kept secret.

    Raises:
        NotFound, NotAllowed. Invalid: not verified, proposed before, or for another tip of the same hazard; no such
            rule, a share of a fine nobody named, a sum for each death and none named.
    """
    tip = tip_of(actor.scope, tip_id)
    actor.demand("tips.propose", tip.division_path)
    version, rows = reward_rows(now)
    row = next((row for row in rows if row["code"] == rule), None)
    with transaction.atomic(durable=True):
        _refuse_proposal(tip)
        # Counted where it is written: of two proposals for one person the second waits, and sees the first.
        paid = _this_month(tip, rule, now)
        found = worth(row, fine=fine, deaths=deaths, paid_this_month=paid) if row else None
        if row is None or found is None:
            raise Invalid("reward.rule", _("请选奖励的档次；按罚款比例的要写罚款金额，按人数的要写人数。"))
        who = {"proposed_by_id": actor.user_id, "proposed_by": actor.label[:80], "words": words.strip()[:300]}
        sums = {"fine": fine, "deaths": deaths, "amount": found.amount, "limited": found.limited}
        made = _create(tip, row, version, now, **sums, **who)
        tell("tips.proposed", made, actor, now, amount=made.amount)
    return made


def _refuse_proposal(tip: Tip) -> None:
    has_open = tip.rewards.unscoped("of a tip in scope").exclude(state=RewardState.REFUSED).exists()
    hazard = _held(tip)
    has_other = hazard is not None and rewards_at(hazard).exclude(state=RewardState.REFUSED).exists()
    state = hazard.state if hazard else ""
    refuse(propose_fault(state=tip.state, hazard_state=state, has_open=has_open, has_other=has_other))


def _held(tip: Tip) -> Hazard | None:
    """The hazard whose work it is now, the one it was put with; nobody else rewards it until the commit."""
    rows = Hazard.objects.unscoped("of a tip in scope").select_for_update()
    hazard: Hazard | None = rows.filter(pk=tip.hazard_id).first()
    return rows.get(pk=hazard.same_as_id) if hazard and hazard.same_as_id else hazard


def rewards_at(hazard: Hazard) -> Any:
    """Rewards for tips of a hazard and of those put with it."""
    here = Q(tip__hazard=hazard) | Q(tip__hazard__same_as=hazard)
    return Reward.objects.unscoped("of a hazard the verb has authorised").filter(here)


def refuse_fallen(row: Reward, besides: tuple[RewardState, ...]) -> None:
    """Inside the transaction: whether it still holds what the proposal said. ``besides``: as far as another reward
    of the same hazard may not have come.

    Raises:
        Invalid: not so after all, or another reward came first.
    """
    hazard = _held(row.tip)
    has_other = hazard is not None and rewards_at(hazard).filter(state__in=besides).exclude(pk=row.pk).exists()
    refuse(standing_fault(hazard_state=hazard.state if hazard else "", has_other=has_other))


def _create(tip: Tip, row: dict[str, Any], version: int, now: datetime, **columns: Any) -> Reward:
    try:
        with transaction.atomic():
            made: Reward = Reward.objects.create(
                tip=tip,
                division_path=tip.division_path,
                rule=row["code"],
                rule_name=str(row["name"])[:60],
                rule_version=version,
                proposed_at=now,
                is_demo=tip.is_demo,
                **columns,
            )
    except IntegrityError as error:
        raise Invalid("reward.twice", _SENTENCES["twice"]) from error
    return made


def _this_month(tip: Tip, rule: str, now: datetime) -> int:
    """What the same phone was promised this month by the same row (同类每人每月), by its keyed hash: the number
    itself is not read. Part of the proposal's transaction, which it holds against others for that phone.
    """
    mark = Reporter.objects.filter(tip=tip).exclude(phone_hash="").values_list("phone_hash", flat=True).first()
    if not mark:
        return 0
    start = now.astimezone(BEIJING).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    locked = Reporter.objects.select_for_update().filter(phone_hash=mark).order_by("pk")
    tips = list(locked.values_list("tip_id", flat=True))
    rows = Reward.objects.unscoped("a person's sum over the county").filter(tip_id__in=tips, proposed_at__gte=start)
    rows = rows.filter(rule=rule)
    return int(rows.exclude(state=RewardState.REFUSED).aggregate(n=Sum("amount"))["n"] or 0)


def decide_reward(
    *, reward_id: int, granted: bool, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Reward:
    """Approve or refuse a proposal of somebody else.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: one's own proposal; refused without a word; approved though it is not
            so any more, or the same hazard's reward was approved.
    """
    row = open_reward(actor, reward_id, "tips.approve", version)
    refuse(decide_fault(proposer=row.proposed_by_id, decider=actor.user_id))
    if not granted and not words.strip():
        raise Invalid("reward.words", _("不予奖励请写一句为什么。"))
    act = "approve" if granted else "refuse"
    with transaction.atomic(durable=True):
        if granted:
            refuse_fallen(row, (RewardState.APPROVED, RewardState.PAID))
        move(
            row,
            REWARD_MOVES[act],
            decided_by_id=actor.user_id,
            decided_by=actor.label[:80],
            decided_at=now,
            decision=words.strip()[:300],
        )
        tell(f"tips.{act}", row, actor, now, amount=row.amount)
    return row


def open_reward(actor: Actor, reward_id: int, action: str, version: int | None = None) -> Reward:
    """The reward, if this actor may do ``action`` to it and nobody changed it since ``version``.

    Raises:
        NotFound, NotAllowed, Stale.
    """
    row = reward_of(actor.scope, reward_id)
    actor.demand(action, row.division_path)
    if version is not None and version != row.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    return row


def tell(kind: str, row: Reward, actor: Actor, now: datetime, **data: Any) -> None:
    """One line in the journal: the tip's number and sums, nobody's name but the officer's."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("reward", row.pk),
        division_path=row.division_path,
        data={"no": row.tip.no, **data},
    )
