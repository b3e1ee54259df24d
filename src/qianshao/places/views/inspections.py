"""Pages of inspections: the form for the phone, the sheet for the wall."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import places
from qianshao.places import pages, selectors, services


@requires("places.inspect")
@never_cache
@require_http_methods(["GET", "POST"])
def inspect(request: Any, shelter_id: int) -> HttpResponse:
    """Answer the checklist line by line."""
    row = selectors.shelter(request.scope, shelter_id)
    error = ""
    if request.method == "POST":
        lines = pages.checklist(row, request.POST)
        try:
            services.inspect_shelter(
                shelter_id=shelter_id,
                answers={line["item"].code: line["answer"] == "yes" for line in lines if line["answer"]},
                notes={line["item"].code: line["note"] for line in lines},
                words=request.POST.get("words", ""),
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            return HttpResponseRedirect(reverse("places:shelter", args=[shelter_id]))
    context = {"shelter": row, "lines": pages.checklist(row, request.POST), "error": error}
    return render(request, "places/inspect.html", context, status=422 if error else 200)


@requires("places.view")
@require_GET
def sheet(request: Any, shelter_id: int) -> HttpResponse:
    """The checklist on paper, with a QR code that leads back to this shelter."""
    row = selectors.shelter(request.scope, shelter_id)
    address = request.build_absolute_uri(reverse("places:inspect", args=[shelter_id]))
    context = {
        "shelter": row,
        "place": places([row.division_path])[row.division_path],
        "lines": pages.checklist(row),
        "qr": pages.qr(address),
        "address": address,
    }
    return render(request, "places/sheet.html", context)
