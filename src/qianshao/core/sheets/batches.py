"""A file on its way in, as a table row: what was read, what was wrong with it, what it changed. Rooms inherit it.

A room gives its table (``class RecordBatch(FileBatch)``), its check and its writing; the states, the sealed rows
and the claim that two clicks confirm once are here.
"""

from datetime import datetime
from pathlib import PurePath
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.sheets.columns import Sheet
from qianshao.core.sheets.findings import Checked, Finding
from qianshao.core.sheets.keeping import pack_findings, pack_table, unpack_findings, unpack_table
from qianshao.core.sheets.table import Table, digest, read_table


class BatchState(models.TextChoices):
    """Checked, then written or dropped; a written one may be taken back."""

    CHECKED = "checked", _("待确认")
    WRITTEN = "written", _("已导入")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("已放弃")


class FileBatch(models.Model):
    """One imported file. Rows, findings and undo data may hold personal values, so they are sealed."""

    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    crs = models.CharField(max_length=12, blank=True)
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.CHECKED)
    version = models.PositiveIntegerField(default=0)
    rows = EncryptedTextField(default="", blank=True)
    findings = EncryptedTextField(default="", blank=True)
    undo = EncryptedTextField(default="", blank=True)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name

    @property
    def table(self) -> Table | None:
        """The file's lines, while they are kept."""
        return unpack_table(self.rows) if self.rows else None

    @property
    def found(self) -> list[Finding]:
        """What was wrong with its lines."""
        return unpack_findings(self.findings)

    @classmethod
    def keep(
        cls, name: str, data: bytes, table: Table, checked: Checked, actor: Actor, now: datetime, **more: Any
    ) -> Self:
        """Keep a checked file; ``more``: the room's own columns and ``crs``."""
        paths = actor.scope.paths
        made: Self = cls.objects.create(
            file_name=PurePath(name).name[-120:],
            file_hash=digest(data),
            division_path=paths[0] if paths else "",
            rows=pack_table(table),
            findings=pack_findings(checked.findings),
            counts=checked.counts,
            made_at=now,
            made_by=actor.label[:80],
            made_by_id=actor.user_id,
            **more,
        )
        return made

    def claim(self, source: str, target: str, **changes: Any) -> None:
        """Compare-and-set on the state: two clicks confirm once.

        Raises:
            Stale: it is in another state.
        """
        rows = (
            type(self)
            .objects.unscoped("the batch was found in scope")
            .filter(pk=self.pk, state=source, version=self.version)
        )
        if not rows.update(state=target, version=self.version + 1, **changes):
            raise Stale("batch.moved", _("这次导入已经处理过了，请刷新。"))
        self.refresh_from_db()

    def written(self, checked: Checked, undo: str) -> None:
        """Note what the writing did and how it is taken back."""
        self.undo, self.findings = undo, pack_findings(checked.findings)
        self.counts = {**checked.counts, "left_out": checked.bad_lines}
        self.save(update_fields=["undo", "counts", "findings"])

    def emptied(self) -> None:
        """Forget the rows: they were taken back, and are nobody's business any more."""
        self.rows = self.undo = self.findings = ""
        self.save(update_fields=["rows", "undo", "findings"])

    def earlier(self) -> datetime | None:
        """When exactly this file was written before, if it was and still stands."""
        others = (
            type(self)
            .objects.unscoped("of the batch's own area")
            .filter(file_hash=self.file_hash, state=BatchState.WRITTEN, division_path=self.division_path)
        )
        found: datetime | None = others.exclude(pk=self.pk).values_list("written_at", flat=True).first()
        return found


def read_sheet(sheet: Sheet, name: str, data: bytes) -> Table:
    """The lines of an uploaded file.

    Raises:
        Invalid: not readable, unsafe, empty, or without the columns the sheet needs.
    """
    table = read_table(name, data, sheet.headings)
    if missing := sheet.missing(table):
        raise Invalid("import.columns", _("表里缺少这些列：{columns}"), columns="、".join(missing))
    if not table.lines:
        raise Invalid("import.empty", _("表里没有内容，只有表头。"))
    return table


def demand_writable(checked: Checked, *, accept_good: bool) -> None:
    """Let the writing go on only if nothing is wrong, or the good lines alone are wanted and there are some.

    Raises:
        Invalid: which of the two.
    """
    if checked.problems and not accept_good:
        words = _("还有 {n} 处问题。改好后重传，或选择只导入没有问题的行。")
        raise Invalid("import.problems", words, n=len(checked.problems))
    if not checked.rows:
        raise Invalid("import.nothing", _("没有可以导入的行"))
