"""The county writes its own tables of the ledger; each edit is a new version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.hazards.models import Hazard, Milestone, Project, StandardSet
from qianshao.hazards.rules.standards import TABLES, least_fault, problems
from qianshao.hazards.selectors.standards import standard_in_force
from qianshao.hazards.states.works import ProjectState
from qianshao.journal.services import record

_WORDS = {
    "empty": _("至少要有一行。"),
    "many": _("行数太多。"),
    "twice": _("有两行的编码相同。"),
    "missing": _("有必填的格子空着。"),
    "number": _("有的数字不对，要不小于 0。"),
    "least": _("有的阈值低于这种监测要素的最小值。"),
    "choice": _("有的选项不在可选的范围里。"),
    "role": _("有的角色不认识，请写全称，用空格隔开。"),
    "phone": _("电话只写数字，可以用横线和空格。"),
    "code": _("编码只用字母、数字、点、横线和下划线。"),
    "kept": _("这张表里有不能去掉的行（“其他”，或一般、重大两级）。"),
    "overlap": _("分档要从 0 开始，一档接一档，最后一档没有上限。"),
}


def publish_standard(
    *, name: str, rows: Sequence[Mapping[str, Any]], version: int, actor: Actor, now: datetime
) -> StandardSet:
    """Publish the next version of a table. New reminders hold for what is open, from now on; new clocks hold from the
    next step of each hazard.

    Raises:
        NotAllowed. NotFound: no such table. Invalid: unsound rows.
        Stale: somebody published ``version`` + 1 meanwhile.
    """
    actor.demand("hazards.standards", "")
    if standard_in_force(name, now).version != version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    given = [_row(name, row) for row in rows]
    found = problems(name, given)
    if name == "thresholds" and not found:
        found = [fault for fault in [least_fault(given, standard_in_force("quantities", now).rows)] if fault]
    if found:
        raise Invalid(f"standard.{found[0]}", _WORDS[found[0]])
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                made: StandardSet = StandardSet.objects.create(
                    name=name, version=version + 1, valid_from=now, rows=given, published_by=actor.label[:80]
                )
        except IntegrityError as error:
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。")) from error
        if name == "reminders":
            # The sweep looks at each once and sets its next moment by the new table.
            waiting = Hazard.objects.unscoped("the clocks of all").filter(step_due_at__isnull=False)
            waiting.update(remind_at=now)
            running = Project.objects.unscoped("as above").filter(state=ProjectState.RUNNING).values("pk")
            Milestone.objects.filter(project__in=running, done_at__isnull=True).update(remind_at=now)
        record(
            kind="hazards.standard_published",
            actor=actor,
            now=now,
            subject=("standard_set", made.pk),
            division_path="",
            data={"title": str(TABLES[name].title), "version": made.version, "count": len(given)},
        )
    return made


def _row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Only the table's columns; an empty number is left out: not set."""
    kept: dict[str, Any] = {}
    for column in TABLES[name].all_columns:
        value = row.get(column.key)
        if column.is_number:
            if value not in (None, ""):
                kept[column.key] = value
        else:
            kept[column.key] = str(value or "").strip()[:400]
    return kept
