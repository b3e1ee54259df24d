"""The county's figures in force."""

from qianshao.resources.dispatch.rules import Figures
from qianshao.resources.models import DispatchRules


def figures() -> Figures:
    """The newest version; the shipped defaults before any was published."""
    newest = DispatchRules.objects.order_by("-version").first()
    if newest is None:
        return Figures()
    return Figures(
        newest.version,
        newest.paper_hours,
        newest.remind_hours,
        newest.road_factor,
        newest.speed,
        newest.pack_minutes,
    )


def figures_versions() -> list[DispatchRules]:
    """All versions, newest first."""
    return list(DispatchRules.objects.order_by("-version")[:30])
