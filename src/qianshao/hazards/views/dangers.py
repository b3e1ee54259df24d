"""Pages of dangers seen."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.core.sync import Position
from qianshao.divisions import choices
from qianshao.files.selectors import evidence_for
from qianshao.files.services import erase_evidence, receive_whole
from qianshao.hazards import selectors, services
from qianshao.hazards.forms import DangerForm
from qianshao.hazards.pages import spot_picture
from qianshao.hazards.states import ACT_LABELS, MOVES, STATE_LABELS

PER_PAGE = 50
MOST_PHOTOS = 6


def _page_of(sighting_id: int) -> str:
    return reverse("hazards:danger", args=[sighting_id])


@requires("hazards.view")
@require_GET
def danger_list(request: Any) -> HttpResponse:
    """What was seen: people trapped first, then what is open, newest first."""
    asked = {name: request.GET.get(name, "")[:40] for name in ("state", "kind", "under")}
    query = request.GET.get("q", "")[:60]
    found = selectors.dangers(request.scope, search=query, **asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.with_photos(request.scope, page.object_list)
    where = choices.places([row.division_path for row, _photos in rows])
    context = {
        "page": page,
        "rows": [(row, photos, where[row.division_path]) for row, photos in rows],
        "urgent": selectors.dangers(request.scope, state="open", trapped=True).count(),
        "states": [("open", _("待处理")), *STATE_LABELS.items()],
        "kinds": selectors.kinds_in_force(clock.now()).kinds,
        "towns": choices.towns(request.scope, asked["under"]),
        "asked": asked,
        "query": query,
        "may_report": request.scope.may("hazards.report"),
        "may_kinds": request.scope.may("hazards.kinds"),
    }
    return render(request, "hazards/dangers.html", context)


@requires("hazards.view")
@require_GET
def danger_page(request: Any, sighting_id: int) -> HttpResponse:
    """One report: what, where, who, photos, what was done, and what may be the same."""
    row = selectors.sighting_by_id(request.scope, sighting_id)
    others = selectors.told_again(request.scope, row)
    photos = evidence_for(request.scope, "sighting", [row.pk, *(one.pk for one in others)])
    may_handle = request.scope.may("hazards.handle", row.division_path)
    context = {
        "row": row,
        "place": choices.places([row.division_path])[row.division_path],
        "picture": spot_picture(row),
        "photos": photos.get(row.pk, []),
        "others": [(one, photos.get(one.pk, [])) for one in others],
        "maybe": selectors.looks_same(request.scope, row),
        "acts": [(ACT_LABELS[one.act], one) for one in row.acts.all()],
        "buttons": [(code, ACT_LABELS[code]) for code, move in MOVES.items() if move.allows(row.state)],
        "may_handle": may_handle,
        "whistles": selectors.whistles_of(request.scope, sighting_id=row.pk),
        "may_whistle": request.scope.may("hazards.whistle", row.division_path),
        "may_erase": request.scope.may("files.erase", row.division_path),
    }
    return render(request, "hazards/danger.html", context)


@requires("hazards.report")
@require_http_methods(["GET", "POST"])
def danger_new(request: Any) -> HttpResponse:
    """Write down what somebody told the desk."""
    areas = choices.form_areas(request.scope, "hazards.report")
    kinds = selectors.kinds_in_force(clock.now()).kinds
    form = DangerForm(request.POST or None, request.FILES or None, kinds=kinds, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            made = _report(request, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(made.pk))
    return render(request, "hazards/danger_new.html", {"form": form}, status=200 if request.method == "GET" else 422)


def _report(request: Any, form: DangerForm) -> Any:
    given = dict(form.cleaned_data)
    lon, lat = given.pop("lon"), given.pop("lat")
    now, files = clock.now(), given.pop("photos")[:MOST_PHOTOS]
    photos = [receive_whole(data=file.read(), actor=request.actor, now=now).uid for file in files]
    position = Position(lon, lat, 0.0) if lon is not None and lat is not None else None
    return services.report_danger(evidence=photos, position=position, actor=request.actor, now=now, **given)


@requires("hazards.handle")
@require_POST
def danger_handle(request: Any, sighting_id: int) -> HttpResponse:
    """Verify, deal with, dismiss, open again, or add a note."""
    return act(
        request,
        _page_of(sighting_id),
        _("已记下。"),
        services.handle_sighting,
        sighting_id=sighting_id,
        act=request.POST.get("act", "")[:10],
        words=request.POST.get("words", ""),
        version=number_in(request.POST, "version") if "version" in request.POST else None,
    )


@requires("hazards.handle")
@require_POST
def danger_merge(request: Any, sighting_id: int) -> HttpResponse:
    """Put a report with another one of the same danger."""
    into = number_in(request.POST, "into")
    verb = services.merge_sightings
    return act(request, _page_of(sighting_id), _("已并入同一处。"), verb, sighting_id=sighting_id, into_id=into)


@requires("hazards.handle")
@require_POST
def danger_split(request: Any, sighting_id: int) -> HttpResponse:
    """Take a report out again."""
    verb = services.split_sighting
    return act(request, _page_of(sighting_id), _("已分开。"), verb, sighting_id=sighting_id)


@requires("files.erase")
@require_POST
def photos_erase(request: Any, sighting_id: int) -> HttpResponse:
    """Destroy the photos of a report for good; the report stays."""
    row = selectors.sighting_by_id(request.scope, sighting_id)
    photos = evidence_for(request.scope, "sighting", [row.pk]).get(row.pk, [])
    reason = request.POST.get("reason", "").strip()
    uids = [photo.uid for photo in photos] if reason else []
    said = _("照片已销毁。") if uids else _("没有销毁：要写理由。")
    return act(request, _page_of(row.pk), said, erase_evidence, uids=uids, reason=reason)
