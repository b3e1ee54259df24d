"""The advice that was asked about a hazard, on the hazard's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.hazards.beside import Line
from qianshao.inspections.selectors import guidances_of_hazard


def lines(scope: Scope, hazard: Any, _now: datetime) -> list[Line]:
    """Each; and the way to ask, while the hazard is not over."""
    if not scope.may("inspections.view", hazard.division_path):
        return []
    shown = [
        Line(
            str(row.kind_label),
            f"{row.state_label} {row.who}".strip(),
            reverse("inspections:guidance", args=[row.pk]),
        )
        for row in guidances_of_hazard(scope, hazard.pk)
    ]
    if not hazard.is_over and scope.may("inspections.plan", hazard.division_path):
        shown.append(Line(_("指导服务"), _("申请指导"), f"{reverse('inspections:guidance-new')}?hazard={hazard.pk}"))
    return shown


BESIDE = lines
