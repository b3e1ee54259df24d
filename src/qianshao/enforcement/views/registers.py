"""The registers: officers, and what townships may punish."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.enforcement import selectors, services
from qianshao.enforcement.pages.registers import delegation_form, delegations_context, officer_form, officers_context


@requires("enforcement.view")
@never_cache
@require_GET
def officers(request: Any) -> HttpResponse:
    """Who may sign, and until when."""
    context = officers_context(request.scope, clock.now())
    if context["may"]:
        context["form"] = officer_form(request)
    return render(request, "enforcement/officers.html", context)


@requires("enforcement.officers")
@require_POST
def officer_new(request: Any) -> HttpResponse:
    """Take one into the register."""
    return _save_officer(request, None)


@requires("enforcement.officers")
@never_cache
@require_http_methods(["GET", "POST"])
def officer_edit(request: Any, officer_id: int) -> HttpResponse:
    """Correct one; a renewed certificate."""
    return _save_officer(request, selectors.officer_of(request.scope, officer_id))


def _save_officer(request: Any, found: Any) -> HttpResponse:
    form = officer_form(request, found)
    if request.method == "POST" and form.is_valid():
        key = found.pk if found else None
        try:
            services.save_officer(officer_id=key, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("enforcement:officers"))
    status = 422 if request.method == "POST" else 200
    return render(request, "enforcement/officer.html", {"form": form, "officer": found}, status=status)


@requires("enforcement.officers")
@require_POST
def officer_retire(request: Any, officer_id: int) -> HttpResponse:
    """Not an officer any more."""
    back = reverse("enforcement:officers")
    return act(request, back, _("已停用。"), services.retire_officer, officer_id=officer_id)


@requires("enforcement.view")
@never_cache
@require_GET
def delegations(request: Any) -> HttpResponse:
    """Which township may punish what."""
    context = delegations_context(request.scope, clock.now())
    if context["may"]:
        context["form"] = delegation_form(request)
    return render(request, "enforcement/delegations.html", context)


@requires("enforcement.delegations")
@require_POST
def delegation_new(request: Any) -> HttpResponse:
    """Write down a delegation."""
    form = delegation_form(request)
    if form.is_valid():
        given = form.cleaned_data | {"matters": form.cleaned_data["matters"].splitlines()}
        try:
            services.save_delegation(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("enforcement:delegations"))
    context = delegations_context(request.scope, clock.now()) | {"form": form}
    return render(request, "enforcement/delegations.html", context, status=422)


@requires("enforcement.delegations")
@require_POST
def delegation_end(request: Any, delegation_id: int) -> HttpResponse:
    """It holds no longer than today."""
    words = request.POST.get("words", "")
    try:
        services.end_delegation(delegation_id=delegation_id, words=words, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        context = delegations_context(request.scope, clock.now()) | {"form": delegation_form(request, fresh=True)}
        context["ending"] = {"pk": delegation_id, "words": words[:200], "error": str(refusal)}
        return render(request, "enforcement/delegations.html", context, status=422)
    messages.success(request, _("已终止。"))
    return HttpResponseRedirect(reverse("enforcement:delegations"))
