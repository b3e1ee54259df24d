"""Documents that were made, the templates in force, and what a document says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.enforcement.models import Case, CaseAct, Document, Template
from qianshao.enforcement.rules.papers import FIELDS, acts_of, fits
from qianshao.enforcement.selectors.cases import case_rule
from qianshao.enforcement.selectors.money import owed, pay_until
from qianshao.enforcement.selectors.penalty import things_text
from qianshao.enforcement.selectors.told import day_words, minute_words, told_fields
from qianshao.enforcement.states import HEARING_LABELS, PARTY_LABELS, PENALTY_LABELS, SAID_LABELS
from qianshao.hazards.selectors import standard_row, standard_rows

_MENDED: dict[bool | None, str] = {True: "整改合格", False: "没有整改好"}  # zh: words of a document
_SIGNED = {"refused": "当事人拒绝签字", "yes": "当事人签字"}  # zh: likewise
_REVIEW = {"agreed": "同意", "against": "不同意"}  # zh: likewise
_UNITS = {"working": "个工作日", "days": "日"}  # zh: likewise
_RECEIVED = "收到本决定书之日起"  # zh: likewise
_RIGHT = "你单位（你）有权要求听证；要求听证的，应当自收到本告知书之日起{days}内提出"  # zh: likewise
_NO_RIGHT = "本案拟作出的处罚不属于应当告知听证的情形"  # zh: likewise
#: Without a delegation only the body that holds the power by law decides (``_may_punish``).
_OWN_POWER = "本机关法定职权"  # zh: words of a document
_BY_SERVICE = "本决定书送达即为履行"  # zh: likewise


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
    return [row for row in standard_rows("case_papers", now) if paper_acts(row)]


def paper_acts(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The steps after which a kind of paper may be made: ours know theirs, of a county's own its row says it."""
    return acts_of(str(row["code"]), str(row.get("act") or ""))


def case_text(code: str, now: datetime) -> str:
    """What only the county knows and a decision has to say; empty: nobody has filled it in."""
    return str((standard_row("case_texts", code, now) or {}).get("words") or "").strip()


def makeable(case: Case, now: datetime) -> list[tuple[str, str]]:
    """The papers whose step has been done in a case."""
    done = list(case.acts.only("act", "data"))
    return [(row["code"], row["name"]) for row in paper_kinds(now) if any(step_of(row, act) for act in done)]


def step_of(row: Mapping[str, Any], act: CaseAct) -> bool:
    """Whether a kind of paper may be made of an act."""
    return act.act in paper_acts(row) and fits(str(row["code"]), act.data)


def fields_of(case: Case, act: CaseAct, title: str, number: str, now: datetime) -> dict[str, str]:
    """What a document of a step says, by field; what is not known is empty."""
    case.refresh_from_db(from_queryset=Case.objects.unscoped("a case the verb has authorised"))
    decision = case.documents.filter(kind="decision").defer("docx", "pdf").order_by("-id").first()
    known = {
        "number": number,
        "title": title,
        "date": day_words(now),
        "time": minute_words(act.at),
        "case_no": case.no,
        "matter": case.matter,
        "body_name": case.body_name,
        "mode": case.mode_name,
        "place": f"{places([case.division_path])[case.division_path]}{case.place_name}",
        "facts": act.words,
        "officers": "、".join(f"{one['name']}（{one['certificate']}）" for one in act.officers),
        "due": day_words(case.due_at),
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
    known |= _party(case) | _penalty(case) | _heard(act, now) | _carried_out(case, act, now) | _kept(case, act)
    known |= told_fields(case, act, now)
    return {name: known.get(name) or "" for name in FIELDS}


def _within(code: str, now: datetime) -> str:
    """``5个工作日`` by the county's rules; empty: not set."""
    row = case_rule(code, now)
    return f"{int(row['number'])}{_UNITS.get(row['unit'], '')}" if row.get("number") else ""


def _heard(act: CaseAct, now: datetime) -> dict[str, str]:
    """What the party may say, and said."""
    days = _within("hearing", now)
    right = (_RIGHT.format(days=days) if days else "") if act.data.get("hearing_right") else _NO_RIGHT
    return {
        "hear_days": _within("hear", now),
        "hearing_right": right,
        "hearing_days": days if act.data.get("hearing_right") else "",
        "said": str(SAID_LABELS.get(act.data.get("said", ""), HEARING_LABELS.get(act.data.get("hearing", ""), ""))),
        "chair": str(act.data.get("chair", "")),
        "present": str(act.data.get("present", "")),
        "opinion": _REVIEW.get(act.data.get("review", ""), ""),
    }


def _carried_out(case: Case, act: CaseAct, now: datetime) -> dict[str, str]:
    """How, until when and where it is carried out, and where one may complain (行政处罚法 59)."""
    days, pay_to = _within("pay", now), case_text("pay_to", now)
    limit = f"自{_RECEIVED}{days}内" if days else ""  # zh: words of a document
    fine = f"罚款{limit}缴到{pay_to}" if case.fine and limit and pay_to else ""  # zh: likewise
    own = str(act.data.get("carry_out", ""))
    by_service = _BY_SERVICE if case.penalty == "warning" and not case.fine else ""
    return {
        "carry_out": "；".join(filter(None, (own, fine))) or by_service,
        "pay_until": limit,
        "pay_to": pay_to,
        "pay_date": day_words(pay_until(case)),
        "unpaid": f"{owed(case)}元" if owed(case) else "",  # zh: the unit of a sum in a document
        "appeal_to": case_text("appeal_to", now),
        "appeal_days": _number("appeal_days", now),
        "court": case_text("court", now),
        "sue_months": _number("sue_months", now),
        "exec_court": case_text("exec_court", now),
    }


def _number(code: str, now: datetime) -> str:
    number = case_rule(code, now).get("number")
    return str(int(number)) if number else ""


def _kept(case: Case, act: CaseAct) -> dict[str, str]:
    """The things of a hold, and until when they are dealt with."""
    clock = case.clocks.filter(act_id=act.data.get("hold") or act.pk, code="hold").first()
    return {"things": things_text(act), "hold_until": day_words(clock.until if clock else None)}


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
        "delegation": case.delegation.document if case.delegation else _OWN_POWER,
    }
