"""The county's table is versioned: an edit is a new version; a released alert keeps what it was released with."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.alerts import hazards
from qianshao.alerts.models import RuleSheet
from qianshao.alerts.rules import AUDIENCES, reach_faults, table_faults
from qianshao.alerts.selectors.tables import HAZARD, REACHES
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.journal.services import record

_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")
_LEAST_REASON = 4


def publish_hazard(
    *,
    code: str,
    name: str,
    event_codes: Sequence[str],
    words: Sequence[str],
    category: str,
    thresholds: Mapping[str, str],
    guide: Sequence[tuple[str, str]],
    source: str,
    confirmed: bool,
    reason: str,
    based_on: int,
    actor: Actor,
    now: datetime,
) -> RuleSheet:
    """The next version of a hazard type (or a new type), in force from ``now``.

    Args:
        based_on: the version the officer read; somebody else's later one is not overwritten unseen.

    Raises:
        NotAllowed: no right. Invalid: it is unsound, or has no reason or source. Stale: another version came first.
    """
    if not _CODE.fullmatch(code):
        raise Invalid("hazard.code", _("代码用小写字母，例如 rainstorm。"))
    if not name.strip():
        raise Invalid("hazard.name", _("请写灾种名称。"))
    kept = {colour: text.strip() for colour, text in thresholds.items() if text.strip()}
    steps = [(since, text.strip()) for since, text in guide if text.strip()]
    if faults := table_faults(kept, steps, list(hazards.colours())):
        raise Invalid("hazard.unsound", _("内容有问题：{problems}"), problems=" ".join(faults))
    content = {
        "name": name.strip()[:40],
        "event_codes": [one.strip().upper() for one in event_codes if one.strip()],
        "words": [one.strip() for one in words if one.strip()],
        "category": category,
        "thresholds": kept,
        "guide": [list(step) for step in steps],
    }
    return _publish(HAZARD, code, name.strip()[:40], content, source, confirmed, reason, based_on, actor, now)


def publish_reach(
    *,
    colour: str,
    audiences: Sequence[str],
    source: str,
    confirmed: bool,
    reason: str,
    based_on: int,
    actor: Actor,
    now: datetime,
) -> RuleSheet:
    """Whom a colour calls from ``now`` on: officials by level, grids and guardians, households.

    Raises:
        NotAllowed: no right. Invalid: nobody, somebody unknown, or red without households. Stale: see above.
    """
    if colour not in hazards.colours():
        raise Invalid("reach.colour", _("颜色不认识。"))
    if faults := reach_faults(colour, audiences):
        raise Invalid("reach.unsound", _("内容有问题：{problems}"), problems=" ".join(faults))
    content = {"audiences": [one for one in AUDIENCES if one in audiences]}
    name = hazards.colours()[colour].name
    return _publish(REACHES, colour, name, content, source, confirmed, reason, based_on, actor, now)


def _publish(
    kind: str,
    code: str,
    name: str,
    content: dict[str, Any],
    source: str,
    confirmed: bool,
    reason: str,
    based_on: int,
    actor: Actor,
    now: datetime,
) -> RuleSheet:
    actor.demand("alerts.table", "")
    if actor.kind != "user":
        raise NotAllowed("table.nobody", _("灾种表要由具名负责人来改。"))
    if len(reason.strip()) < _LEAST_REASON:
        raise Invalid("table.reason", _("请写明为什么改，至少四个字。"))
    if not source.strip():
        raise Invalid("table.source", _("请写明依据：文件名称、文号和条款。"))
    with transaction.atomic(durable=True):
        last = RuleSheet.objects.filter(kind=kind, code=code).aggregate(n=Max("version"))["n"] or 0
        if last != based_on:
            raise Stale("table.raced", _("别人刚刚发布了新版本，请刷新后再改。"))
        # Two at once: the version is unique, the second of them is refused by the database.
        sheet = RuleSheet.objects.create(
            kind=kind,
            code=code,
            version=last + 1,
            valid_from=now,
            content=content,
            source=source.strip()[:400],
            confirmed=confirmed,
            reason=reason.strip()[:200],
            published_by=actor.label[:80],
            published_by_id=actor.user_id,
        )
        record(
            kind="alerts.table_published",
            actor=actor,
            now=now,
            subject=("rule_sheet", sheet.pk),
            division_path="",
            data={"name": name, "version": sheet.version, "reason": sheet.reason, "source": sheet.source},
        )
    return sheet
