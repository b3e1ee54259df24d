"""One person: what is known, what may be written now, and everything that was reported, by whom, when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.core.text import mask_phone
from qianshao.divisions.choices import places
from qianshao.evacuation.forms import MarkForm
from qianshao.evacuation.pages.ledger import may, person_rows
from qianshao.evacuation.pages.orders import head_of
from qianshao.evacuation.rules.steps import TONES, next_step, offered
from qianshao.evacuation.selectors import evacuee_of, movements_of, order_of
from qianshao.evacuation.selectors.desk import same_household
from qianshao.evacuation.states import ORIGIN_LABELS, WHEREABOUTS_LABELS, OrderState, Origin, Whereabouts
from qianshao.files.selectors import evidence_of
from qianshao.places.selectors import named, shelter_choices

LATE = timedelta(minutes=3)  # a report this much older than its receipt waited on a phone


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One report as the timeline shows it."""

    id: int
    words: str
    mark: str
    at: datetime
    made_at: datetime
    who: str
    by_phone: bool
    late: timedelta | None
    said: str
    more: str
    position: str
    photos: tuple[tuple[str, str], ...]
    is_head: bool


def person_context(
    scope: Scope, order_id: int, uid: str, *, do: str = "", form: MarkForm | None = None, now: datetime
) -> dict[str, Any]:
    """Everything the person's panel reads."""
    order, row = order_of(scope, order_id), evacuee_of(scope, order_id, uid)
    shown = person_rows(order, [row])[0]
    mates = household_of(scope, order_id, row)
    return {
        "o": head_of(order, scope, area=places([order.division_path])[order.division_path]),
        "p": shown,
        "phone": mask_phone(row.phone),
        "why_there": row.planned_reason if row.planned_shelter_id else "",
        "origin": str(ORIGIN_LABELS[Origin(row.origin)]),
        "mates": [mate.name for mate in mates],
        "movements": movement_rows(scope, order_id, row),
        "form": form or mark_form(scope, order, row, mates, do=do),
        "may": may(scope, order),
        "now": now,
    }


def household_of(scope: Scope, order_id: int, row: Any) -> list[Any]:
    """The others of the household on this ledger."""
    if not row.household_id:
        return []
    return [mate for mate in same_household(scope, order_id, row.household_id) if mate.uid != row.uid]


def mark_form(
    scope: Scope, order: Any, row: Any, mates: Sequence[Any], *, given: Any = None, do: str = ""
) -> MarkForm:
    """The form of one person; only the row's own next step is filled in, and only when it was pressed."""
    cleared = order.state == OrderState.ALL_CLEAR
    step = next_step(row.state, has_help=bool(row.helper or row.vehicle), cleared=cleared)
    states = [(state.value, WHEREABOUTS_LABELS[state]) for state in offered(row.state, cleared=cleared)]
    if not scope.may("evacuation.settle", row.division_path):
        states = [(key, words) for key, words in states if key != Whereabouts.STRUCK]
    first: dict[str, Any] = {
        "helper": row.helper,
        "vehicle": row.vehicle,
        "shelter": str(row.planned_shelter_id or ""),
        "based_on": ",".join(row.heads),
    }
    if step is not None and do == step.key and step.to:
        first["to"] = step.to
    shelters = shelter_choices(scope)
    known = {key for key, _words in shelters}
    if row.planned_shelter_id and str(row.planned_shelter_id) not in known:
        shelters = [*named([row.planned_shelter_id]).items(), *shelters]  # type: ignore[list-item]
    return MarkForm(given, states=states, shelters=shelters, mates=len(mates), initial=first)


def movement_rows(scope: Scope, order_id: int, row: Any) -> list[MovementRow]:
    """The timeline, newest first."""
    found = movements_of(order_id, row.uid)
    shelters = named({one.shelter_id for one in found if one.shelter_id})
    wanted = {UUID(str(key)) for one in found for key in one.evidence}
    photos = {str(photo.uid) for photo in evidence_of(scope, wanted)} if wanted else set()
    heads = set(row.heads)
    return [_movement(one, shelters, photos, heads) for one in reversed(found)]


def _movement(one: Any, shelters: Mapping[int, str], photos: set[str], heads: set[str]) -> MovementRow:
    waited = one.received_at - one.made_at
    by_phone = one.source == "phone"
    tone = TONES.get(one.to, "")
    place = shelters.get(one.shelter_id or 0, "")
    return MovementRow(
        id=one.pk,
        words=str(WHEREABOUTS_LABELS[one.to]) + (f"：{place}" if place else ""),
        mark="now" if one.key in heads else "late" if tone == "bad" else "done",
        at=one.received_at,
        made_at=one.made_at,
        who=one.by_label,
        by_phone=by_phone,
        late=waited if by_phone and waited > LATE else None,
        said=one.words,
        more="　".join(filter(None, (one.helper, one.vehicle))),
        position=_("定位误差约 {n} 米").format(n=round(one.accuracy or 0)) if one.lon is not None else "",
        photos=tuple((reverse("files:photo", args=[key]), _("照片")) for key in one.evidence if key in photos),
        is_head=one.key in heads,
    )

