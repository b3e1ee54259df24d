"""A whistle is blown: the departments' duty phones ring, and whoever writes down their answers hears at once."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.command.services.due import Due, day_of
from qianshao.command.services.ringing import Ring, can_ring, joined, ring
from qianshao.command.services.telling import ACTOR, tell
from qianshao.command.services.ways import now_steps
from qianshao.core.ids import DEPARTMENT, named_link
from qianshao.divisions.choices import places
from qianshao.hazards.models import Whistle, WhistleCall
from qianshao.hazards.selectors import standard_rows
from qianshao.journal.models import Entry
from qianshao.journal.services import Note, record_many

SUBJECT = "whistle_call"


def tell_whistle(entry: Entry, now: datetime) -> str:
    """Each department called is sent one message, however often it is called; the desk one for each blow."""
    calls = _calls(entry)
    if not calls:
        return "over"
    whistle = calls[0].whistle
    where = places([whistle.division_path])[whistle.division_path]
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        rung, silent = _ring(calls, where, now)
        heard = tell(_to_the_desk(entry, whistle, calls, where, now), now)
    return f"rung {rung}, no phone {silent}, told {heard}"


def _calls(entry: Entry) -> list[WhistleCall]:
    """Those the entry is about that are still asked for something."""
    rows = WhistleCall.objects.unscoped("the whistle of a journal entry").filter(
        whistle_id=entry.subject_id, whistle__state="open"
    )
    if name := str(entry.data.get("department", "")):
        rows = rows.filter(department_name=name)
    return [one for one in rows.select_related("whistle").order_by("id") if not one.is_over]


def _ring(calls: list[WhistleCall], where: str, now: datetime) -> tuple[int, int]:
    phones = {row["code"]: str(row.get("phone") or "") for row in standard_rows("departments", now)}
    fresh = [one for one in calls if can_ring(phones.get(one.department, ""))]
    sent = [one for one in fresh if _rung(one, phones[one.department], where, now)]
    silent = [one for one in calls if one not in fresh]
    told = (("command.departments_told", sent), ("command.departments_no_phone", silent))
    record_many([_note(kind, found) for kind, found in told if found], actor=ACTOR, now=now)
    return len(sent), len(silent)


def _rung(call: WhistleCall, phone: str, where: str, now: datetime) -> bool:
    whistle = call.whistle
    sentence = _("{where}吹哨叫{who}：{matter}（{no}，{case}）{place}。{due}请马上应答，联系人{by}。")
    due = _("应答期限 {day}，").format(day=day_of(call.answer_due_at)) if call.answer_due_at else ""
    words = sentence.format(
        where=where, who=call.department_name, matter=whistle.matter[:60], no=whistle.no, case=whistle.case_name,
        place=_("，地点：{place}").format(place=whistle.place[:40]) if whistle.place else "", due=due,
        by=whistle.blown_by,
    )  # fmt: skip
    one = Ring(
        f"whistle-call-{call.pk}", (SUBJECT, call.pk), call.department_name, phone, call.division_path, call.is_drill,
        named_link(DEPARTMENT, call.pk),
    )  # fmt: skip
    return ring(one, _("吹哨报到"), words, now)


def _note(kind: str, calls: list[WhistleCall]) -> Note:
    first = calls[0]
    data = {"no": first.whistle.no, "who": joined([one.department_name for one in calls])}
    return Note(kind, ("whistle", first.whistle_id), first.division_path, data, is_drill=first.is_drill)


def _to_the_desk(entry: Entry, whistle: Whistle, calls: list[WhistleCall], where: str, now: datetime) -> list[Due]:
    sentence = _("{where}吹哨叫{who}：{matter}（{no}，{case}）")
    who = joined([one.department_name for one in calls])
    line = sentence.format(where=where, who=who, matter=whistle.matter[:40], no=whistle.no, case=whistle.case_name)
    return [
        Due(
            "whistle_now", entry.pk, ("whistle", whistle.pk), _("吹哨"), whistle.no, line, whistle.division_path,
            step.roles, step.code, 0, step.way, is_urging=True, is_drill=whistle.is_drill, is_now=True, thing=who,
        )
        for step in now_steps("whistle", now)
    ]  # fmt: skip
