"""The page of classes and checklist: the county's own figures, each with its source and how sure it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core.acts import act, number_in
from qianshao.places import selectors, services
from qianshao.places.forms import ClassForm, ItemForm


def _back() -> str:
    return reverse("places:standards")


@requires("places.view")
@require_GET
def standards(request: Any) -> HttpResponse:
    """All classes and lines."""
    context = {
        "classes": selectors.classes(active=False),
        "items": selectors.facility_items(active=False),
        "item_form": ItemForm(),
        "may_edit": request.scope.may("places.standards"),
    }
    return render(request, "places/standards.html", context)


@requires("places.standards")
@require_POST
def class_edit(request: Any, class_id: int) -> HttpResponse:
    """Change a class."""
    form = ClassForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("数值要大于 0，不用就空着"))
        return HttpResponseRedirect(_back())
    version, verb = number_in(request.POST, "version"), services.edit_class
    changes = form.cleaned_data
    return act(request, _back(), _("已保存。"), verb, class_id=class_id, version=version, changes=changes)


@requires("places.standards")
@require_POST
def item_edit(request: Any, item_id: int) -> HttpResponse:
    """Change a line of the checklist."""
    version, verb = number_in(request.POST, "version"), services.edit_facility_item
    changes = {
        "name": request.POST.get("name", "")[:60],
        "must": request.POST.get("must") == "on",
        "is_active": request.POST.get("is_active") == "on",
    }
    return act(request, _back(), _("已保存。"), verb, item_id=item_id, version=version, changes=changes)


@requires("places.standards")
@require_POST
def item_new(request: Any) -> HttpResponse:
    """Add a line of the county's own."""
    form = ItemForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("名称没有填"))
        return HttpResponseRedirect(_back())
    return act(request, _back(), _("已加上。"), services.add_facility_item, **form.cleaned_data)
