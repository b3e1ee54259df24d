"""Pages of households."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.divisions import choices
from qianshao.people import exports, pages, selectors, services
from qianshao.people.forms import MemberForm, ReasonForm

PER_PAGE = 50
STATES = (
    ("in_zone", lazy("在危险区")),
    ("no_phone", lazy("没有号码")),
    ("no_guardian", lazy("没有包保责任人")),
    ("no_place", lazy("没有坐标")),
    ("inactive", lazy("已注销")),
)


def _filters(request: Any) -> dict[str, Any]:
    given = request.GET
    zone = number_in(given, "zone")
    return {
        "search": given.get("q", "").strip()[:60],
        "under": given.get("under", "")[:40],
        "need": given.get("need", "")[:20],
        "state": given.get("state", "")[:12],
        "zone": zone if zone >= 0 else None,
    }


def _page_of(household_id: int) -> str:
    return reverse("people:household", args=[household_id])


@requires("people.view")
@require_GET
def household_list(request: Any) -> HttpResponse:
    """Who lives where."""
    filters = _filters(request)
    found = selectors.households(request.scope, **filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.household_rows(page.object_list)
    context = {
        "page": page,
        "q": filters,
        "filtered": any(filters.values()),
        "totals": selectors.household_totals(request.scope, under=filters["under"]),
        "towns": choices.towns(request.scope, filters["under"]),
        "needs": selectors.needs_by_code().values(),
        "zones": selectors.danger_zones(request.scope, under=filters["under"]),
        "states": STATES,
        "may_edit": request.scope.may("people.edit"),
        "may_export": request.scope.may("people.export"),
        "may_export_full": request.scope.may("people.export_full"),
    }
    return render(request, "people/households.html", context)


@requires("people.export")
@require_GET
def household_export(request: Any) -> HttpResponseBase:
    """The list as Excel, numbers and names masked unless asked for whole and allowed."""
    full = request.GET.get("full") == "1"
    name, file = exports.export_households(filters=_filters(request), full=full, actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("people.view")
@never_cache
@require_GET
def household_page(request: Any, household_id: int) -> HttpResponse:
    """One household."""
    household = selectors.household(request.scope, household_id)
    return render(request, "people/household.html", pages.household_card(request, household))


def _draft(given: dict[str, Any], phone: str, members: Any = (), count: int | None = None) -> services.Draft:
    return services.Draft(
        code=given["code"],
        head_name=given["head_name"],
        phone=given["phone"] or phone,
        address=given["address"],
        lon=given["lon"],
        lat=given["lat"],
        guardian_id=int(given["guardian"]) if given["guardian"] else None,
        danger_zone_id=int(given["danger_zone"]) if given["danger_zone"] else None,
        members=members,
        members_count=count,
    )


@requires("people.edit")
@require_http_methods(["GET", "POST"])
def household_new(request: Any) -> HttpResponse:
    """Register a household; its head is its first member."""
    form = pages.household_form(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        head = services.MemberRow(given["head_name"], _("户主"), phone=given["phone"])
        try:
            made = services.create_household(
                division_path=given["division_path"],
                draft=_draft(given, "", (head,)),
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "people/household_form.html", {"form": form}, status=status)


@requires("people.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def household_edit(request: Any, household_id: int) -> HttpResponse:
    """Correct a household; an empty number keeps the one on file."""
    household = selectors.household(request.scope, household_id)
    form = pages.household_form(request, household)
    form.fields.pop("division_path")
    if request.method == "POST" and form.is_valid():
        try:
            services.update_household(
                household_id=household_id,
                version=number_in(request.POST, "version"),
                draft=_draft(form.cleaned_data, household.phone),
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(household_id))
    status = 200 if request.method == "GET" else 422
    context = {"form": form, "household": household}
    return render(request, "people/household_form.html", context, status=status)


@requires("people.edit")
@require_http_methods(["GET", "POST"])
def member_new(request: Any, household_id: int) -> HttpResponse:
    """Someone more lives there."""
    return _member(request, household_id, None)


@requires("people.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def member_edit(request: Any, household_id: int, member_id: int) -> HttpResponse:
    """Correct a member, or take them off (``remove``)."""
    return _member(request, household_id, member_id)


def _member(request: Any, household_id: int, member_id: int | None) -> HttpResponse:
    household = selectors.household(request.scope, household_id)
    member = selectors.member_of(household, member_id) if member_id else None
    names = ("name", "relation", "gender", "birth_year")
    initial = {n: getattr(member, n) for n in names} | {"needs": member.need_codes} if member else {}
    needs = [(need.code, need.name) for need in selectors.needs_by_code().values()]
    form = MemberForm(request.POST or None, needs=needs, initial=initial)
    remove = request.method == "POST" and "remove" in request.POST
    if remove or (request.method == "POST" and form.is_valid()):
        row = (
            None
            if remove
            else services.MemberRow(**{**form.cleaned_data, "needs": tuple(form.cleaned_data["needs"])})
        )
        verb, back = services.set_member, _page_of(household_id)
        which = {"household_id": household_id, "member_id": member_id, "version": household.version}
        return act(request, back, _("已修改成员。"), verb, row=row, **which)
    context = {"form": form, "household": household, "member": member}
    return render(request, "people/member_form.html", context, status=200 if request.method == "GET" else 422)


@requires("people.reveal")
@never_cache
@require_POST
def household_reveal(request: Any, household_id: int) -> HttpResponse:
    """Show the full number of the household or of one member, once, for a reason."""
    household = selectors.household(request.scope, household_id)
    form, shown, status = ReasonForm(request.POST), "", 422
    member = number_in(request.POST, "member")
    member_id = member if member >= 0 else None
    if form.is_valid():
        try:
            shown = services.reveal_household_phone(
                household_id=household_id,
                member_id=member_id,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                now=clock.now(),
            )
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    more = {"reason_form": form, "shown": shown, "shown_member": member_id}
    return render(request, "people/household.html", pages.household_card(request, household, **more), status=status)


@requires("people.edit")
@require_POST
def household_move(request: Any, household_id: int) -> HttpResponse:
    """To another village or grid."""
    to, back = request.POST.get("to_path", "")[:40], _page_of(household_id)
    return act(request, back, _("已迁移。"), services.move_household, household_id=household_id, to_path=to)


@requires("people.edit")
@require_POST
def household_retire(request: Any, household_id: int) -> HttpResponse:
    """Nobody lives there any more."""
    reason, back = request.POST.get("reason", ""), _page_of(household_id)
    return act(request, back, _("已注销。"), services.retire_household, household_id=household_id, reason=reason)
