"""Pages of persons and posts."""

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
from qianshao.people.forms import PhoneForm, PostForm, ReasonForm

PER_PAGE = 50
STATES = (
    ("unverified", lazy("号码没有核实过")),
    ("no_phone", lazy("没有号码")),
    ("no_post", lazy("没有岗位")),
    ("inactive", lazy("已停用")),
)


def _filters(request: Any) -> dict[str, str]:
    given = request.GET
    return {
        "search": given.get("q", "").strip()[:60],
        "under": given.get("under", "")[:40],
        "post": given.get("post", "")[:12],
        "state": given.get("state", "")[:12],
    }


def _page_of(person_id: int) -> str:
    return reverse("people:person", args=[person_id])


@requires("people.view")
@require_GET
def person_list(request: Any) -> HttpResponse:
    """Who is responsible where; one hit of a search opens at once."""
    filters = _filters(request)
    found = selectors.persons(request.scope, on=pages.today(), **filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.person_rows(page.object_list)
    context = {
        "page": page,
        "q": filters,
        "filtered": any(filters.values()),
        "totals": selectors.person_totals(request.scope, on=pages.today(), under=filters["under"]),
        "towns": choices.towns(request.scope, filters["under"]),
        "posts": selectors.posts(),
        "states": STATES,
        "may_edit": request.scope.may("people.edit"),
        "may_export": request.scope.may("people.export"),
        "may_export_full": request.scope.may("people.export_full"),
    }
    return render(request, "people/persons.html", context)


@requires("people.export")
@require_GET
def person_export(request: Any) -> HttpResponseBase:
    """The list as Excel, numbers masked unless asked for whole and allowed."""
    full = request.GET.get("full") == "1"
    name, file = exports.export_persons(filters=_filters(request), full=full, actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("people.view")
@never_cache
@require_GET
def person_page(request: Any, person_id: int) -> HttpResponse:
    """One person: posts, chain, and what may be done."""
    person = selectors.person(request.scope, person_id)
    return render(request, "people/person.html", pages.person_card(request, person))


@requires("people.edit")
@require_http_methods(["GET", "POST"])
def person_new(request: Any) -> HttpResponse:
    """Register a person."""
    form = pages.person_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_person(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "people/person_form.html", {"form": form}, status=status)


@requires("people.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def person_edit(request: Any, person_id: int) -> HttpResponse:
    """Correct a person's data; an empty number keeps the one on file."""
    person = selectors.person(request.scope, person_id)
    form = pages.person_form(request, person)
    if request.method == "POST" and form.is_valid():
        keep = ("phone", "backup_phone", "id_number")
        changes = {key: value for key, value in form.cleaned_data.items() if value or key not in keep}
        version = number_in(request.POST, "version")
        try:
            services.update_person(
                person_id=person_id, version=version, changes=changes, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(person_id))
    status = 200 if request.method == "GET" else 422
    return render(request, "people/person_form.html", {"form": form, "person": person}, status=status)


@requires("people.reveal")
@never_cache
@require_POST
def person_reveal(request: Any, person_id: int, field: str) -> HttpResponse:
    """Show a full number once, for a reason."""
    person = selectors.person(request.scope, person_id)
    form, shown, status = ReasonForm(request.POST), "", 422
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            shown = services.reveal_phone(
                person_id=person_id, field=field, reason=reason, actor=request.actor, now=clock.now()
            )
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    card = pages.person_card(request, person, reason_form=form, shown={field: shown} if shown else {})
    return render(request, "people/person.html", card, status=status)


@requires("people.edit")
@require_POST
def person_phone(request: Any, person_id: int) -> HttpResponse:
    """A new number."""
    person = selectors.person(request.scope, person_id)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return render(request, "people/person.html", pages.person_card(request, person, phone_form=form), status=422)
    given = form.cleaned_data
    return act(request, _page_of(person_id), _("已换号。"), services.change_phone, person_id=person_id, **given)


@requires("people.edit")
@require_POST
def person_verify(request: Any, person_id: int) -> HttpResponse:
    """The number works."""
    return act(request, _page_of(person_id), _("已记为核实。"), services.verify_person, person_id=person_id)


@requires("people.edit")
@require_POST
def person_retire(request: Any, person_id: int) -> HttpResponse:
    """Off the rosters."""
    reason = request.POST.get("reason", "")
    back = _page_of(person_id)
    return act(request, back, _("已停用。"), services.retire_person, person_id=person_id, reason=reason)


@requires("people.edit")
@require_POST
def person_assign(request: Any, person_id: int) -> HttpResponse:
    """Give a post."""
    person = selectors.person(request.scope, person_id)
    areas = choices.form_areas(request.scope, "people.edit")
    form = PostForm(request.POST, areas=areas, posts=pages.post_choices())
    if not form.is_valid():
        return render(request, "people/person.html", pages.person_card(request, person, post_form=form), status=422)
    given = form.cleaned_data
    return act(request, _page_of(person_id), _("已任职。"), services.assign_post, person_id=person_id, **given)


@requires("people.edit")
@require_POST
def person_end_post(request: Any, person_id: int, assignment_id: int) -> HttpResponse:
    """End a post today."""
    selectors.person(request.scope, person_id)
    back = _page_of(person_id)
    return act(request, back, _("已卸任。"), services.end_assignment, assignment_id=assignment_id)


@requires("people.view")
@require_GET
def post_list(request: Any) -> HttpResponse:
    """The dictionary of posts."""
    context = {"posts": selectors.all_posts(), "may_edit": request.scope.may("people.posts")}
    return render(request, "people/posts.html", context)


@requires("people.posts")
@require_POST
def post_edit(request: Any) -> HttpResponse:
    """Change a post's short form, whether it is a key post, and whether it is in use."""
    given = request.POST
    changes: dict[str, Any] = {"is_key": given.get("is_key") == "on", "is_active": given.get("is_active") == "on"}
    if given.get("short", "").strip():
        changes["short"] = given["short"].strip()[:20]
    which = {"code": given.get("code", "")[:12], "version": number_in(given, "version")}
    return act(request, reverse("people:posts"), _("已修改。"), services.edit_post, changes=changes, **which)
