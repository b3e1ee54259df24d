"""The county's own: the dictionary of items, the figures of stock, the least of each place."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import places
from qianshao.resources import pages
from qianshao.resources.forms import ItemForm, NewItemForm, PolicyForm
from qianshao.resources.selectors import board, stock
from qianshao.resources.selectors.policy import policy_for
from qianshao.resources.services import items, minimums
from qianshao.resources.services import policy as figures

VIEW, ITEMS, EDIT = "resources.view", "resources.items", "resources.edit"
PER_PAGE = 100


@requires(VIEW)
@never_cache
@require_GET
def item_list(request: Any) -> HttpResponse:
    """The dictionary of items."""
    context = {"items": stock.items(retired=True), "may": request.scope.may(ITEMS)}
    return render(request, "resources/standards/items.html", context)


@requires(ITEMS)
@never_cache
@require_http_methods(["GET", "POST"])
def item_new(request: Any) -> HttpResponse:
    """A kind of goods of the county's own."""
    form = NewItemForm(request.POST or None, initial={"is_active": True, "is_returnable": True, "certainty": "U"})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = items.add_item(code=values.pop("code"), values=values, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("resources:item", args=[made.pk]))
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/standards/item_form.html", {"form": form}, status=status)


@requires(ITEMS)
@never_cache
@require_http_methods(["GET", "POST"])
def item_edit(request: Any, item_id: int) -> HttpResponse:
    """Change an item."""
    row = stock.item(item_id)
    form = ItemForm(request.POST or None, initial={key: getattr(row, key) for key in items.FIELDS})
    version = number_in(request.POST, "version") if request.method == "POST" else row.version
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"item_id": row.pk, "version": version, "values": form.cleaned_data}
        try:
            items.change_item(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("resources:item", args=[row.pk]))
    context = {"form": form, "item": row, "version": version, "story": pages.story(("item", row.pk))}
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/standards/item_form.html", context, status=status)


@requires(ITEMS)
@never_cache
@require_http_methods(["GET", "POST"])
def policy(request: Any) -> HttpResponse:
    """The figures of the person's county: how often counted, how soon refilled, what is warned of."""
    counties = pages.counties(request.scope, ITEMS)
    path = pages.chosen(request.GET.get("area", ""), counties)
    row = policy_for(path)
    own = row.version if row.division_path == path and row.pk else 0
    first = {key: getattr(row, key) for key in PolicyForm.base_fields} | {
        "warn_days": " ".join(map(str, row.warn_days))
    }
    form = PolicyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "division_path": path,
            "version": number_in(request.POST, "version"),
            "values": form.cleaned_data,
        }
        try:
            figures.put_policy(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(f"{reverse('resources:policy')}?area={path}")
    story = pages.story(("stock_policy", row.pk)) if own else []
    context = {"form": form, "version": own, "path": path, "counties": counties, "story": story}
    return render(request, "resources/standards/policy.html", context, status=200 if request.method == "GET" else 422)


@requires(VIEW)
@never_cache
@require_GET
def minimum_list(request: Any) -> HttpResponse:
    """The least of each place, and which areas as a whole have less."""
    page = Paginator(board.minimums(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    where = places(sorted({row.division_path for row in rows}))
    context = {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in rows],
        "short": pages.with_places(board.below_area_minimum(request.scope, pages.today())),
        "may": request.scope.may(EDIT),
    }
    return render(request, "resources/standards/minimums.html", context)


@requires(EDIT)
@never_cache
@require_http_methods(["GET", "POST"])
def minimum_new(request: Any) -> HttpResponse:
    """The least of one more place."""
    form = pages.minimum_form(request)
    if request.method == "POST" and form.is_valid() and (said := pages.add_minimum(request, form)):
        messages.success(request, said)
        return HttpResponseRedirect(reverse("resources:minimums"))
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/standards/minimum_form.html", {"form": form}, status=status)


@requires(EDIT)
@require_POST
def minimum_edit(request: Any, minimum_id: int) -> HttpResponse:
    """Change one; 0 takes it away."""
    given = {key: number_in(request.POST, key) for key in ("version", "quantity")}
    back, said = reverse("resources:minimums"), lazy("已保存。")
    return act(request, back, said, minimums.change_minimum, minimum_id=minimum_id, **given)
