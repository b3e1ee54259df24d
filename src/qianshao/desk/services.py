"""Verbs of the desk: data that leaves the system is counted and journaled."""

import tempfile
from datetime import datetime
from typing import IO, Any

import xlsxwriter
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.desk.boards import CallOutHead, PersonRow
from qianshao.desk.rules import escape_cell
from qianshao.desk.selectors.board import callout_head
from qianshao.desk.selectors.export import export_rows
from qianshao.journal.services import record

COLUMNS: tuple[tuple[str | Promise, int], ...] = (
    (gettext_lazy("乡镇"), 14),
    (gettext_lazy("村（社区）"), 18),
    (gettext_lazy("姓名"), 10),
    (gettext_lazy("岗位或住址"), 24),
    (gettext_lazy("关键岗位"), 9),
    (gettext_lazy("电话"), 14),
    (gettext_lazy("状态"), 10),
    (gettext_lazy("叫过几次"), 9),
    (gettext_lazy("最后结果"), 12),
    (gettext_lazy("下一步"), 24),
    (gettext_lazy("应答或办结时间"), 18),
    (gettext_lazy("方式或理由"), 24),
    (gettext_lazy("经办"), 16),
)


def export_callout(callout_id: int, *, kind: str, actor: Actor, now: datetime) -> tuple[IO[bytes], str]:
    """Write a call-out's ledger as Excel; phones stay masked, and who took it is in the journal.

    Returns:
        The open file, at its start, and the name to give it.

    Raises:
        NotFound: no such call-out in the actor's area. NotAllowed: no ``desk.export`` there.
    """
    head = callout_head(actor.scope, callout_id)
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it when it has been sent
    rows = _write(file, head, kind, actor, now)
    with transaction.atomic(durable=True):
        _note("desk.exported", head, {"rows": rows, "what": kind}, actor, now)
    file.seek(0)
    name = _("{area}叫应台账_{at}.xlsx").format(area=head.area, at=f"{now.astimezone(BEIJING):%Y%m%d_%H%M}")
    return file, name


def note_printed(head: CallOutHead, rows: int, *, actor: Actor, now: datetime) -> None:
    """Remember that a list of people went to paper."""
    with transaction.atomic(durable=True):
        _note("desk.printed", head, {"rows": rows}, actor, now)


def _note(kind: str, head: CallOutHead, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    path = actor.scope.paths[0] if actor.scope.paths else ""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("callout", head.id),
        division_path=path,
        data=data,
        is_drill=head.is_drill,
    )


def _write(file: IO[bytes], head: CallOutHead, kind: str, actor: Actor, now: datetime) -> int:
    """The workbook, row by row in constant memory; returns how many rows it holds."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(str(_("叫应台账")))
    for number, (_title, width) in enumerate(COLUMNS):
        sheet.set_column(number, number, width)
    _heading(book, sheet, head, actor, now)
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    count = 0
    for town, row in export_rows(actor.scope, head.id, kind, now=now):
        _row(sheet, 3 + count, town, row, cell, moment)
        count += 1
    _explain(book)
    book.close()
    return count


def _heading(book: Any, sheet: Any, head: CallOutHead, actor: Actor, now: datetime) -> None:
    title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    strong = book.add_format({"bold": True, "bg_color": "#EDF1F4", "border": 1})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, escape_cell(f"{head.title}　{head.number}"), title)
    local = now.astimezone(BEIJING)
    said = _("单位 {area}　数据截至 {at}　制表人 {who}")
    sheet.write_string(1, 0, said.format(area=head.area, at=f"{local:%Y-%m-%d %H:%M:%S}", who=actor.label))
    for number, (words, _width) in enumerate(COLUMNS):
        sheet.write_string(2, number, str(words), strong)
    sheet.freeze_panes(3, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _row(sheet: Any, at: int, town: str, row: PersonRow, cell: Any, moment: Any) -> None:
    words = (
        town,
        row.place,
        row.name,
        row.post,
        _("是") if row.is_key else "",
        row.phone,
        row.state_words,
        str(row.attempts),
        row.reason,
        f"{row.next_words} {row.next_who}".strip(),
        None,
        row.end_words,
        row.ended_by,
    )
    for number, value in enumerate(words):
        if value is None:
            if row.ended_at:
                local = row.ended_at.astimezone(BEIJING).replace(tzinfo=None)
                sheet.write_datetime(at, number, local, moment)
        elif number == 7:
            sheet.write_number(at, number, row.attempts, cell)
        else:
            sheet.write_string(at, number, escape_cell(value), cell)


def _explain(book: Any) -> None:
    sheet = book.add_worksheet(str(_("说明")))
    sheet.set_column(0, 0, 80)
    lines = (
        _("电话按权限掩码显示；需要完整号码请在看板上按“拨打”，会记下原因。"),
        _("状态：叫应中、超时未应、已应答、当面叫到、已确认、已销叫。"),
        _("时间为北京时间。每次导出都记入日志。"),
    )
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, str(line))
