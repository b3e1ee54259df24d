"""Cases as lines: who, what was tried, what comes next and by whom. A fixed number of queries per page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qianshao.calling.models import CallOut, Case, Contact, DoorTask
from qianshao.calling.rules import Plan
from qianshao.calling.states import CASE_LABELS, CHANNEL_LABELS, AnswerChannel, CaseState, DoorState, Who
from qianshao.core.text import mask_phone
from qianshao.desk.boards import PersonRow
from qianshao.desk.rules import RESULT_WORDS, dots, next_step
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import names_of

VILLAGE = 4 * Level.VILLAGE
TONES = {
    CaseState.OPEN: "run",
    CaseState.ANSWERED: "ok",
    CaseState.CONFIRMED: "ok",
    CaseState.REACHED: "ok",
    CaseState.EXCUSED: "",
    CaseState.MOVED: "",
}


def person_rows(callout: CallOut, cases: "QuerySet[Any]", *, now: datetime) -> tuple[PersonRow, ...]:
    """The lines of one page of cases."""
    page = list(cases)
    plans = callout.plans
    names = _contact_names(callout, page)
    doors = _open_doors(page)
    places = names_of({case.division_path[:VILLAGE] for case in page} | {case.division_path for case in page})
    return tuple(_line(case, plans[case.ladder_index], names, doors.get(case.pk), places, now) for case in page)


def _line(
    case: Case, plan: Plan, names: dict[int, str], door: DoorTask | None, places: dict[str, str], now: datetime
) -> PersonRow:
    words, who = _next(case, plan, names, door)
    state = CaseState(case.state)
    is_open = state is CaseState.OPEN
    village, own = (short_name(places.get(path, "")) for path in (case.division_path[:VILLAGE], case.division_path))
    late = is_open and case.late_at <= now
    place = own if own == village else f"{village}{own}"
    return PersonRow(
        id=case.pk,
        name=case.name,
        post=case.post_label,
        place=place,
        where=_where(case.post_label, place, village, own),
        is_key=case.is_key,
        phone=mask_phone(case.address_enc),
        attempts=case.attempts,
        dots=dots(case.attempts, case.last_result),
        reason=str(RESULT_WORDS.get(case.last_result, case.last_result)) or (_("正在呼叫") if case.attempts else ""),
        next_words=words if is_open else "",
        next_who=who if is_open else "",
        due_at=door.due_at if door else case.due_at,
        late_at=case.late_at,
        is_late=late,
        state=case.state,
        state_words=str(_("超时未应") if late else CASE_LABELS[state]),
        tone="bad" if late else TONES[state],
        ended_at=case.ended_at,
        ended_by=case.ended_by,
        end_words=_end_words(case),
        covered=case.covered_at is not None,
        at_door=door is not None,
    )


def _where(post: str, place: str, village: str, own: str) -> str:
    """What of the place the post's own name does not say already."""
    if place and post.startswith(place):
        return ""
    return village if own and own != village and post.startswith(own) else place


def _next(case: Case, plan: Plan, names: dict[int, str], door: DoorTask | None) -> tuple[str, str]:
    if door is not None:
        words = _("敲门（已上交）") if door.level else _("敲门")
        return words, door.assignee_name or _("等值班员派人")
    found = next_step(plan, case.step, case.try_no)
    refs = {Who.STANDIN: case.standin_ref, Who.SUPERIOR: case.superior_ref, Who.GUARDIAN: case.guardian_ref}
    return found.words, names.get(refs.get(Who(found.who)) or 0, "") if found.who else ""


def _end_words(case: Case) -> str:
    if case.end_reason:
        return case.end_reason
    known = {channel.value for channel in AnswerChannel}
    return str(CHANNEL_LABELS[AnswerChannel(case.end_channel)]) if case.end_channel in known else ""


def _contact_names(callout: CallOut, cases: Iterable[Case]) -> dict[int, str]:
    refs = {ref for case in cases for ref in (case.standin_ref, case.superior_ref, case.guardian_ref) if ref}
    if not refs:
        return {}
    found = Contact.objects.unscoped("the phone book of a case that is in scope")
    return dict(found.filter(callout=callout, ref__in=refs).values_list("ref", "name"))


def _open_doors(cases: Iterable[Case]) -> dict[int, DoorTask]:
    waiting = [case.pk for case in cases if case.state == CaseState.OPEN and case.due_at is None]
    found = DoorTask.objects.unscoped("the doors of cases that are in scope")
    return {d.case_id: d for d in found.filter(case_id__in=waiting, state=DoorState.OPEN)} if waiting else {}
