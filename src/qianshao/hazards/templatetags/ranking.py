"""How figures of response are written in a table."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def share(figures: Any) -> str:
    """``83% (5/6)``; a dash while no date has passed."""
    if not figures.n:
        return "—"
    return f"{figures.share * 100:.0f}% ({round(figures.share * figures.n)}/{figures.n})"


@register.filter
def middle(figures: Any) -> str:
    """The median in minutes or hours; in words, when half or more never did it."""
    if not figures.n:
        return "—"
    if figures.median is None:
        return _("半数以上没有")
    if figures.median < 120:
        return _("{n} 分钟").format(n=round(figures.median))
    return _("{n} 小时").format(n=round(figures.median / 60, 1))
