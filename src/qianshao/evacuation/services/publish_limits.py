"""The minutes between visits change by a new version; orders that run keep theirs."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.evacuation.models import LimitsVersion
from qianshao.evacuation.rules.visits import Limits
from qianshao.journal.services import record

MOST_MINUTES = 24 * 60


def publish_limits(
    *, limits: Limits, source: str, confirmed: bool = False, actor: Actor, now: datetime
) -> LimitsVersion:
    """Publish the next version; ``source`` names the rule it was read in, ``confirmed`` says it was read there.

    Raises:
        Invalid: minutes out of 1..1440, no source. NotAllowed: no right to.
    """
    actor.demand("evacuation.limits", "")
    minutes = {name: value for name, value in limits.as_data().items() if name != "version"}
    if not all(1 <= value <= MOST_MINUTES for value in minutes.values()):
        raise Invalid("limits.range", _("时限在 1 到 {most} 分钟之间"), most=MOST_MINUTES)
    if not source.strip():
        raise Invalid("limits.source", _("请写依据"))
    with unit():
        newest = LimitsVersion.objects.aggregate(newest=Max("version"))["newest"] or 0
        made = LimitsVersion.objects.create(
            version=newest + 1,
            valid_from=now,
            source=source.strip(),
            confirmed=confirmed,
            published_by=actor.label[:80],
            **minutes,
        )
        data = {"version": made.version}
        subject = ("evacuation_limits", made.pk)
        record(kind="evacuation.limits_published", actor=actor, now=now, subject=subject, division_path="", data=data)
    return made
