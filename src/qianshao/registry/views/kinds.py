"""The county's own kinds: which are in use, how often they are looked at, which fields they have."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import number_in
from qianshao.core.errors import Refusal
from qianshao.registry import services
from qianshao.registry.forms import KindFields, KindForm
from qianshao.registry.selectors.lists import all_kinds, kind_by_code


@requires("registry.kinds")
@never_cache
@require_GET
def kinds(request: Any) -> HttpResponse:
    """Every kind, also those put away."""
    return render(request, "registry/kinds.html", {"kinds": list(all_kinds())})


@requires("registry.kinds")
@never_cache
@require_http_methods(["GET", "POST"])
def kind_edit(request: Any, kind: str) -> HttpResponse:
    """Change a kind and its fields."""
    row, posted = kind_by_code(kind), request.POST or None
    known = [{**field, "choices": "、".join(field.get("choices", ()))} for field in row.fields]
    form = KindForm(posted, initial={key: getattr(row, key) for key in KindForm.base_fields})
    fields = KindFields(posted, initial=known)
    if request.method == "POST" and form.is_valid() and fields.is_valid():
        own = [one.given() for one in fields if one.cleaned_data.get("label")]
        changes, version = {**form.cleaned_data, "fields": own}, number_in(request.POST, "version")
        try:
            services.edit_kind(kind_id=row.pk, version=version, changes=changes, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:kinds"))
    context = {"kind": row, "form": form, "fields": fields}
    return render(request, "registry/kind_form.html", context, status=200 if request.method == "GET" else 422)
