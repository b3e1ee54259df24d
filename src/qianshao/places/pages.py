"""What the pages show, put together from selectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.divisions.choices import form_areas, places
from qianshao.journal.selectors import entries
from qianshao.places import selectors
from qianshao.places.forms import NEED_KINDS, REASONS, ReasonForm, ShelterForm
from qianshao.places.models import Axis
from qianshao.places.occupancy import occupied
from qianshao.places.rules import Fullness, fullness, people_that_fit
from qianshao.places.states import MOVES, STATE_WORDS, ShelterState

#: How a state looks: standing by is calm, full and closed catch the eye.
TONES = {ShelterState.OPEN: "ok", ShelterState.FULL: "bad", ShelterState.CLOSED: "off", ShelterState.STANDBY: ""}
_VERBS_ICON = {
    ShelterState.OPEN: "door-enter",
    ShelterState.FULL: "ban",
    ShelterState.STANDBY: "home-shield",
    ShelterState.CLOSED: "circle-x",
}
_SHOWN = 30


@dataclass(frozen=True)
class Card:
    """One shelter in a list: who it is, where, how full, and whether its inspection is missed."""

    shelter: Any
    place: str
    people: int
    full: Fullness
    state: str
    tone: str
    late: bool

    @property
    def bar(self) -> dict[str, float]:
        """The bar's part; a crowded shelter's bar does not leave its frame."""
        return {self.full.tone: min(self.people, self.shelter.capacity)}


def today() -> date:
    """The day in Beijing."""
    return clock.now().astimezone(clock.BEIJING).date()


def cards(rows: Sequence[Any], people: dict[int, int]) -> list[Card]:
    """Shelters with their standing; one query more for any number."""
    where = places([row.division_path for row in rows])
    return [card(row, where[row.division_path], people) for row in rows]


def inside(scope: Scope, under: str, people: dict[int, int]) -> int:
    """People in the shelters of the scope; the counts are of the whole site."""
    if not people:
        return 0
    mine = selectors.shelters_in(scope, selectors.ShelterQuery(under=under), retired=True)
    return sum(people.get(key, 0) for key in mine.values_list("pk", flat=True))


def card(row: Any, place: str, people: dict[int, int]) -> Card:
    """One shelter with its standing."""
    inside = people.get(row.pk, 0)
    late = row.inspection_due is None or row.inspection_due < today()
    words = str(STATE_WORDS[row.state])
    return Card(row, place, inside, fullness(inside, row.capacity), words, TONES[ShelterState(row.state)], late)


def shelter_card(request: Any, row: Any, **more: Any) -> dict[str, Any]:
    """One shelter's page; ``more`` replaces forms with errors."""
    scope, path = request.scope, row.division_path
    names = selectors.class_names()
    may = {key: row.is_active and scope.may(f"places.{key}", path) for key in ("edit", "state", "inspect")}
    return {
        "card": card(row, places([path])[path], occupied(scope)),
        "shelter": row,
        "classes": [(axis.label, names.get((axis, getattr(row, axis)), "—")) for axis in Axis],
        "fit": _fit(row),
        "inspections": list(selectors.inspections_of(scope, row.pk)[:_SHOWN]),
        "needs": list(selectors.needs_open(scope, row.pk)),
        "need_kinds": NEED_KINDS,
        "story": list(entries(scope, subject=("shelter", row.pk))[:_SHOWN]),
        "moves": _moves(row) if may["state"] else [],
        "may": may | {"reveal": scope.may("people.reveal", path)},
        "reason_form": ReasonForm(),
        "reasons": REASONS,
        **more,
    }


def _moves(row: Any) -> list[tuple[str, str, str, bool]]:
    """What may be done now: (state, verb, icon, whether a reason must be given)."""
    verbs = {
        ShelterState.OPEN: _("启用"),
        ShelterState.FULL: _("停止接收"),
        ShelterState.STANDBY: _("转为平时待用"),
        ShelterState.CLOSED: _("标为不能用"),
    }
    return [
        (
            to,
            str(verbs[to]),
            _VERBS_ICON[to],
            to == ShelterState.CLOSED or (to == ShelterState.OPEN and row.must_fix > 0),
        )
        for to in verbs
        if to != row.state and MOVES[to].allows(row.state)
    ]


def _fit(row: Any) -> dict[str, Any] | None:
    """How many people the class's share of area would allow, beside what was registered."""
    klass = selectors.duration_class(row.duration)
    if not (klass and klass.area_per_head and row.area):
        return None
    return {"people": people_that_fit(row.area, klass.area_per_head), "share": klass.area_per_head, "class": klass}


def class_choices() -> dict[str, list[tuple[str, Any]]]:
    """The classes a form may offer, by field."""
    found: dict[str, list[tuple[str, Any]]] = {axis.value: [] for axis in Axis}
    for row in selectors.classes():
        found[row.axis].append((row.code, row.name))
    return found


def shelter_form(request: Any, row: Any = None) -> ShelterForm:
    """The form of a new or a known shelter; numbers on file are never filled in."""
    initial: dict[str, Any] = {"division_path": request.GET.get("under", "")}
    if row is not None:
        keys = [key for key in ShelterForm.base_fields if key not in ("keeper_phone", "backup_phone")]
        initial = {key: getattr(row, key) for key in keys if key != "unsafe_for"} | {"unsafe_for": row.threats}
    return ShelterForm(
        request.POST or None,
        areas=form_areas(request.scope, "places.edit"),
        classes=class_choices(),
        initial=initial,
        on_file=row is not None,
    )


def given(form: ShelterForm, row: Any = None) -> dict[str, Any]:
    """What a valid form says; empty numbers of a known shelter are left out."""
    values: dict[str, Any] = dict(form.cleaned_data)
    if row is not None:
        for key in ("keeper_phone", "backup_phone"):
            if not values[key]:
                del values[key]
    if values["lon"] is not None and (row is None or (row.lon, row.lat) != (values["lon"], values["lat"])):
        values["coordinate_source"] = "WGS-84"
    return values


def checklist(row: Any, post: Any = None) -> list[dict[str, Any]]:
    """The checklist's lines for a form, with what was answered so far."""
    return [
        {
            "item": item,
            "answer": post.get(f"ok-{item.code}", "") if post else "",
            "note": post.get(f"note-{item.code}", "") if post else "",
        }
        for item in selectors.checklist_for(row.duration)
    ]


def qr(address: str) -> SafeString:
    """An address as a QR picture in the page."""
    return SafeString(segno.make(address, error="m").svg_inline(scale=4, border=2))
