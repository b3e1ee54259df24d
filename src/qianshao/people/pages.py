"""What the pages show, put together from selectors."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.divisions.choices import Choices, form_areas, places
from qianshao.geo.geojson import load
from qianshao.geo.svg import frame_for
from qianshao.people import selectors
from qianshao.people.forms import (
    REASONS,
    HouseholdForm,
    PersonForm,
    PhoneForm,
    PostForm,
    ReasonForm,
    ZoneForm,
)


def today() -> Any:
    """The day in Beijing."""
    return clock.now().astimezone(clock.BEIJING).date()


def post_choices() -> Choices:
    """The dictionary of posts for a form."""
    return [(post.code, post.name) for post in selectors.posts()]


def person_card(request: Any, person: Any, **more: Any) -> dict[str, Any]:
    """One person's page: posts, chain, stand-in, and what may be done; ``more`` replaces forms with errors."""
    scope, day = request.scope, today()
    held = list(selectors.assignments_of(scope, person))
    current = [a for a in held if a.valid_from <= day and (a.valid_to is None or a.valid_to >= day)]
    may_edit = scope.may("people.edit", person.division_path)
    base = min((a for a in current), key=lambda a: (a.slot, a.post.rank), default=None)
    path = base.division_path if base else person.division_path
    context: dict[str, Any] = {
        "person": person,
        "current": current,
        "past": [a for a in held if a not in current],
        "place": places([person.division_path])[person.division_path],
        "where": places([a.division_path for a in held]),
        "standby": standby(scope, person, day),
        "chain": selectors.chain_for(scope, path, day),
        "guarded": selectors.guarded_by(scope, person),
        "may_edit": may_edit,
        "may_reveal": scope.may("people.reveal", person.division_path),
        "reason_form": ReasonForm(),
        "reasons": REASONS,
    }
    if may_edit:
        areas = form_areas(scope, "people.edit")
        context["post_form"] = PostForm(areas=areas, posts=post_choices(), initial={"division_path": path})
        context["phone_form"] = PhoneForm()
    return context | more


def standby(scope: Scope, person: Any, day: Any) -> list[tuple[str, Any, bool]]:
    """Whom to ask when this person cannot be found: (in words, who, whether their page may be opened)."""
    found = (
        (_("替补（B 岗）"), selectors.standin_of(scope, person, day)),
        (_("上级"), selectors.superior_of(scope, person, day)),
    )
    return [(words, one, one is not None and scope.sees(one.division_path)) for words, one in found]


def person_form(request: Any, person: Any = None) -> PersonForm:
    """The form of a new or a known person; numbers on file are never filled in."""
    initial = {"division_path": request.GET.get("under", "")}
    if person is not None:
        initial = {key: getattr(person, key) for key in ("name", "gender", "title", "division_path")}
    areas = form_areas(request.scope, "people.edit")
    return PersonForm(request.POST or None, areas=areas, initial=initial, on_file=person is not None)


def household_form(request: Any, household: Any = None) -> HouseholdForm:
    """The form of a new or a known household; guardians and zones of its township."""
    under = household.division_path if household else request.GET.get("under", "")
    town = under[: max(len(under) - 4, 16)] if under else ""
    initial: dict[str, Any] = {"division_path": under}
    if household is not None:
        names = ("division_path", "code", "head_name", "address", "lon", "lat")
        initial = {name: getattr(household, name) for name in names}
        initial |= {"guardian": household.guardian_id or "", "danger_zone": household.danger_zone_id or ""}
    return HouseholdForm(
        request.POST or None,
        areas=form_areas(request.scope, "people.edit"),
        guardians=selectors.guardian_choices(request.scope, town),
        zones=[(str(z.pk), z.name) for z in selectors.danger_zones(request.scope, under=town)],
        initial=initial,
        on_file=household is not None,
    )


def zone_form(request: Any, zone: Any = None) -> ZoneForm:
    """The form of a new or a known danger zone; its outline is not filled in, an empty one keeps it."""
    names = ("name", "kind", "division_path", "trigger_text", "route", "shelter")
    initial = {name: getattr(zone, name) for name in names} if zone else {}
    return ZoneForm(request.POST or None, areas=form_areas(request.scope, "people.edit"), initial=initial)


def outline_picture(zone: Any) -> dict[str, Any] | None:
    """A zone's outline as an SVG path, for a small picture."""
    if not zone.polygon:
        return None
    area = load(zone.polygon)
    frame = frame_for([area], 320, 200)
    return {"width": 320, "height": 200, "path": frame.path(area)}


def household_card(request: Any, household: Any, **more: Any) -> dict[str, Any]:
    """One household's page: members, needs, guardian, the chain above it."""
    scope, day = request.scope, today()
    needs = selectors.needs_by_code()
    return {
        "household": household,
        "members": [(member, need_names(member.need_codes, needs)) for member in household.people],
        "needs": need_names(household.need_codes, needs),
        "place": places([household.division_path])[household.division_path],
        "chain": selectors.chain_for(scope, household.division_path, day),
        "year": day.year,
        "may_edit": scope.may("people.edit", household.division_path),
        "may_reveal": scope.may("people.reveal", household.division_path),
        "reason_form": ReasonForm(),
        "reasons": REASONS,
        "areas": form_areas(scope, "people.edit") if scope.may("people.edit", household.division_path) else [],
        **more,
    }


def need_names(codes: Sequence[str], needs: dict[str, Any]) -> list[str]:
    """Needs in words, in the dictionary's order."""
    known = sorted((needs[code] for code in codes if code in needs), key=lambda need: need.order)
    return [need.name for need in known]


def household_rows(found: Any) -> list[dict[str, Any]]:
    """Households with their place and needs in words; two queries more for any number of households."""
    rows = list(found)
    needs, where = selectors.needs_by_code(), places([row.division_path for row in rows])
    return [{"home": h, "place": where[h.division_path], "needs": need_names(h.need_codes, needs)} for h in rows]


def person_rows(found: Any) -> list[dict[str, Any]]:
    """Persons with their place and posts; one query more for any number of persons."""
    rows = list(found)
    where = places([p for row in rows for p in (row.division_path, *(a.division_path for a in row.current))])
    return [
        {
            "person": person,
            "place": where[person.division_path],
            "is_key": any(a.is_key for a in person.current),
            "posts": [(where[a.division_path], a) for a in person.current],
        }
        for person in rows
    ]
