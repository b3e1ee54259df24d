"""Changes asked for from below: asking, the list of what waits, deciding, taking back."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.registry import pages, selectors, services
from qianshao.registry.selectors.lists import kind_by_code, open_requests, requests_of, viewing

PER_PAGE = 30


@requires("registry.view")
@never_cache
@require_GET
def request_list(request: Any) -> HttpResponse:
    """What waits for a decision, oldest first; with ``?what=mine`` what one asked for and what became of it."""
    mine = request.GET.get("what") == "mine"
    rows = requests_of(request.scope, request.user.pk) if mine else open_requests(request.scope)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [pages.asked_change(one) for one in page.object_list]
    context = {"page": page, "may_decide": request.scope.may("registry.decide"), "me": request.user.pk, "mine": mine}
    return render(request, "registry/requests.html", context)


@requires("registry.ask")
@never_cache
@require_http_methods(["GET", "POST"])
def ask_new(request: Any, kind: str) -> HttpResponse:
    """Ask for a new record."""
    found = kind_by_code(kind)
    form = pages.record_form(request, found, action="registry.ask")
    if request.method == "POST" and form.is_valid():
        given = {"kind": found.code, "values": form.given(), "words": request.POST.get("words", "")}
        try:
            services.request_change(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:requests"))
    context = {"form": form, "kind": found, "mode": "ask-new"}
    return render(request, "registry/form.html", context, status=200 if request.method == "GET" else 422)


@requires("registry.ask")
@never_cache
@require_http_methods(["GET", "POST"])
def ask_change(request: Any, record_id: int) -> HttpResponse:
    """Ask for a change of a record."""
    row = selectors.record_of(viewing(request.scope), record_id)
    form = pages.record_form(request, row.kind, row, action="registry.ask")
    if request.method == "POST" and form.is_valid():
        try:
            values, words = pages.changed(form, row), request.POST.get("words", "")
            services.request_change(
                record_id=row.pk, values=values, words=words, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:record", args=[row.pk]))
    context = {"form": form, "kind": row.kind, "record": row, "mode": "ask"}
    return render(request, "registry/form.html", context, status=200 if request.method == "GET" else 422)


@requires("registry.decide")
@require_POST
def request_decide(request: Any, request_id: int) -> HttpResponse:
    """Agree or refuse."""
    accept = request.POST.get("answer") == "accept"
    said = _("已同意，登记已更新。") if accept else _("已答复不同意。")
    given = {"request_id": request_id, "accept": accept, "reason": request.POST.get("reason", "")}
    return act(request, reverse("registry:requests"), said, services.decide_change, **given)


@requires("registry.ask")
@require_POST
def request_withdraw(request: Any, request_id: int) -> HttpResponse:
    """Take one's own request back."""
    back = reverse("registry:requests")
    return act(request, back, _("已撤回申请。"), services.withdraw_change, request_id=request_id)
