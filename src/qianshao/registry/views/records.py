"""Pages of records: overview, list, one, new, edit, and what is done to one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.registry import exports, pages, selectors, services
from qianshao.registry.forms import LineForm, PhotoForm, ReasonForm
from qianshao.registry.selectors.lists import kind_by_code, viewing
from qianshao.registry.services.keep_photo import keep_photo


def page_of(record_id: int) -> str:
    """The address of a record's page."""
    return reverse("registry:record", args=[record_id])


@requires("registry.view")
@never_cache
@require_GET
def home(request: Any) -> HttpResponse:
    """Which kinds there are, how many of each, what has faded, what waits for a decision."""
    return render(request, "registry/home.html", pages.home_page(request.scope))


@requires("registry.view")
@never_cache
@require_GET
def kind_list(request: Any, kind: str) -> HttpResponse:
    """The records of a kind."""
    return render(request, "registry/list.html", pages.list_page(request, kind_by_code(kind)))


@requires("registry.view")
@require_GET
def kind_export(request: Any, kind: str) -> HttpResponseBase:
    """The list as Excel, with the list's filters."""
    found = kind_by_code(kind)
    rows = pages.filtered(request.scope, found, pages.Query.of(request.GET))
    name, file = exports.export_records(kind=found, found=rows, actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("registry.view")
@never_cache
@require_GET
def record(request: Any, record_id: int) -> HttpResponse:
    """One record."""
    row = selectors.record_of(viewing(request.scope), record_id)
    return render(request, "registry/record.html", pages.record_page(request, row))


@requires("registry.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def record_new(request: Any, kind: str) -> HttpResponse:
    """Register something."""
    found = kind_by_code(kind)
    form = pages.record_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_record(kind=found.code, values=form.given(), actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(page_of(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "registry/form.html", {"form": form, "kind": found, "mode": "new"}, status=status)


@requires("registry.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def record_edit(request: Any, record_id: int) -> HttpResponse:
    """Correct a record."""
    row = selectors.record_of(viewing(request.scope), record_id)
    form = pages.record_form(request, row.kind, row)
    if request.method == "POST" and form.is_valid():
        version, values = number_in(request.POST, "version"), form.given(row)
        try:
            services.change_record(
                record_id=row.pk, version=version, values=values, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(page_of(row.pk))
    context = {"form": form, "kind": row.kind, "record": row, "mode": "edit"}
    return render(request, "registry/form.html", context, status=200 if request.method == "GET" else 422)


@requires("registry.verify")
@require_POST
def record_verify(request: Any, record_id: int) -> HttpResponse:
    """Somebody went to look."""
    got = request.POST
    given = {"found": got.get("found", ""), "words": got.get("words", ""), "readings": pages.readings_in(got)}
    return act(
        request, page_of(record_id), _("已记下核实结果。"), services.verify_record, record_id=record_id, **given
    )


@requires("registry.edit")
@require_POST
def record_move(request: Any, record_id: int, what: str) -> HttpResponse:
    """Take into the register, give up, bring back."""
    given: dict[str, Any] = {"record_id": record_id, "version": number_in(request.POST, "version")}
    if what != "adopt":
        given["reason"] = request.POST.get("reason", "")
    verbs: dict[str, tuple[Any, str]] = {
        "adopt": (services.adopt_record, _("已确认在册。")),
        "retire": (services.retire_record, _("已注销，记录保留。")),
        "restore": (services.restore_record, _("已恢复，请尽快核实。")),
    }
    verb, said = verbs[what]
    return act(request, page_of(record_id), said, verb, **given)


@requires("registry.reveal")
@never_cache
@require_POST
def record_reveal(request: Any, record_id: int) -> HttpResponse:
    """Show a personal value in clear, once, for a reason."""
    row = selectors.record_of(viewing(request.scope), record_id)
    form, shown, status = ReasonForm(request.POST), "", 422
    key = request.POST.get("key", "")[:30]
    if form.is_valid():
        try:
            shown = services.reveal_record(
                record_id=row.pk, key=key, actor=request.actor, now=clock.now(), **form.cleaned_data
            )
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    more = {"reason_form": form, "shown": shown, "shown_key": key}
    return render(request, "registry/record.html", pages.record_page(request, row, **more), status=status)


@requires("registry.edit")
@never_cache
@require_POST
def line_new(request: Any, record_id: int) -> HttpResponse:
    """Put down a member, a paper or a piece of kit."""
    row = selectors.record_of(viewing(request.scope), record_id)
    form = LineForm(request.POST)
    if form.is_valid():
        values = dict(form.cleaned_data)
        sort, verb = values.pop("sort"), services.put_line
        return act(request, page_of(row.pk), _("已登记。"), verb, record_id=row.pk, sort=sort, values=values)
    more = pages.record_page(request, row, line_form=form)
    return render(request, "registry/record.html", more, status=422)


@requires("registry.edit")
@require_POST
def line_drop(request: Any, record_id: int, line_id: int) -> HttpResponse:
    """Take a line off a record."""
    given = {"record_id": record_id, "line_id": line_id, "version": number_in(request.POST, "version")}
    return act(request, page_of(record_id), _("已删去，历史里还能看到。"), services.drop_line, **given)


@requires("registry.verify")
@require_POST
def photo_new(request: Any, record_id: int) -> HttpResponse:
    """Put a picture to a record."""
    row = selectors.record_of(viewing(request.scope), record_id)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选一张照片。"))
        return HttpResponseRedirect(page_of(row.pk))
    data = form.cleaned_data["photo"].read()
    return act(request, page_of(row.pk), _("照片已收到。"), keep_photo, record_id=row.pk, data=data)
