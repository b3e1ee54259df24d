"""The cases of a hazard, on the hazard's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.enforcement.selectors import cases_of_hazard
from qianshao.hazards.beside import Line


def lines(scope: Scope, hazard: Any, _now: datetime) -> list[Line]:
    """Each case; where one may be opened, the way to open it."""
    if not scope.may("enforcement.view", hazard.division_path):
        return []
    found = cases_of_hazard(scope, hazard.pk)
    shown = [
        Line(_("执法案件"), f"{row.no} {row.state_label}", reverse("enforcement:case", args=[row.pk]))
        for row in found
    ]
    open_already = any(not row.is_over for row in found)
    if hazard.state != "false" and not open_already and scope.may("enforcement.handle", hazard.division_path):
        address = f"{reverse('enforcement:case-new')}?hazard={hazard.pk}"
        shown.append(Line(_("执法案件"), _("立卷办理"), address))
    return shown


BESIDE = lines
