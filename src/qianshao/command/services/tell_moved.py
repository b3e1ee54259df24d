"""A hazard was put right into another area: whoever has the next step there hears at once."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.command.services.due import Due
from qianshao.command.services.telling import tell
from qianshao.command.services.ways import now_steps
from qianshao.divisions.choices import places
from qianshao.hazards.models import Hazard
from qianshao.journal.models import Entry


def tell_moved(entry: Entry, now: datetime) -> str:
    """Nobody, when it is over meanwhile, or back where it was."""
    rows = Hazard.objects.unscoped("the hazard of a journal entry")
    hazard: Hazard | None = rows.filter(pk=entry.subject_id, same_as__isnull=True).first()
    if hazard is None or hazard.is_over or hazard.division_path == entry.division_path:
        return "over"
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        told = tell(_dues(entry, hazard, now), now)
    return f"told {told}"


def _dues(entry: Entry, hazard: Hazard, now: datetime) -> list[Due]:
    where = places([hazard.division_path])[hazard.division_path]
    line = _("隐患更正到本地：{what}（{no}），原记在{old}，现在{step}").format(
        what=f"{where}{hazard.title}"[:50],
        no=hazard.no,
        old=entry.data.get("before", ""),
        step=str(hazard.state_label),
    )
    return [
        Due(
            "moved", entry.pk, ("hazard", hazard.pk), _("隐患"), hazard.no, line, hazard.division_path, step.roles,
            step.code, 0, step.way, is_urging=False, is_drill=hazard.is_drill, is_now=True,
        )
        for step in now_steps("moved", now)
    ]  # fmt: skip
