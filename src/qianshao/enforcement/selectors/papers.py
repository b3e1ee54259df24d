"""Documents that were made, the templates in force, and what a document says."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.enforcement.models import Case, CaseAct, Document, Template
from qianshao.enforcement.rules.papers import ACTS_OF, FIELDS
from qianshao.enforcement.states import PARTY_LABELS, PENALTY_LABELS
from qianshao.hazards.selectors import standard_row, standard_rows

_SIGNED = {"refused": "当事人拒绝签字", "yes": "当事人签字"}  # zh: words of a document

_MENDED: dict[bool | None, str] = {True: "整改合格", False: "没有整改好"}  # zh: words of a document
_SIGNED = {"refused": "当事人拒绝签字", "yes": "当事人签字"}  # zh: likewise


def documents_of(case: Case) -> list[Document]:
    """The documents of a case the reader was given, the newest first, without their bytes."""
    return list(case.documents.defer("docx", "pdf").order_by("-id"))


def document_of(scope: Scope, document_id: int) -> Document:
    """One document of a case in the scope.

    Raises:
        NotFound: there is none.
    """
    mine = Case.objects.within(scope).values("pk")
    found = Document.objects.filter(pk=document_id, case__in=mine).select_related("case").first()
    if found is None:
        raise NotFound("document.unknown", _("没有找到这份文书，或不在您的辖区。"))
    return found


def template_of(kind: str) -> Template | None:
    """The county's newest template of a kind; None: ours holds."""
    found = Template.objects.filter(kind=kind).order_by("-version").first()
    return found if found is not None and found.data else None


def template_versions(kind: str) -> list[Template]:
    """Every version of a kind, the newest first, without the files."""
    return list(Template.objects.filter(kind=kind).defer("data").order_by("-version"))


def paper_row(kind: str, now: datetime) -> dict[str, Any] | None:
    """A kind of paper in the county's table."""
    return standard_row("case_papers", kind, now)


def paper_kinds(now: datetime) -> list[dict[str, Any]]:
    """The county's kinds of papers that a step can make."""
    return [row for row in standard_rows("case_papers", now) if row["code"] in ACTS_OF]


def makeable(case: Case, now: datetime) -> list[tuple[str, str]]:
    """The papers whose step has been done in a case."""
    done = set(case.acts.values_list("act", flat=True))
    return [(row["code"], row["name"]) for row in paper_kinds(now) if done & set(ACTS_OF[row["code"]])]


def fields_of(case: Case, act: CaseAct, title: str, number: str, now: datetime) -> dict[str, str]:
    """What a document of a step says, by field; what is not known is a dash."""
    case.refresh_from_db(from_queryset=Case.objects.unscoped("a case the verb has authorised"))
    decision = case.documents.filter(kind="decision").defer("docx", "pdf").order_by("-id").first()
    known = {
        "number": number,
        "title": title,
        "date": _day(now),
        "time": _minute(act.at),
        "case_no": case.no,
        "matter": case.matter,
        "body_name": case.body_name,
        "mode": case.mode_name,
        "place": f"{places([case.division_path])[case.division_path]}{case.place_name}",
        "facts": act.words,
        "officers": "、".join(f"{one['name']}（{one['certificate']}）" for one in act.officers),
        "due": _day(case.due_at),
        "mended": _MENDED.get(case.is_mended, ""),
        "signed": _SIGNED.get(act.data.get("signed", ""), ""),
        "asked": str(act.data.get("asked", "")),
        "decision_no": decision.number if decision else "",
        "served_how": str(act.how),
        "handed_to": case.handed_to,
        "asker": case.asker,
        "approver": act.by_label,
        "evidence": "\n".join(f"{row.number}. {row.words}（{row.sha256[:16]}）" for row in case.evidence.all()),
    }
    known |= _party(case) | _penalty(case)
    return {name: known.get(name) or "—" for name in FIELDS}


def _party(case: Case) -> dict[str, str]:
    names = ("party_name", "party_head", "party_code", "party_phone", "party_address")
    return {name: getattr(case, name) for name in names} | {"party_kind": str(PARTY_LABELS[case.party_kind])}


def _penalty(case: Case) -> dict[str, str]:
    yuan = "元"  # zh: the unit of a sum in a document
    return {
        "proposal": case.penalty_words,
        "basis": case.basis,
        "penalty": str(PENALTY_LABELS.get(case.penalty, "")),
        "fine": f"{case.fine}{yuan}" if case.fine else "",
        "paid": f"{case.paid}{yuan}" if case.fine else "",
        "delegation": case.delegation.document if case.delegation else "",
    }


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y年%-m月%-d日}" if moment else ""  # zh: a date in a document


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y年%-m月%-d日%-H时%M分}"  # zh: a time in a document
