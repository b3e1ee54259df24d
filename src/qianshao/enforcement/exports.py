"""The ledger of cases (执法检查台账, L-EN) as an Excel file, row by row in constant memory. Phones are masked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sheets.listing import Listing
from qianshao.core.text import mask_phone
from qianshao.divisions.choices import places
from qianshao.enforcement.models import CaseAct, CaseClock, Document, EvidenceItem
from qianshao.enforcement.selectors.cases import Filters, cases
from qianshao.enforcement.states import BODY_LABELS, PARTY_LABELS, PARTYS_CLOCKS, PENALTY_LABELS
from qianshao.journal.exports import take_away

_CHUNK = 500


def export_cases(*, filters: Filters, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The rows of the list, read and written in parts: as many as there are, in the memory of a few hundred; (file
    name, file).

    Raises:
        NotAllowed: no right to take the ledger away. Invalid: more rows than a sheet holds.
    """
    actor.demand("enforcement.export", "")
    found = cases(actor.scope, filters, now)
    listing = Listing(_("执法台账"), _columns(), _rows(found, now), "enforcement_case")
    remark = _("号码已遮盖")
    return take_away(listing, kind="enforcement.exported", rows=found.count(), actor=actor, now=now, remark=remark)


def _columns() -> Sequence[tuple[str, int, str]]:
    return (
        (_("案件编号"), 22, ""),
        (_("案由"), 28, ""),
        (_("当事人"), 24, ""),
        (_("当事人类型"), 10, ""),
        (_("负责人"), 10, ""),
        (_("电话"), 14, _("号码已遮盖")),
        (_("所在区划"), 16, ""),
        (_("地点"), 20, ""),
        (_("办案机关"), 16, ""),
        (_("层级"), 8, ""),
        (_("执法方式"), 10, ""),
        (_("隐患编号"), 22, _("由隐患移交的")),
        (_("登记时间"), 16, ""),
        (_("检查时间"), 16, _("第一次")),
        (_("执法人员"), 32, _("姓名和执法证号，第一次检查的")),
        (_("整改期限"), 12, ""),
        (_("复查结果"), 10, ""),
        (_("立案时间"), 16, ""),
        (_("处罚种类"), 12, ""),
        (_("处罚依据"), 28, ""),
        (_("罚款（元）"), 12, ""),
        (_("已缴（元）"), 12, ""),
        (_("决定时间"), 16, ""),
        (_("决定人"), 16, ""),
        (_("赋权文件"), 24, _("乡镇处罚的")),
        (_("送达时间"), 16, ""),
        (_("公开时间"), 16, ""),
        (_("移送单位"), 20, ""),
        (_("状态"), 14, ""),
        (_("办结时间"), 16, ""),
        (_("证据"), 6, _("件数")),
        (_("文书"), 6, _("份数，各版本都算")),
        (_("逾期"), 24, _("哪些期限过了，导出时计算")),
    )


@dataclass(frozen=True)
class _Beside:
    """What stands beside the cases of a part, by case. Not prefetched: rows and acts that hold each other stay in
    memory until somebody collects them.
    """

    checks: Mapping[int, CaseAct]
    late: Mapping[int, list[str]]
    evidence: Mapping[int, int]
    papers: Mapping[int, int]

    @classmethod
    def of(cls, keys: Sequence[int], now: datetime) -> "_Beside":
        """Four questions for one part."""
        checks: dict[int, CaseAct] = {}
        for act in CaseAct.objects.filter(case_id__in=keys, act="check").order_by("id"):
            checks.setdefault(act.case_id, act)
        late: dict[int, list[str]] = {}
        running = CaseClock.objects.filter(case_id__in=keys, stopped_at__isnull=True, until__lt=now)
        running = running.exclude(code__in=PARTYS_CLOCKS).order_by("until", "id")
        for case_id, name in running.values_list("case_id", "name"):
            late.setdefault(case_id, []).append(name)
        return cls(checks, late, _counts(EvidenceItem, keys), _counts(Document, keys))


def _counts(model: type[EvidenceItem] | type[Document], keys: Sequence[int]) -> dict[int, int]:
    rows = model.objects.filter(case_id__in=keys).order_by()
    return dict(rows.values_list("case_id").annotate(n=Count("id")))


def _rows(found: Any, now: datetime) -> Iterator[Sequence[Any]]:
    rows = found.select_related("hazard", "delegation").iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        called = places(sorted({row.division_path for row in chunk}))
        beside = _Beside.of([row.pk for row in chunk], now)
        for row in chunk:
            yield _row(row, called[row.division_path], beside, now)


def _row(row: Any, place: str, beside: _Beside, now: datetime) -> Sequence[Any]:
    check = beside.checks.get(row.pk)
    late = beside.late.get(row.pk, [])
    late = [*late, str(_("责令整改"))] if row.is_order_open and row.due_at < now else late
    signed = [f"{one['name']}（{one['certificate']}）" for one in check.officers] if check else []
    return (
        row.no,
        row.matter,
        row.party_name,
        str(PARTY_LABELS[row.party_kind]),
        row.party_head,
        mask_phone(row.party_phone),
        place,
        row.place_name,
        row.body_name,
        str(BODY_LABELS[row.body]),
        row.mode_name,
        row.hazard.no if row.hazard else "",
        _minute(row.opened_at),
        _minute(check.at) if check else "",
        "、".join(signed),
        _minute(row.due_at)[:10],
        "" if row.is_mended is None else _("整改合格") if row.is_mended else _("没有整改好"),
        _minute(row.filed_at),
        str(PENALTY_LABELS.get(row.penalty, "")),
        row.basis,
        "" if row.fine is None else row.fine,
        row.paid,
        _minute(row.decided_at),
        row.decided_by,
        row.delegation.document if row.delegation else "",
        _minute(row.served_at),
        _minute(row.published_at),
        row.handed_to,
        str(row.state_label),
        _minute(row.ended_at),
        beside.evidence.get(row.pk, 0),
        beside.papers.get(row.pk, 0),
        "、".join(late),
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""
