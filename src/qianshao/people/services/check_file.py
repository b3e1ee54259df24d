"""A file comes in: it is read, checked and kept; nothing else is written yet."""

import json
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.sheets.findings import Checked, Finding, Setting
from qianshao.core.sheets.keeping import pack_findings, pack_table
from qianshao.core.sheets.table import Table, digest, read_table
from qianshao.divisions.selectors import bounded
from qianshao.geo.crs import crs_of
from qianshao.geo.geojson import FileRefused, dump, read_boundaries
from qianshao.journal.services import record
from qianshao.people.imports.checks import CHECKS
from qianshao.people.imports.sheets import SHEETS
from qianshao.people.models import Batch


def check_file(*, kind: str, name: str, data: bytes, crs: str = "WGS-84", actor: Actor, now: datetime) -> Batch:
    """Read and check an uploaded file and keep it as a batch to be confirmed or dropped.

    ``kind``: persons, households, divisions, boundaries. ``crs``: the coordinate system the person chose.

    Raises:
        NotAllowed: no right to import anywhere.
        Invalid: not readable, unsafe, without the needed columns, an unknown coordinate system.
    """
    if kind not in SHEETS:
        raise Invalid("import.kind", _("没有这种导入"))
    actor.demand(action_of(kind), "")
    if crs_of(crs) is None:
        raise Invalid("import.crs", _("不认识坐标系“{crs}”"), crs=crs[:20])
    content, checked = _read(kind, name, data, crs, actor, now)
    with transaction.atomic(durable=True):
        batch = Batch.objects.create(
            kind=kind,
            file_name=PurePath(name).name[-120:],
            file_hash=digest(data),
            crs=crs,
            division_path=home_of(actor),
            rows=content,
            findings=pack_findings(checked.findings),
            counts=checked.counts,
            made_at=now,
            made_by=actor.label,
            made_by_id=actor.user_id,
        )
        record(
            kind="people.import_checked",
            actor=actor,
            now=now,
            subject=("batch", batch.pk),
            division_path=batch.division_path,
            data={"file": batch.file_name, "rows": checked.lines, "problems": len(checked.problems)},
        )
    return batch


def action_of(kind: str) -> str:
    """The action an import of this kind needs."""
    return "people.import" if kind in ("persons", "households") else "divisions.import"


def home_of(actor: Actor) -> str:
    """The area a batch belongs to: the uploader's own (the first, should there be several)."""
    paths = actor.scope.paths
    return paths[0] if paths else ""


def _read(kind: str, name: str, data: bytes, crs: str, actor: Actor, now: datetime) -> tuple[str, Checked]:
    if kind == "boundaries":
        actor.demand("divisions.import", "")
        content = _boundaries(data, crs)
        return content, check_boundaries(content)
    sheet = SHEETS[kind]
    table = read_table(name, data, sheet.headings)
    if missing := sheet.missing(table):
        raise Invalid("import.columns", _("表里缺少这些列：{columns}"), columns="、".join(missing))
    if not table.lines:
        raise Invalid("import.empty", _("表里没有内容，只有表头。"))
    return pack_table(table), check_table(kind, table, crs, actor, now)


def check_table(kind: str, table: Table, crs: str, actor: Actor, now: datetime) -> Checked:
    """Check a table against what is on file now."""
    return CHECKS[kind](table, Setting(actor, now, now.astimezone(BEIJING).date(), crs))


def _boundaries(data: bytes, crs: str) -> str:
    try:
        found, faults = read_boundaries(data, crs_of(crs))
    except FileRefused as refused:
        raise Invalid("import.geojson", str(refused)) from refused
    areas = [[b.number, b.code, b.name, dump(b.area)] for b in found]
    return json.dumps({"areas": areas, "faults": [[f.number, str(f.sentence)] for f in faults]}, ensure_ascii=False)


def check_boundaries(content: str) -> Checked:
    """The areas of a boundary file against the tree: rows are (code, geometry)."""
    data = json.loads(content)
    codes = [code for _number, code, _name, _area in data["areas"]]
    on_file = bounded(codes)
    checked = Checked(lines=len(data["areas"]) + len(data["faults"]))
    checked.findings = [Finding(number, "", sentence) for number, sentence in data["faults"]]
    for number, code, name, area in data["areas"]:
        if code not in on_file:
            words = _("区划代码 {code}（{name}）没有登记").format(code=code, name=name or "—")
            checked.findings.append(Finding(number, "code", words))
            continue
        checked.rows.append((code, area))
        checked.changed += on_file[code]
        checked.new += not on_file[code]
    return checked
