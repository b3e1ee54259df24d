"""What is promised: by agreement, by production, by enterprises, by families."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import places
from qianshao.resources import pages
from qianshao.resources.forms import ReasonForm, ReserveForm
from qianshao.resources.selectors.reserves import reserve_of, reserves
from qianshao.resources.services import reserves as services

VIEW, EDIT = "resources.view", "resources.edit"
PER_PAGE = 60


def _page(reserve_id: int) -> str:
    return reverse("resources:reserve", args=[reserve_id])


@requires(VIEW)
@never_cache
@require_GET
def reserve_list(request: Any) -> HttpResponse:
    """Who promises what, until when."""
    mode = request.GET.get("mode", "")[:2]
    page = Paginator(reserves(request.scope, mode=mode), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    where = places(sorted({row.division_path for row in rows}))
    context = {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in rows],
        "mode": mode,
        "modes": pages.MODES,
        "today": pages.today(),
        "may": request.scope.may(EDIT),
    }
    return render(request, "resources/reserves/list.html", context)


@requires(EDIT)
@never_cache
@require_http_methods(["GET", "POST"])
def reserve_new(request: Any) -> HttpResponse:
    """Register what somebody promises."""
    areas = pages.area_choices(request.scope, EDIT)
    form = ReserveForm(request.POST or None, areas=areas, items=pages.item_choices())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        given = {key: values.pop(key) for key in ("division_path", "item_id")}
        try:
            made = services.add_reserve(values=values, actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/reserves/form.html", {"form": form}, status=status)


@requires(VIEW)
@never_cache
@require_GET
def reserve_page(request: Any, reserve_id: int) -> HttpResponse:
    """One of them."""
    return render(request, "resources/reserves/one.html", _card(request, reserve_id))


def _card(request: Any, reserve_id: int, **more: Any) -> dict[str, Any]:
    row, scope = reserve_of(request.scope, reserve_id), request.scope
    return {
        "row": row,
        "place": pages.name_of(row.division_path),
        "today": pages.today(),
        "story": pages.story(("reserve", row.pk)),
        "may": row.is_active and scope.may(EDIT, row.division_path),
        "may_reveal": scope.may("people.reveal", row.division_path),
        **more,
    }


@requires(EDIT)
@never_cache
@require_http_methods(["GET", "POST"])
def reserve_edit(request: Any, reserve_id: int) -> HttpResponse:
    """Change it."""
    row = reserve_of(request.scope, reserve_id)
    request.actor.demand(EDIT, row.division_path)
    first = {key: getattr(row, key) for key in services.FIELDS} | {"item_id": row.item_id}
    form = ReserveForm(request.POST or None, areas=None, items=pages.item_choices(), initial=first)
    version = number_in(request.POST, "version") if request.method == "POST" else row.version
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        given = {"reserve_id": row.pk, "version": version, "item_id": values.pop("item_id"), "values": values}
        try:
            services.change_reserve(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page(row.pk))
    context = {"form": form, "row": row, "version": version}
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/reserves/form.html", context, status=status)


@requires(EDIT)
@require_POST
def reserve_end(request: Any, reserve_id: int) -> HttpResponse:
    """It is promised no longer."""
    given = {"reserve_id": reserve_id, "version": number_in(request.POST, "version")}
    words = request.POST.get("words", "")
    return act(request, _page(reserve_id), lazy("已停用。"), services.end_reserve, words=words, **given)


@requires("people.reveal")
@never_cache
@require_POST
def reserve_reveal(request: Any, reserve_id: int) -> HttpResponse:
    """Show the contact's full number, once, for a reason."""
    form, shown, status = ReasonForm(request.POST), "", 422
    row = reserve_of(request.scope, reserve_id)
    if form.is_valid():
        given = {"reserve_id": row.pk, "reason": form.cleaned_data["reason"]}
        try:
            shown = services.reveal_contact(actor=request.actor, now=clock.now(), **given)
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    card = _card(request, reserve_id, shown=shown, reason_form=form)
    return render(request, "resources/reserves/one.html", card, status=status)
