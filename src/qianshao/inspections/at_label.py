"""The visit that is due at a place whose label somebody has read."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.clock import BEIJING
from qianshao.inspections.selectors import visits_at
from qianshao.inspections.states import VisitState
from qianshao.registry.at_label import Offer, Reader

MOST = 3


def due_visits(reader: Reader, record: Any) -> list[Any]:
    """What this person may start or go on with there."""
    if not reader.scope.may("inspections.do", record.division_path):
        return []
    return list(visits_at(reader.scope, record.pk, reader.now, viewer=reader.user_id)[:MOST])


def offer_of(visit: Any, url: str) -> Offer:
    """The button of a visit."""
    label = _("继续检查") if visit.state == VisitState.STARTED else _("开始检查")
    day = f"{visit.due_at.astimezone(BEIJING):%m-%d}"
    words = _("{kind}，{day} 前").format(kind=visit.kind_label, day=day)
    who = _("，由 {name} 去").format(name=visit.assignee_label) if visit.assignee_label else ""
    return Offer(label, "clipboard-check", url, words + who, first=True)


def at_desk(reader: Reader, record: Any) -> list[Offer]:
    """Pages for whoever signed in with a password; the code of the label goes along."""
    if reader.on_phone:
        return []
    code = urlencode({"code": record.code})
    return [
        offer_of(visit, f"{reverse('inspections:visit', args=[visit.pk])}?{code}")
        for visit in due_visits(reader, record)
    ]


OFFERS = at_desk
