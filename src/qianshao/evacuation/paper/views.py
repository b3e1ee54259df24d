"""Pages of paper: door lists, shelter registers, typing them in, the ledger as Excel."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import workbook
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import places, towns
from qianshao.evacuation.paper import sheets
from qianshao.evacuation.paper.exports import export_ledger
from qianshao.evacuation.paper.forms import PaperForm
from qianshao.evacuation.selectors import order_of, people
from qianshao.evacuation.services import enter_paper
from qianshao.evacuation.states import WHEREABOUTS_LABELS
from qianshao.journal.services import record
from qianshao.places.selectors import named, shelter_choices


def _printed(request: Any, order: Any, what: str, homes: int) -> None:
    """Remember that a list of people went to paper."""
    with transaction.atomic(durable=True):
        data = {"list": what, "count": homes}
        record(kind="evacuation.printed", actor=request.actor, now=clock.now(), data=data, **order.note())


@requires("evacuation.mark")
@never_cache
@require_GET
def paper_home(request: Any, order_id: int) -> HttpResponse:
    """What can be printed, typed in and exported."""
    order = order_of(request.scope, order_id)
    context = {
        "order": order,
        "towns": towns(request.scope, order.division_path),
        "shelters": shelter_choices(request.scope, under=order.division_path),
        "may_export": request.scope.may("evacuation.export"),
        "may_full": request.scope.may("people.export_full"),
    }
    return render(request, "evacuation/paper/home.html", context)


@requires("evacuation.mark")
@never_cache
@require_GET
def door_list(request: Any, order_id: int) -> HttpResponse:
    """The doors still to be walked to, to be filled in by hand; works with no power at all."""
    order = order_of(request.scope, order_id)
    village = request.GET.get("village", "")[:40]
    everybody = request.GET.get("all") == "1"
    homes = sheets.door_homes(request.scope, order_id, village=village, everybody=everybody)
    _printed(request, order, _("转移门牌单"), len(homes))
    place = places([village]).get(village, "") if village else ""
    context = {"order": order, "pages": sheets.pages(homes), "homes": homes, "place": place, "now": clock.now()}
    return render(request, "evacuation/paper/doors.html", {**context, "actor_label": request.actor.label})


@requires("evacuation.mark")
@never_cache
@require_GET
def shelter_register(request: Any, order_id: int, shelter_id: int) -> HttpResponse:
    """The households that are to come to a shelter, to be signed in by hand."""
    order = order_of(request.scope, order_id)
    homes = sheets.register_homes(request.scope, order_id, shelter_id)
    _printed(request, order, _("安置点登记表"), len(homes))
    name = named([shelter_id]).get(shelter_id, "")
    context = {"order": order, "pages": sheets.pages(homes), "homes": homes, "place": name, "now": clock.now()}
    return render(request, "evacuation/paper/register.html", {**context, "actor_label": request.actor.label})


@requires("evacuation.mark")
@never_cache
@require_http_methods(["GET", "POST"])
def paper_entry(request: Any, order_id: int) -> HttpResponse:
    """Type what came back on paper: scan or type the code, tick who, what, when, who signed."""
    order = order_of(request.scope, order_id)
    code = request.GET.get("code", "")[:30]
    home = sheets.read_code(code) if code else None
    rows = list(people(request.scope, order_id).filter(household_id=home)) if home else []
    labels = [(row.uid, f"{row.name}（{WHEREABOUTS_LABELS[row.state]}）") for row in rows]
    shelters = shelter_choices(request.scope, under=order.division_path)
    initial = {"uids": [row.uid for row in rows], "shelter_id": rows[0].planned_shelter_id if rows else None}
    form = PaperForm(request.POST or None, people=labels, shelters=shelters, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = enter_paper(order_id=order_id, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("已登记 {n} 人。") if done.new else _("这一行已经登记过了。")
            messages.success(request, said.format(n=done.new))
            return HttpResponseRedirect(reverse("evacuation:paper-entry", args=[order_id]))
    context = {"order": order, "code": code, "rows": rows, "form": form, "unknown": bool(code) and not rows}
    status = 200 if request.method == "GET" else 422
    return render(request, "evacuation/paper/entry.html", context, status=status)


@requires("evacuation.export")
@require_GET
def ledger_export(request: Any, order_id: int) -> HttpResponseBase:
    """The ledger as Excel, person by person or in the official columns."""
    given = request.GET
    name, file = export_ledger(
        order_id=order_id,
        form=given.get("form", "people"),
        village=given.get("village", "")[:40],
        full=given.get("full") == "1",
        actor=request.actor,
        now=clock.now(),
    )
    return workbook(name, file)
