"""When many of a kind have come, the first of them are looked at again: nobody knew then that they would be many.

Only those an officer has not touched and without a photo, or with the very photo that came again and again; the first
stays, lower.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F, Q

from qianshao.tips.models import Tip, Trait
from qianshao.tips.selectors.alike import BURST, PHOTO, SPAN, Alike, Marks
from qianshao.tips.states import TipState


def sink_alike(tip: Tip, marks: Marks, found: Alike, numbers: Mapping[str, float], now: datetime) -> None:
    """Part of the sending; inside its transaction."""
    for kind, value in marks:
        many = numbers["near_many" if kind == PHOTO else f"{kind}_many"]
        if many <= found.counts.get(kind, 0) < many + SPAN:
            _sink(kind, value, tip, numbers, now)


def _sink(kind: str, value: str, tip: Tip, numbers: Mapping[str, float], now: datetime) -> None:
    since = now - timedelta(hours=numbers["window_hours"])
    ids = Trait.objects.filter(kind=kind, value=value, at__gte=since).values("tip_id")
    fold_at = int(numbers["fold_at"])
    rows = Tip.objects.unscoped("tips that came alike").filter(~Q(pk=tip.pk), pk__in=ids, state=TipState.WAITING)
    rows = rows.filter(handled_at__isnull=True)  # what an officer unfolded stays unfolded
    rows = rows if kind == PHOTO else rows.filter(photo_count=0)
    first = rows.order_by("pk").values_list("pk", flat=True).first()
    # Of a network only those for which nothing spoke: an office behind one address may have real reports among them.
    low = rows.filter(points__gte=0) if kind == BURST else rows
    low.filter(points__lt=fold_at).update(points=fold_at)
    if kind != BURST and first is not None:
        rows.exclude(pk=first).update(state=TipState.FOLDED, under_id=first, why=[kind], version=F("version") + 1)
