"""The ledger of rewards as an Excel file: tips by number, officers by name, no reporter anywhere."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.divisions.choices import places
from qianshao.journal.services import record
from qianshao.tips.selectors.rewards import rewards
from qianshao.tips.states import RewardState

MOST_ROWS = 20_000


def export_rewards(*, state: str = "", year: int = 0, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """(file name, file).

    Raises:
        NotAllowed: no right to take it away. Invalid: more rows than a workbook that anybody reads.
    """
    actor.demand("tips.export", "")
    found = rewards(actor.scope, state=state, year=year)
    if found.count() > MOST_ROWS:
        raise Invalid("reward.many", _("超过 {most} 条，请先筛选，再导出。").format(most=MOST_ROWS))
    listing = Listing(_("举报奖励台账"), _columns(), _rows(list(found)), "rewards")
    name, file, count = write_listing(listing, now=now, who=actor.label, remark=_("不含举报人"))
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="tips.exported",
            actor=actor,
            now=now,
            subject=("rewards", None),
            division_path=paths[0] if paths else "",
            data={"count": count - 1},
        )
    return name, file


def _columns() -> Sequence[tuple[str, int, str]]:
    return (
        (_("举报编号"), 18, ""),
        (_("隐患编号"), 22, ""),
        (_("所在区划"), 18, ""),
        (_("奖励档次"), 20, ""),
        (_("标准版本"), 9, _("0 是出厂的表")),
        (_("罚款（元）"), 12, ""),
        (_("瞒报人数"), 10, ""),
        (_("奖励（元）"), 12, ""),
        (_("状态"), 10, ""),
        (_("提出人"), 14, ""),
        (_("提出时间"), 16, ""),
        (_("审批人"), 14, ""),
        (_("审批时间"), 16, ""),
        (_("审批意见"), 24, ""),
        (_("发放人"), 14, ""),
        (_("发放时间"), 16, ""),
        (_("说明"), 30, ""),
    )


def _rows(found: list[Any]) -> Iterator[Sequence[Any]]:
    where = places([row.division_path for row in found])
    for row in found:
        yield (
            row.tip.no,
            row.tip.hazard.no if row.tip.hazard else "",
            where[row.division_path],
            row.rule_name,
            row.rule_version,
            row.fine,
            row.deaths,
            row.amount,
            str(row.state_label),
            row.proposed_by,
            _minute(row.proposed_at),
            row.decided_by,
            _minute(row.decided_at),
            row.decision,
            row.paid_by,
            _minute(row.paid_at),
            row.words,
        )
    paid = sum(row.amount for row in found if row.state == RewardState.PAID)
    owed = sum(row.amount for row in found if row.state == RewardState.APPROVED)
    words = _("已发放 {paid} 元，待领取 {owed} 元").format(paid=paid, owed=owed)
    yield (_("合计"), "", "", "", "", "", "", paid + owed, "", "", "", "", "", "", "", "", words)


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""
