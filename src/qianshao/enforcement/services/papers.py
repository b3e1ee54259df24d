"""Documents are made, once and for good; a county brings its own templates."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.units import unit
from qianshao.divisions.selectors import county_code
from qianshao.enforcement.models import Case, CaseAct, Document, Template
from qianshao.enforcement.papers.fill import fill
from qianshao.enforcement.papers.intake import Fault, fault_of
from qianshao.enforcement.papers.pdf import as_pdf
from qianshao.enforcement.papers.shipped import shipped_or_none
from qianshao.enforcement.rules.papers import FIELDS, missing
from qianshao.enforcement.selectors.cases import year_of
from qianshao.enforcement.selectors.papers import document_of, fields_of, paper_acts, paper_row, step_of, template_of
from qianshao.enforcement.services.writing import coming_serial, note, open_case_row, take_serial
from qianshao.journal.services import record

#: How often a paper is laid out anew because somebody took its number meanwhile.
_TRIES = 8
_FAULTS = {
    "size": _("模板要是一个不超过 2 MB 的 docx 文件。"),
    "broken": _("这个文件打不开，请用 Word 或 WPS 另存为 docx 再传。"),
    "bomb": _("这个文件展开后太大，请去掉图片等内容再传。"),
    "macro": _("模板里不能有宏、控件和嵌入的对象。"),
    "loads": _("模板里不能有会从外面取内容的链接或域。"),
    "syntax": _("字段的写法不对，要写成 {{{{ number }}}} 这样。"),
    "only_fields": _("模板里只能写字段，不能写循环、判断和算式。"),
    "unknown": _("模板里有不认识的字段：{what}"),
    "no_number": _("模板里要有文号字段 {{{{ number }}}}。"),
}


def make_document(*, case_id: int, kind: str, why: str = "", actor: Actor, now: datetime) -> Document:
    """Make the paper of a step, as docx and pdf, with the next number of its county, year and kind. Made again for
    the same step it keeps its number and is the next version; ``why`` says what was wrong; the older one stays.

    Raises:
        NotFound, NotAllowed. Invalid: no such kind, its step has not been done, a new version without words.
    """
    # Whoever may write a note may make a paper; also when the case is over.
    case = open_case_row(actor, case_id, "note")
    row = _known(kind, now)
    act = _step(case, row)
    for _try in range(_TRIES):
        before = _newest(act, kind)
        if before is not None and not why.strip():
            raise Invalid("paper.why", _("已经有这份文书了；要改，请写明为什么换一版。"))
        # Laid out before the transaction: nobody who writes waits for a page. The number is the one that comes next.
        made = _numbered(case, act, row, before, now)
        made.why, made.by_id, made.by_label = why.strip()[:200], actor.user_id, actor.label[:80]
        with unit():
            if _is_next(made, before):
                return _filed(case, made, actor, now)
    raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))


def _newest(act: CaseAct, kind: str) -> Document | None:
    rows = Document.objects.filter(act=act, kind=kind).defer("docx", "pdf")
    found: Document | None = rows.order_by("-version").first()
    return found


def _numbered(case: Case, act: CaseAct, row: dict[str, Any], before: Document | None, now: datetime) -> Document:
    """The paper with its number: a correction keeps it, else the one that comes next."""
    kind, county, year = str(row["code"]), county_code(case.division_path), year_of(now)
    if before is not None:
        county, year, serial, version, number = (
            before.county, before.year, before.serial, before.version + 1, before.number,
        )  # fmt: skip
    else:
        serial, version = coming_serial(county, year, f"paper-{kind}"[:24]), 1
        number = f"{row['word']}〔{year}〕{serial} 号"  # zh: a document's number
    made = _made(case, act, kind, str(row["name"]), number, version, now)
    made.county, made.year, made.serial = county, year, serial
    return made


def _is_next(made: Document, before: Document | None) -> bool:
    """Inside the transaction, the case held: whether nobody made this paper or took its number meanwhile."""
    Case.objects.unscoped("a row the verb has authorised").select_for_update().get(pk=made.case_id)
    newest = _newest(made.act, made.kind) if made.act else None
    if (newest.pk if newest else None) != (before.pk if before else None):
        return False
    return before is not None or take_serial(made.county, made.year, f"paper-{made.kind}"[:24], made.serial)


def _filed(case: Case, made: Document, actor: Actor, now: datetime) -> Document:
    made.save(force_insert=True)
    data = {"paper": made.kind_name, "number": made.number, "version": made.version, "sha256": made.pdf_sha256}
    CaseAct.objects.create(
        case=case, act="paper", at=now, by_id=actor.user_id, by_label=actor.label[:80], words=made.why, data=data
    )
    note("enforcement.paper", case, actor, now, paper=made.kind_name, number=made.number)
    return made


def _known(kind: str, now: datetime) -> dict[str, Any]:
    row = paper_row(kind, now)
    if row is None or not paper_acts(row):
        raise Invalid("paper.kind", _("没有这种文书。"))
    return row


def _step(case: Case, row: dict[str, Any]) -> CaseAct:
    acts = case.acts.filter(act__in=paper_acts(row)).order_by("-id")
    found: CaseAct | None = next((act for act in acts if step_of(row, act)), None)
    if found is None:
        raise Invalid("paper.early", _("这一步还没有办，不能制作这份文书。"))
    return found


def _made(case: Case, act: CaseAct, kind: str, name: str, number: str, version: int, now: datetime) -> Document:
    own = template_of(kind)
    source = bytes(own.data) if own is not None and own.data else shipped_or_none(kind)
    if source is None:
        raise Invalid("paper.template", _("这种文书还没有模板，请先在文书模板里上传。"))
    word = fill(source, _filled(case, kind, fields_of(case, act, name, number, now)))
    digest = hashlib.sha256(word).hexdigest()
    foot = f"{number}  v{version}  {digest[:16]}"
    pdf = as_pdf(word, title=f"{name} {number}", foot=foot)
    return Document(
        case=case,
        act=act,
        kind=kind,
        kind_name=name[:40],
        number=number[:60],
        version=version,
        template=f"{own.name} v{own.version}"[:80] if own else "",
        docx=base64.b64encode(word).decode(),
        pdf=base64.b64encode(pdf).decode(),
        docx_sha256=digest,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        at=now,
    )


def _filled(case: Case, kind: str, known: dict[str, str]) -> dict[str, str]:
    """Every field, a dash where nothing is known.

    Raises:
        Invalid: something that this paper has to say by law is not known.
    """
    if lacking := missing(kind, known, is_fine=bool(case.fine)):
        names = "、".join(str(FIELDS[name]) for name in lacking)
        sentence = _(
            "还缺：{what}。当事人的信息用“更正当事人信息”补；其他的先在隐患标准的“执法文书用语”“执法办案规则”里填好，"
            "再制作。"
        )
        raise Invalid("paper.missing", sentence, what=names)
    return {name: value or "—" for name, value in known.items()}


def take_document(*, document_id: int, form: str, actor: Actor, now: datetime) -> tuple[Document, bytes]:
    """The file of a document, ``docx`` or ``pdf``; who took it stands in the journal.

    Raises:
        NotFound, NotAllowed. Stale: the file is not the one that was made.
    """
    found = document_of(actor.scope, document_id)
    actor.demand("enforcement.view", found.case.division_path)
    if form not in ("docx", "pdf"):
        raise NotFound("document.unknown", _("没有找到这份文书，或不在您的辖区。"))
    data = base64.b64decode(getattr(found, form))
    if hashlib.sha256(data).hexdigest() != getattr(found, f"{form}_sha256"):
        raise Stale("document.broken", _("这份文书和制作时不一样了，不能使用，请马上报告。"))
    with unit():
        note("enforcement.paper_taken", found.case, actor, now, paper=f"{found.kind_name} {found.number}")
    return found, data


def save_template(*, kind: str, name: str, data: bytes, actor: Actor, now: datetime) -> Template:
    """A county's own docx for a kind of paper; the next version.

    Raises:
        NotAllowed. Invalid: no such kind, or the file is not one that can be trusted.
    """
    actor.demand("enforcement.templates", "")
    row = _known(kind, now)
    if fault := fault_of(data):
        raise _refusal(fault)
    return _next_template(kind, str(row["name"]), name, data, actor, now)


def withdraw_template(*, kind: str, actor: Actor, now: datetime) -> Template:
    """Ours holds again.

    Raises:
        NotAllowed. Invalid: no such kind. Stale: ours holds already.
    """
    actor.demand("enforcement.templates", "")
    row = _known(kind, now)
    if template_of(kind) is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    return _next_template(kind, str(row["name"]), "", None, actor, now)


def _refusal(fault: Fault) -> Invalid:
    return Invalid(f"template.{fault.code}", _FAULTS[fault.code], what=fault.what)


def _next_template(kind: str, paper: str, name: str, data: bytes | None, actor: Actor, now: datetime) -> Template:
    with unit():
        last = Template.objects.filter(kind=kind).defer("data").order_by("-version").first()
        made: Template = Template.objects.create(
            kind=kind,
            version=last.version + 1 if last else 1,
            name=name.strip()[:120],
            data=data,
            sha256=hashlib.sha256(data).hexdigest() if data else "",
            at=now,
            by_label=actor.label[:80],
        )
        record(
            kind="enforcement.template",
            actor=actor,
            now=now,
            subject=("enforcement_template", made.pk),
            division_path="",
            data={"paper": paper, "version": made.version},
        )
    return made
