"""Follow a tip by its six digits and its day. Wrong codes are counted, right ones never."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound, Refusal
from qianshao.tips.models import Miss
from qianshao.tips.selectors.alike import network_mark
from qianshao.tips.selectors.numbers import numbers_at
from qianshao.tips.selectors.track import stage_of, tip_by_code


class TooOften(Refusal):
    """Enough wrong codes for this hour."""

    status = 429


def follow_code(*, day: date, code: str, network: str, now: datetime) -> tuple[int, Any]:
    """(stage, words) of the tip of a day with a code: how far it has come, and nothing else.

    Raises:
        NotFound: no such code on that day. TooOften: too many wrong ones from this network within the hour.
    """
    mark, hour = network_mark(network, now), now.replace(minute=0, second=0, microsecond=0)
    missed = Miss.objects.filter(address=mark, hour=hour).aggregate(n=Sum("count"))["n"] or 0
    if missed >= numbers_at(now)["misses_an_hour"]:
        raise TooOften("tip.too_often", _("查错的次数太多，过一小时再查，或用提交后留下的链接查。"))
    tip = tip_by_code(day, "".join(c for c in code if c.isascii() and c.isdigit())[:6])
    if tip is None:
        with transaction.atomic(durable=True):
            row = Miss.objects.get_or_create(address=mark, hour=hour)[0]
            Miss.objects.filter(pk=row.pk).update(count=F("count") + 1)
        raise NotFound("tip.code", _("这一天没有这个查询码。请核对日期和六位数字。"))
    return stage_of(tip)
