"""Pages of shelters: list, one, edit, state, needs."""

from typing import Any

from django.core.paginator import Paginator
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
from qianshao.divisions import choices
from qianshao.places import exports, pages, selectors, services
from qianshao.places.forms import ReasonForm
from qianshao.places.occupancy import occupied
from qianshao.places.states import STATE_WORDS, THREAT_WORDS

PER_PAGE = 60


def _query(request: Any) -> selectors.ShelterQuery:
    got = request.GET
    what = got.get("what", "")
    return selectors.ShelterQuery(
        under=got.get("under", "")[:40],
        state=got.get("state", "")[:8],
        search=got.get("q", "").strip()[:60],
        threat=got.get("threat", "")[:12],
        overdue=pages.today() if what == "overdue" else None,
        unlocated=what == "unlocated",
    )


def _page_of(shelter_id: int) -> str:
    return reverse("places:shelter", args=[shelter_id])


@requires("places.view")
@never_cache
@require_GET
def shelter_list(request: Any) -> HttpResponse:
    """Which shelters there are, and how full."""
    query = _query(request)
    page = Paginator(selectors.shelters_in(request.scope, query), PER_PAGE).get_page(request.GET.get("page"))
    people = occupied(request.scope)
    page.object_list = pages.cards(list(page.object_list), people)
    context = {
        "page": page,
        "q": query,
        "what": request.GET.get("what", ""),
        "filtered": any(request.GET.get(key) for key in ("q", "under", "state", "threat", "what")),
        "totals": selectors.totals(request.scope, pages.today(), under=query.under),
        "inside": pages.inside(request.scope, query.under, people),
        "needs": list(selectors.needs_open(request.scope, under=query.under)[:20]),
        "towns": choices.towns(request.scope, query.under),
        "states": STATE_WORDS.items(),
        "threats": THREAT_WORDS.items(),
        "may": {key: request.scope.may(f"places.{key}") for key in ("edit", "import", "export")},
    }
    return render(request, "places/shelters.html", context)


@requires("places.export")
@require_GET
def shelter_export(request: Any) -> HttpResponseBase:
    """The list as Excel."""
    name, file = exports.export_shelters(query=_query(request), actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("places.view")
@never_cache
@require_GET
def shelter_page(request: Any, shelter_id: int) -> HttpResponse:
    """One shelter."""
    row = selectors.shelter(request.scope, shelter_id)
    return render(request, "places/shelter.html", pages.shelter_card(request, row))


@requires("places.edit")
@require_http_methods(["GET", "POST"])
def shelter_new(request: Any) -> HttpResponse:
    """Register a shelter."""
    form = pages.shelter_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_shelter(actor=request.actor, now=clock.now(), **pages.given(form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "places/shelter_form.html", {"form": form}, status=status)


@requires("places.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def shelter_edit(request: Any, shelter_id: int) -> HttpResponse:
    """Correct a shelter."""
    row = selectors.shelter(request.scope, shelter_id)
    form = pages.shelter_form(request, row)
    if request.method == "POST" and form.is_valid():
        version = number_in(request.POST, "version")
        try:
            services.update_shelter(
                shelter_id=shelter_id,
                version=version,
                changes=pages.given(form, row),
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(shelter_id))
    status = 200 if request.method == "GET" else 422
    return render(request, "places/shelter_form.html", {"form": form, "shelter": row}, status=status)


@requires("places.edit")
@require_POST
def shelter_retire(request: Any, shelter_id: int) -> HttpResponse:
    """Give a shelter up."""
    reason = request.POST.get("reason", "")
    verb = services.retire_shelter
    return act(request, _page_of(shelter_id), _("已撤销。"), verb, shelter_id=shelter_id, reason=reason)


@requires("places.state")
@require_POST
def shelter_state(request: Any, shelter_id: int) -> HttpResponse:
    """Open, stop taking people, stand by, close."""
    to, why = request.POST.get("to", ""), request.POST.get("why", "")
    said = _("已改为：{state}").format(state=STATE_WORDS.get(to, ""))
    return act(request, _page_of(shelter_id), said, services.set_state, shelter_id=shelter_id, to=to, why=why)


@requires("places.state")
@require_POST
def need_new(request: Any, shelter_id: int) -> HttpResponse:
    """Ask for something."""
    given = {"kind": request.POST.get("kind", ""), "words": request.POST.get("words", "")}
    urgent = request.POST.get("urgent") == "on"
    verb = services.request_need
    back = _page_of(shelter_id)
    return act(request, back, _("已记下，县乡都能看到。"), verb, shelter_id=shelter_id, is_urgent=urgent, **given)


@requires("places.edit")
@require_POST
def need_answer(request: Any, shelter_id: int, need_id: int) -> HttpResponse:
    """Say what is done about it."""
    answer = request.POST.get("answer", "")
    return act(request, _page_of(shelter_id), _("已答复。"), services.answer_need, need_id=need_id, answer=answer)


@requires("people.reveal")
@never_cache
@require_POST
def shelter_reveal(request: Any, shelter_id: int) -> HttpResponse:
    """Show a keeper's full number, once, for a reason."""
    row = selectors.shelter(request.scope, shelter_id)
    form, shown, status = ReasonForm(request.POST), "", 422
    backup = request.POST.get("who") == "backup"
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            shown = services.reveal_keeper(
                shelter_id=shelter_id, backup=backup, reason=reason, actor=request.actor, now=clock.now()
            )
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    more = {"reason_form": form, "shown": shown, "shown_backup": backup}
    return render(request, "places/shelter.html", pages.shelter_card(request, row, **more), status=status)
