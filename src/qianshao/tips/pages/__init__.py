"""What the desk's pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.safestring import SafeString

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import divisions
from qianshao.hazards.selectors import choices_of
from qianshao.registry.selectors import record_by_code
from qianshao.registry.selectors.lists import viewing
from qianshao.tips import forms
from qianshao.tips.rules.rewards import propose_fault
from qianshao.tips.rules.wording import without_numbers
from qianshao.tips.selectors import inbox
from qianshao.tips.selectors.numbers import numbers_at, reward_rows
from qianshao.tips.selectors.places import place_of
from qianshao.tips.selectors.rewards import rewards_to_decide
from qianshao.tips.states import CHANNEL_LABELS, row_of

PER_PAGE = 50
MOST_SIGNS = 60
#: Acts of the page in their order, each with its form.
FORMS: dict[str, type[forms.ChoicesForm]] = {
    "take": forms.TakeForm,
    "join": forms.JoinForm,
    "answer": forms.AnswerForm,
    "undo": forms.UndoForm,
    "fold": forms.FoldForm,
    "unfold": forms.PlainForm,
    "restore": forms.PlainForm,
}


def asked_of(given: Any) -> inbox.Asked:
    """The filters of an address."""
    channel = given.get("channel", "")
    return inbox.Asked(
        given.get("tab", "") or "waiting",
        channel if channel in CHANNEL_LABELS else "",
        given.get("under", "")[:40],
        given.get("q", ""),
    )


def inbox_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The list under its filters."""
    asked = asked_of(given)
    counts = inbox.tab_counts(scope, asked)
    page = Paginator(inbox.tips(scope, asked, now), PER_PAGE).get_page(given.get("page"))
    rows = list(page.object_list)
    where = choices.places([row.division_path for row in rows])
    return {
        "page": page,
        "rows": [(row, where[row.division_path], row.is_late) for row in rows],
        "asked": asked,
        "tabs": [(code, label, counts[code]) for code, label, _states in inbox.TABS],
        "counts": counts,
        "channels": list(CHANNEL_LABELS.items()),
        "towns": choices.towns(scope, asked.under),
        "may": may(scope),
        "to_decide": rewards_to_decide(scope).count() if scope.may("tips.approve") else 0,
    }


def may(scope: Scope) -> dict[str, bool]:
    """What this person may do anywhere."""
    names = ("handle", "reveal", "propose", "approve", "pay", "export", "signs")
    return {name: scope.may(f"tips.{name}") for name in names}


def tip_context(scope: Scope, tip: Any, now: datetime, failed: "Failed | None" = None) -> dict[str, Any]:
    """One tip: what came, what is like it, what may be done; with ``failed``, the form that was refused."""
    under, total = inbox.beneath(scope, tip)
    near = inbox.near_hazards(scope, tip, tip.kind, now)
    held = {name: scope.may(f"tips.{name}", tip.division_path) for name in may(scope)}
    return {
        "t": tip,
        "late": inbox.is_late(tip, now),
        "where": choices.places([tip.division_path])[tip.division_path],
        "photos": inbox.photos_of(scope, tip, numbers_at(now)["photo_near_m"]),
        "beneath": under,
        "beneath_total": total,
        "near": near,
        "acts": acts(scope, tip, near, now, failed) if held["handle"] else [],
        "failed": failed.code if failed else "",
        "may": held,
        "anonymous": not inbox.has_reporter(tip),
        "rewards": inbox.rewards_of(tip),
        "propose": _propose(now, failed) if held["propose"] and _may_be_rewarded(tip) else None,
        "reveal": failed.form if failed and failed.code == "reveal" else forms.RevealForm(auto_id="reveal-%s"),
    }


@dataclass(frozen=True)
class Failed:
    """A form that was refused, with what was written in it; ``code``: of which act."""

    code: str
    form: Any


def act_form(scope: Scope, tip: Any, code: str, near: Any, now: datetime, data: Any) -> forms.ChoicesForm:
    """The form of an act with what was posted."""
    return FORMS[code](data, choices=options(scope, tip, near, now), auto_id=f"{code}-%s")


def newer(form: Any, version: int) -> Any:
    """A posted form that is shown again beside the tip as it is now."""
    form.data = form.data.copy()
    form.data["version"] = str(version)
    return form


def _may_be_rewarded(tip: Any) -> bool:
    """Whether a proposal would be looked at: before somebody has verified the hazard the form leads nowhere."""
    state = tip.hazard.state if tip.hazard else ""
    return not propose_fault(state=tip.state, hazard_state=state, has_open=inbox.has_reward(tip))


def _propose(now: datetime, failed: "Failed | None") -> Any:
    return failed.form if failed and failed.code == "propose" else propose_form(now)


def acts(scope: Scope, tip: Any, near: Any, now: datetime, failed: "Failed | None" = None) -> list[tuple[str, Any]]:
    """What may be done now, each with its form; the one that was refused as it was posted."""
    found: list[tuple[str, Any]] = []
    offered = options(scope, tip, near, now)
    for code, form in FORMS.items():
        if row_of(code, tip.state) is None or (code == "join" and not _open(near)):
            continue
        if failed and failed.code == code:
            found.append((code, newer(failed.form, tip.version)))
            continue
        words = {"take": without_numbers(tip.words), "answer": tip.answer}.get(code, "")
        initial = {"version": tip.version, "kind": tip.kind, "words": words}
        initial |= {"division_path": tip.division_path, "place_name": tip.place_name}
        found.append((code, form(choices=offered, initial=initial, auto_id=f"{code}-%s")))
    return found


def options(scope: Scope, tip: Any, near: Any, now: datetime) -> "dict[str, forms.Choices]":
    """Choices of the forms; where it was sent from stands among the areas even in a list too long for grids."""
    areas, own = choices.form_areas(scope, "tips.handle"), tip.division_path
    if own not in dict(areas):
        areas.insert(0, (own, choices.places([own])[own]))
    return {
        "division_path": areas,
        "kind": choices_of("kinds", now),
        "hazard_id": [(str(row.pk), f"{row.no} {row.title}"[:80]) for row in _open(near)],
    }


def _open(near: Any) -> list[Any]:
    """Of the hazards nearby those that are still worked on: one that is over is shown, and joined by nothing."""
    return [row for row, _metres in near if not row.is_over]


def propose_form(now: datetime, data: Any = None) -> forms.ProposeForm:
    """The rows of the county's table."""
    rows = [(row["code"], row["name"]) for row in reward_rows(now)[1]]
    return forms.ProposeForm(data, choices={"rule": rows}, auto_id="reward-%s")


def intake_form(scope: Scope, now: datetime, *given: Any) -> forms.IntakeForm:
    """The county's kinds and the areas where this person may."""
    areas = choices.form_areas(scope, "tips.handle")
    return forms.IntakeForm(*given, choices={"kind": choices_of("kinds", now), "division_path": areas})


def sign_sheets(scope: Scope, under: str, label: str = "") -> list[tuple[str, str, SafeString]]:
    """(place, address, QR sign) of towns and villages of the scope, those of a town when one is chosen; with a
    ``label`` of the register, of that place alone.
    """
    if label:
        found_at = place_of(record_by_code(viewing(scope), label).code)
        return [_sheet(found_at.name, found_at.sign)] if found_at.sign else []
    rows = divisions(scope, under=under).filter(level__in=(Level.TOWNSHIP, Level.VILLAGE)).exclude(code="")
    rows = rows if under else rows.filter(level=Level.TOWNSHIP)
    found = list(rows.values_list("path", "code")[:MOST_SIGNS])
    names = choices.places([path for path, _code in found])
    return [_sheet(names[path], code) for path, code in found]


def _sheet(name: str, sign: str) -> tuple[str, str, SafeString]:
    link = settings.PUBLIC_URL + reverse("tips:report-at", args=[sign])
    return name, link, sign_of(link)


def sign_of(link: str) -> SafeString:
    """The QR sign as inline SVG; a quarter of it may be torn or dirty."""
    made = segno.make(link, error="q", micro=False)
    return SafeString(made.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True))
