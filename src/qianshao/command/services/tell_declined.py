"""A department says that a whistle is none of theirs: whoever blew it hears at once, since it is theirs to decide."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.command.services.due import Due
from qianshao.command.services.telling import tell
from qianshao.command.services.ways import now_steps
from qianshao.divisions.choices import places
from qianshao.hazards.models import WhistleCall
from qianshao.journal.models import Entry


def tell_declined(entry: Entry, now: datetime) -> str:
    """Nobody, when the township has decided meanwhile or the department came all the same."""
    rows = WhistleCall.objects.unscoped("the whistle of a journal entry").select_related("whistle")
    call = rows.filter(
        whistle_id=entry.subject_id, whistle__state="open", state="called", declined_at__isnull=False,
        department_name=str(entry.data.get("department", "")),
    ).first()  # fmt: skip
    if call is None:
        return "over"
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        told = tell(_dues(entry, call, now), now)
    return f"told {told}"


def _dues(entry: Entry, call: WhistleCall, now: datetime) -> list[Due]:
    whistle = call.whistle
    where = places([whistle.division_path])[whistle.division_path]
    line = _("{who}说不归它管：{words}（{where}吹哨 {no}），请决定换部门还是仍请来").format(
        who=call.department_name, words=call.declined_words[:40], where=where, no=whistle.no
    )
    return [
        Due(
            "whistle_no", entry.pk, ("whistle", whistle.pk), _("吹哨"), whistle.no, line, whistle.division_path,
            step.roles, step.code, 0, step.way, is_urging=True, is_drill=whistle.is_drill, is_now=True,
            thing=call.department_name,
        )
        for step in now_steps("declined", now)
    ]  # fmt: skip
