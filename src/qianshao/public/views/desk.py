"""The desk's side: duty lines and posters."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.divisions import choices
from qianshao.places.selectors import ShelterQuery, shelters_in
from qianshao.public import posters, selectors, services
from qianshao.public.forms import LineForm

MOST_ROWS = 300


@requires("public.view")
@require_GET
def desk(request: Any) -> HttpResponse:
    """What the public sees, and what is missing there."""
    rows = list(selectors.lines(request.scope)[:MOST_ROWS])
    where = choices.places([row.division_path for row in rows])
    have = {row.division_path for row in rows}
    towns = choices.towns(request.scope)
    context = {
        "rows": [(row, where[row.division_path]) for row in rows],
        "without": [name for path, name in towns if path not in have],
        "may_lines": request.scope.may("public.lines"),
        "may_posters": request.scope.may("public.posters"),
    }
    return render(request, "public/desk.html", context)


@requires("public.lines")
@require_http_methods(["GET", "POST"])
def line_new(request: Any) -> HttpResponse:
    """Publish a line."""
    return _save(request, None)


@requires("public.lines")
@require_http_methods(["GET", "POST"])
def line_edit(request: Any, line_id: int) -> HttpResponse:
    """Change a line."""
    return _save(request, selectors.line(request.scope, line_id))


def _save(request: Any, row: Any) -> HttpResponse:
    names = ("division_path", "name", "phone", "hours", "order")
    initial = {name: getattr(row, name) for name in names} if row else {}
    areas = choices.form_areas(request.scope, "public.lines")
    form = LineForm(request.POST or None, areas=areas, initial=initial or None)
    if request.method == "POST" and form.is_valid():
        which = {"line_id": row.pk, "version": number_in(request.POST, "version")} if row else {}
        try:
            services.save_line(**form.cleaned_data, **which, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已公布，公众页马上就能看到。"))
            return HttpResponseRedirect(reverse("public:desk"))
    status = 200 if request.method == "GET" else 422
    return render(request, "public/line_form.html", {"form": form, "row": row}, status=status)


@requires("public.lines")
@require_POST
def line_drop(request: Any, line_id: int) -> HttpResponse:
    """Take a line down."""
    version = number_in(request.POST, "version")
    return act(request, reverse("public:desk"), _("已撤下。"), services.drop_line, line_id=line_id, version=version)


@requires("public.posters")
@require_GET
def poster_list(request: Any) -> HttpResponse:
    """Choose what to print."""
    under = request.GET.get("under", "")[:40]
    areas = selectors.poster_areas(request.scope, under)[:MOST_ROWS]
    shelters = list(shelters_in(request.scope, ShelterQuery(under=under))[:MOST_ROWS])
    where = choices.places([*(row.path for row in areas), *(row.division_path for row in shelters)])
    context = {
        "areas": [(row.code, where[row.path]) for row in areas],
        "shelters": [(row.pk, row.name, where[row.division_path]) for row in shelters],
        "towns": choices.towns(request.scope, under),
        "under": under,
        "most": posters.MOST,
    }
    return render(request, "public/posters.html", context)


@requires("public.posters")
@require_GET
def poster_sheets(request: Any) -> HttpResponse:
    """The sheets, one page each, ready for the printer."""
    size = request.GET.get("size", "a4")
    codes = request.GET.getlist("area")[: posters.MOST]
    ids = [int(one) for one in request.GET.getlist("shelter")[: posters.MOST] if one.isascii() and one.isdigit()]
    made = [*posters.area_posters(request.scope, codes), *posters.shelter_posters(request.scope, ids)]
    context = {
        "sheets": made[: posters.MOST],
        "size": size if size in posters.SIZES else "a4",
        "other": request.GET.urlencode(),
    }
    return render(request, "public/poster_sheets.html", context)
