"""The county's figures change by a new version; moves that run keep theirs."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.journal.services import record
from qianshao.resources.dispatch.rules import Figures
from qianshao.resources.models import DispatchRules

_RANGES = {
    "paper_hours": (1, 240),
    "remind_hours": (1, 240),
    "road_factor": (1.0, 5.0),
    "speed": (1.0, 120.0),
    "pack_minutes": (0, 600),
}


def publish_rules(*, figures: Figures, source: str, actor: Actor, now: datetime) -> DispatchRules:
    """Publish the next version; ``source`` says what it rests on.

    Raises:
        Invalid: a figure out of its range, no source.
    """
    actor.demand("resources.dispatch_rules", "")
    values = {name: value for name, value in figures.as_data().items() if name != "version"}
    if bad := [name for name, (low, high) in _RANGES.items() if not low <= values[name] <= high]:
        raise Invalid("rules.range", _("数值超出范围：{names}"), names="、".join(bad))
    words = source.strip()[:200]
    if not words:
        raise Invalid("rules.source", _("请写依据"))
    with unit():
        newest = DispatchRules.objects.aggregate(newest=Max("version"))["newest"] or 0
        made = DispatchRules.objects.create(
            version=newest + 1, valid_from=now, source=words, published_by=actor.label[:80], **values
        )
        data = {"version": made.version, "source": words}
        record(
            kind="dispatch.rules",
            actor=actor,
            now=now,
            subject=("dispatch_rules", made.pk),
            division_path="",
            data=data,
        )
    return made
