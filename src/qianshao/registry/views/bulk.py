"""One field of many records: choose, say the new value, look at what would change, confirm."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.registry import pages, services
from qianshao.registry.forms import BulkForm
from qianshao.registry.selectors.lists import editable_records, kind_by_code


@requires("registry.edit")
@never_cache
@require_POST
def bulk(request: Any, kind: str) -> HttpResponse:
    """The step the form has come to: the value, the preview, or the change itself."""
    found, key = kind_by_code(kind), request.POST.get("field", "")
    field = pages.bulk_field(found, key)
    rows = editable_records(request.scope, found, request.POST.getlist("ids"))
    if not rows:
        messages.error(request, _("先选要改的几条；只能改自己有权修改的。"))
        return HttpResponseRedirect(reverse("registry:kind", args=[kind]))
    if field is None:
        raise Http404
    asked = "step" in request.POST
    form = BulkForm(request.POST if asked else None, field=field)
    context = {"kind": found, "rows": rows, "field": key, "label": field.label, "form": form}
    if not asked or not form.is_valid():
        return render(request, "registry/bulk.html", context, status=422 if asked else 200)
    if request.POST["step"] == "write":
        return _write(request, context, key)
    return render(request, "registry/bulk.html", context | pages.bulk_preview(found, rows, key, form))


def _write(request: Any, context: dict[str, Any], key: str) -> HttpResponse:
    form, ids = context["form"], [row.pk for row in context["rows"]]
    values = {key: form.cleaned_data["value"]}
    try:
        count = services.bulk_change(ids=ids, values=values, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "registry/bulk.html", context, status=refusal.status)
    messages.success(request, _("已改 {n} 条。").format(n=count))
    return HttpResponseRedirect(reverse("registry:kind", args=[context["kind"].code]))
