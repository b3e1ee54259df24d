"""What the engine does for the room by itself: forget what made tips alike, and who typed wrong codes."""

from datetime import datetime, timedelta

from qianshao.core.sweeps import Sweep
from qianshao.tips.models import Miss, Trait
from qianshao.tips.selectors.numbers import numbers_at


def forget_traits(now: datetime, limit: int) -> int:
    """Marks older than the county's window: nobody can be followed by them afterwards."""
    before = now - timedelta(hours=max(numbers_at(now)["window_hours"], 1))
    old = list(Trait.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:limit])
    Trait.objects.filter(pk__in=old).delete()
    Miss.objects.filter(hour__lt=now - timedelta(hours=2)).delete()
    return len(old)


SWEEPS = (Sweep("tips.forget", forget_traits, every=60.0),)
