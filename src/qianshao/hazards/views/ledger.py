"""The ledger: list and one hazard side by side, a new one, the Excel file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import workbook
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.core.sync import Position
from qianshao.divisions import choices
from qianshao.files.services import receive_whole
from qianshao.hazards import selectors, services
from qianshao.hazards.exports import export_hazards
from qianshao.hazards.forms.ledger import FindForm
from qianshao.hazards.pages.acts import BY_CODE, again, choices_for, form_of, written
from qianshao.hazards.pages.ledger import detail_context, filters_of, list_context
from qianshao.registry.selectors import record_by_uid

MOST_PHOTOS = 6


@requires("hazards.view")
@require_GET
def ledger(request: Any) -> HttpResponse:
    """What is not closed, the latest first."""
    return render(request, "hazards/ledger.html", list_context(request.scope, request.GET, clock.now()))


@requires("hazards.view")
@require_GET
def hazard_page(request: Any, hazard_id: int) -> HttpResponse:
    """The list with one hazard beside it."""
    return _show(request, selectors.hazard_of(request.scope, hazard_id))


def _show(request: Any, row: Any, failed: Any = None) -> HttpResponse:
    now = clock.now()
    detail = detail_context(request.scope, row, now, request.actor.user_id)
    context = list_context(request.scope, request.GET, now) | {"d": detail}
    context["failed"] = failed
    if failed:
        again(failed[1], row.version)
        is_offered = any(act.code == failed[0].code for act, _form in context["d"]["offers"])
        context["lost"] = [] if is_offered else written(failed[1])
    return render(request, "hazards/ledger.html", context, status=422 if failed else 200)


@requires("hazards.find")
@once
@require_http_methods(["GET", "POST"])
def hazard_new(request: Any) -> HttpResponse:
    """Write down a hazard."""
    now = clock.now()
    form = find_form(request, now, request.POST or None, request.FILES or None, initial=_place(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.find_hazard(actor=request.actor, now=now, **_finding(request, form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("hazards:hazard", args=[made.pk]))
    return render(request, "hazards/hazard_new.html", {"form": form}, status=200 if request.method == "GET" else 422)


def _place(request: Any) -> dict[str, Any]:
    """What the form knows already of the place whose label was read: ``?place=`` its identifier in the register."""
    try:
        uid = UUID(request.GET.get("place", "")[:36])
    except ValueError:
        return {}
    found = record_by_uid(request.scope, uid)
    if found is None:
        return {}
    same = {name: getattr(found, name) for name in ("division_path", "address", "lon", "lat")}
    return {**same, "place_uid": uid, "place_name": found.name, "unit_name": found.owner_org}


def find_form(request: Any, now: datetime, *given: Any, **options: Any) -> FindForm:
    """The form with the county's tables and the areas where this person may find."""
    tables = {"kinds": selectors.choices_of("kinds", now), "places": selectors.choices_of("place_classes", now)}
    return FindForm(*given, areas=choices.form_areas(request.scope, "hazards.find"), **tables, **options)


def _finding(request: Any, form: FindForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    lon, lat, words = given.pop("lon"), given.pop("lat"), given.pop("description")
    spot = Position(lon, lat, 0.0) if lon is not None and lat is not None else None
    photos = _received(request, given.pop("photos"))
    return {**given, "words": words, "grade": int(given["grade"]), "position": spot, "evidence": photos}


def _received(request: Any, files: Any) -> list[Any]:
    now = clock.now()
    return [receive_whole(data=f.read(), actor=request.actor, now=now).uid for f in files[:MOST_PHOTOS]]


def _act(request: Any, hazard_id: int, group: str) -> HttpResponse:
    """Do one act of a group; what is wrong with the form is said where it was filled in."""
    row, now = selectors.hazard_of(request.scope, hazard_id), clock.now()
    act = BY_CODE.get(request.POST.get("act", ""))
    back = reverse("hazards:hazard", args=[row.pk]) + (f"?{request.GET.urlencode()}" if request.GET else "")
    if act is None or act.group != group:
        messages.error(request, _("没有这种处理。"))
        return HttpResponseRedirect(back)
    form = form_of(act, row, choices_for(request.scope, row, now), request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row, (act, form))
    try:
        act.verb(hazard_id=row.pk, actor=request.actor, now=now, **_arguments(request, act, form))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return _show(request, selectors.hazard_of(request.scope, hazard_id), (act, form))
    messages.success(request, _("已记下：{act}。").format(act=act.label))
    return HttpResponseRedirect(back)


def _arguments(request: Any, act: Any, form: Any) -> dict[str, Any]:
    clean = dict(form.cleaned_data)
    version, files = clean.pop("version"), clean.pop("photos", None)
    given = dict(act.given(clean))
    if files is not None:
        given["evidence"] = _received(request, files)
    return given | ({"version": version} if act.versioned else {})


@requires("hazards.find")
@require_POST
def act_find(request: Any, hazard_id: int) -> HttpResponse:
    """Add words."""
    return _act(request, hazard_id, "find")


@requires("hazards.verify")
@require_POST
def act_verify(request: Any, hazard_id: int) -> HttpResponse:
    """Verify, dismiss, restore, put together or apart, correct the place, tie to a risk point."""
    return _act(request, hazard_id, "verify")


@requires("hazards.assign")
@require_POST
def act_assign(request: Any, hazard_id: int) -> HttpResponse:
    """Hand over, hand to another, decide about more time, hand to enforcement, set a guard."""
    return _act(request, hazard_id, "assign")


@requires("hazards.fix")
@require_POST
def act_fix(request: Any, hazard_id: int) -> HttpResponse:
    """Mend on the spot, report up, start, tell how far, show the work, ask for more time, put papers."""
    return _act(request, hazard_id, "fix")


@requires("hazards.accept")
@require_POST
def act_accept(request: Any, hazard_id: int) -> HttpResponse:
    """Accept or send back."""
    return _act(request, hazard_id, "accept")


@requires("hazards.close")
@require_POST
def act_close(request: Any, hazard_id: int) -> HttpResponse:
    """Close, send back, open again."""
    return _act(request, hazard_id, "close")


@requires("hazards.supervise")
@require_POST
def act_supervise(request: Any, hazard_id: int) -> HttpResponse:
    """Put on the list of a level."""
    return _act(request, hazard_id, "supervise")


@requires("hazards.export")
@require_GET
def export(request: Any) -> FileResponse:
    """The list as it is filtered, in the ledger's official columns."""
    name, file = export_hazards(filters=filters_of(request.GET), actor=request.actor, now=clock.now())
    return workbook(name, file)
