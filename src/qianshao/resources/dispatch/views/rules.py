"""The county's figures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.resources.dispatch import selectors, services
from qianshao.resources.dispatch.forms import FiguresForm
from qianshao.resources.dispatch.rules import Figures


@requires("resources.dispatch_rules")
@never_cache
@require_http_methods(["GET", "POST"])
def figures(request: Any) -> HttpResponse:
    """See and publish them."""
    form = FiguresForm(request.POST or None, initial=selectors.figures().as_data())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        source = given.pop("source")
        try:
            services.publish_rules(figures=Figures(**given), source=source, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已改，新的调拨按新值。"))
            return HttpResponseRedirect(reverse("resources:dispatch-rules"))
    context = {"form": form, "versions": selectors.figures_versions()}
    status = 422 if request.method == "POST" else 200
    return render(request, "resources/dispatch/rules.html", context, status=status)
