"""The county's dictionary of dangers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.hazards.forms import SourceForm, kinds_form
from qianshao.hazards.selectors import kinds_in_force
from qianshao.hazards.services import publish_kinds


@requires("hazards.kinds")
@require_http_methods(["GET", "POST"])
def kinds(request: Any) -> HttpResponse:
    """The kinds now in force, to be edited; phones get the new version with their next pull."""
    current = kinds_in_force(clock.now())
    if request.method != "POST":
        about = SourceForm(initial={"version": current.version, "source": current.source})
        return _show(request, current, kinds_form(current.kinds), about)
    rows, about = kinds_form([], request.POST), SourceForm(request.POST)
    if not (rows.is_valid() and about.is_valid()):
        return _show(request, current, rows, about, status=422)
    given = [row.cleaned_data for row in rows if row.cleaned_data.get("name", "").strip()]
    try:
        publish_kinds(kinds=given, actor=request.actor, now=clock.now(), **about.cleaned_data)
    except Refusal as refusal:
        about.add_error(None, str(refusal))
        return _show(request, current, rows, about, status=422)
    messages.success(request, _("已发布新版本，手机下次联网就换上。"))
    return redirect("hazards:dangers")


def _show(request: Any, current: Any, rows: Any, about: SourceForm, *, status: int = 200) -> HttpResponse:
    context = {"current": current, "rows": rows, "about": about}
    return render(request, "hazards/kinds.html", context, status=status)
