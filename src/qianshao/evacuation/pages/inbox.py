"""Reports that disagree, both sides beside each other."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.evacuation.pages.orders import head_of
from qianshao.evacuation.rules.steps import TONES
from qianshao.evacuation.selectors import order_of
from qianshao.evacuation.selectors.desk import movements_by_uid, open_conflicts
from qianshao.evacuation.states import WHEREABOUTS_LABELS
from qianshao.people.selectors import needs_by_code
from qianshao.places.selectors import named

PER_PAGE = 20


def conflict_context(scope: Scope, order_id: int, page: Any, *, now: datetime) -> dict[str, Any]:
    """The inbox of one order."""
    order = order_of(scope, order_id)
    found: Page[Any] = Paginator(open_conflicts(scope, order_id), PER_PAGE).get_page(page)
    rows = list(found.object_list)
    reports = movements_by_uid(order_id, [row.evacuee.uid for row in rows])
    needs, where = needs_by_code(), places([row.division_path for row in rows])
    shelters = named({one.shelter_id for side in reports.values() for one in side if one.shelter_id})
    found.object_list = [
        {
            "id": row.pk,
            "name": row.evacuee.name,
            "url": reverse("evacuation:person", args=[order_id, row.evacuee.uid]),
            "needs": [needs[code].name for code in row.evacuee.need_codes if code in needs],
            "place": where[row.division_path],
            "counted_as": str(WHEREABOUTS_LABELS[row.counted_as]),
            "sides": [_side(one, shelters) for one in reports[row.evacuee.uid] if one.key in row.sides],
        }
        for row in rows
    ]
    return {
        "o": head_of(order, scope, area=places([order.division_path])[order.division_path]),
        "page": found,
        "may_settle": scope.may("evacuation.settle"),
        "now": now,
    }


def _side(one: Any, shelters: dict[int, str]) -> dict[str, Any]:
    place = shelters.get(one.shelter_id or 0, "")
    return {
        "value": f"{one.to}:{one.shelter_id or ''}",
        "words": str(WHEREABOUTS_LABELS[one.to]) + (f"：{place}" if place else ""),
        "tone": TONES.get(one.to, ""),
        "who": one.by_label,
        "made_at": one.made_at,
        "at": one.received_at,
        "by_phone": one.source == "phone",
        "said": one.words,
    }
