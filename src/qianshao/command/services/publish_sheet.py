"""The table of proposals is versioned data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.command.models import ProposalSheet
from qianshao.command.rules import sheet_faults
from qianshao.command.selectors.tables import named_hazard
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.journal.services import record
from qianshao.people.models.households import ZoneKind

_LEAST_REASON = 4


def publish_sheet(
    *,
    hazard: str,
    rows: Mapping[str, Mapping[str, Any]],
    source: str,
    confirmed: bool,
    reason: str,
    based_on: int,
    actor: Actor,
    now: datetime,
) -> ProposalSheet:
    """The next version of what a hazard proposes; drafts that stand already are not touched.

    Raises:
        NotAllowed: no right. NotFound: no such hazard. Invalid: unsound, no reason, no source. Stale: somebody else's
        version came first.
    """
    actor.demand("command.table", "")
    if actor.kind != "user":
        raise NotAllowed("table.nobody", _("对应表要由具名负责人来改。"))
    name = named_hazard(hazard, now).name
    if faults := sheet_faults(rows, ZoneKind.values):
        raise Invalid("sheet.unsound", _("内容有问题：{problems}"), problems=" ".join(faults))
    if len(reason.strip()) < _LEAST_REASON:
        raise Invalid("table.reason", _("请写明为什么改，至少四个字。"))
    if not source.strip():
        raise Invalid("table.source", _("请写明依据：文件名称、文号和条款。"))
    with transaction.atomic(durable=True):
        last = ProposalSheet.objects.filter(hazard=hazard).aggregate(n=Max("version"))["n"] or 0
        if last != based_on:
            raise Stale("table.raced", _("别人刚刚发布了新版本，请刷新后再改。"))
        sheet = ProposalSheet.objects.create(
            hazard=hazard,
            version=last + 1,
            valid_from=now,
            rows={colour: dict(row) for colour, row in rows.items()},
            source=source.strip()[:400],
            confirmed=confirmed,
            reason=reason.strip()[:200],
            published_by=actor.label[:80],
            published_by_id=actor.user_id,
        )
        record(
            kind="command.sheet_published",
            actor=actor,
            now=now,
            subject=("proposal_sheet", sheet.pk),
            division_path="",
            data={"hazard": name, "version": sheet.version, "reason": sheet.reason},
        )
    return sheet
