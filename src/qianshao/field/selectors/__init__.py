"""The answer page's facts, from the token alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from qianshao.alerts.selectors.tables import guide_for
from qianshao.calling import rules
from qianshao.calling.models import Answer, CallOut, Case, Contact
from qianshao.calling.states import HOUSEHOLD, LIVE, CaseState, Who
from qianshao.core.errors import NotFound
from qianshao.core.ids import read_case_token
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors, short_name
from qianshao.divisions.selectors import names_of

MAX_GUIDE = 5


@dataclass(frozen=True, slots=True)
class Telephone:
    """Somebody to ring: what they are to the reader, name and number."""

    role: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What the holder of a link sees. `stage`: ask, done (already answered) or over (nothing to answer any more)."""

    stage: Literal["ask", "done", "over"]
    name: str
    holder: str
    place: str
    post: str
    for_other: str
    is_household: bool
    asks_first_reply: bool
    title: str
    brief: str
    colour: str
    hazard: str
    guide: tuple[str, ...]
    is_drill: bool
    sent_at: datetime
    answered_at: datetime | None
    over_words: str
    telephones: tuple[Telephone, ...]


def answer_page(token: str) -> AnswerPage:
    """The page of one link.

    Raises:
        NotFound: the token is none of ours; nobody learns whether the case exists.
    """
    line = read_case_token(token)
    try:
        case_id, who = rules.read_line(-1 if line is None else line)
    except ValueError:
        raise NotFound("link.unknown", _("这个链接不对，请用短信里的链接再点一次。")) from None
    case = Case.objects.unscoped("the link itself is the permission").filter(pk=case_id).first()
    if case is None:
        raise NotFound("link.unknown", _("这个链接不对，请用短信里的链接再点一次。"))
    callout = CallOut.objects.unscoped("the call-out of a link's own case").get(pk=case.callout_id)
    return _page(callout, case, Who(who))


def _page(callout: CallOut, case: Case, who: Who) -> AnswerPage:
    first = Answer.objects.filter(case=case, who=who).order_by("at").first()
    household, mine = case.recipient_kind == HOUSEHOLD, who is Who.SELF
    own_end = case.ended_at if mine and case.state != CaseState.EXCUSED else None
    answered = first.at if first else own_end
    outside = case.cleared_at is not None
    is_over = (
        outside or callout.state not in LIVE or (case.state in (CaseState.EXCUSED, CaseState.MOVED) and not answered)
    )
    plan = callout.plans[case.ladder_index]
    colour = "" if callout.colour == "*" else callout.colour
    contacts = _contacts(callout, case)
    return AnswerPage(
        stage="done" if answered and not outside else "over" if is_over else "ask",
        name=case.name,
        holder=case.name if mine else contacts[who].name if who in contacts else "",
        place=_place(case.division_path),
        post="" if household else case.post_label,
        for_other="" if mine else case.name,
        is_household=household,
        asks_first_reply=mine and not household and plan.first_reply_s is not None,
        title=callout.title,
        brief=callout.brief,
        colour=colour,
        hazard=callout.hazard,
        guide=guide_for(callout.cause_kind, callout.cause_id, callout.hazard, colour, callout.started_at)[:MAX_GUIDE],
        is_drill=callout.is_drill,
        sent_at=callout.started_at,
        answered_at=answered,
        over_words=_("预警范围已调整，您这里不再涉及，不用再回复。") if outside else _over(callout),
        telephones=_telephones(contacts, household),
    )


def _place(path: str) -> str:
    """Township, village and grid as people say them: 金兰山街道彭河社区."""
    paths = [p for p in ancestors(path) if len(p) >= 4 * Level.TOWNSHIP]
    names = names_of(set(paths))
    return "".join(short_name(names.get(p, "")) for p in paths)


def _over(callout: CallOut) -> str:
    return {
        "lifted": _("这次预警已经解除，不用再回复。"),
        "closed": _("这次叫应已经结束，不用再回复。"),
    }.get(callout.state, _("不用再回复，已经有人替您办好了。"))


def _contacts(callout: CallOut, case: Case) -> dict[Who, Contact]:
    refs = {Who.STANDIN: case.standin_ref, Who.SUPERIOR: case.superior_ref, Who.GUARDIAN: case.guardian_ref}
    book = Contact.objects.unscoped("the phone book of a link's own case").filter(
        callout=callout, ref__in=[ref for ref in refs.values() if ref]
    )
    found = {contact.ref: contact for contact in book}
    return {who: found[ref] for who, ref in refs.items() if ref in found}


def _telephones(contacts: dict[Who, Contact], household: bool) -> tuple[Telephone, ...]:
    """A household may ring its guardian, a responsible person their superior; everybody 119."""
    wanted = ((Who.GUARDIAN, _("包保责任人")),) if household else ((Who.SUPERIOR, _("上级")),)
    own = [Telephone(role, contacts[w].name, contacts[w].address_enc) for w, role in wanted if w in contacts]
    return (*(t for t in own if t.number), Telephone(_("有人遇险"), "", "119"))
