"""A level has hung a hazard (挂牌督办): the desk and the leader it belongs to hear at once, and until when."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.command.services.due import Due, day_of
from qianshao.command.services.telling import tell
from qianshao.command.services.ways import now_steps
from qianshao.divisions.choices import places
from qianshao.hazards.models import Hazard
from qianshao.journal.models import Entry


def tell_hung(entry: Entry, now: datetime) -> str:
    """Nobody, when it has been taken down or ended meanwhile."""
    rows = Hazard.objects.unscoped("the hazard of a journal entry")
    hazard: Hazard | None = rows.filter(pk=entry.subject_id, supervised_at__isnull=False).first()
    if hazard is None or hazard.is_over:
        return "over"
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        line = _line(entry, hazard)
        due = [
            Due(
                "hung", entry.pk, ("hazard", hazard.pk), _("挂牌督办"), hazard.no, line, hazard.division_path,
                step.roles, step.code, 0, step.way, is_urging=True, is_drill=entry.is_drill, is_now=True,
            )
            for step in now_steps("hung", now)
        ]  # fmt: skip
        return f"told {tell(due, now)}"


def _line(entry: Entry, hazard: Hazard) -> str:
    where = places([hazard.division_path])[hazard.division_path]
    sentence = _("{level}：{what}（{no}），督办单位{who}").format(
        level=entry.data.get("level", ""), what=f"{where}{hazard.title}"[:50], no=hazard.no,
        who=hazard.supervision_by[:40],
    )  # fmt: skip
    by = _("，期限 {day}").format(day=day_of(hazard.due_at)) if hazard.due_at else ""
    return f"{sentence}{by}"
