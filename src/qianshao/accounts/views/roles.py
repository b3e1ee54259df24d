"""Which roles hold which actions here, and changing that."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts import selectors, services
from qianshao.accounts.access import requires
from qianshao.accounts.permissions import all_actions
from qianshao.core import clock
from qianshao.core.errors import Invalid, Stale
from qianshao.core.permissions import ROLES

PREFIX = "r."


@requires("accounts.view")
@require_GET
def role_table(request: Any) -> HttpResponse:
    """Every action and the roles that hold it, with what differs from the shipped state, and the versions."""
    return _page(request)


@requires("accounts.roles")
@require_POST
def role_publish(request: Any) -> HttpResponse:
    """Publish the table as ticked."""
    given = {code: request.POST.getlist(PREFIX + code) for code in all_actions()}
    based_on = request.POST.get("based_on", "")
    try:
        services.publish_roles(
            held=given,
            reason=request.POST.get("reason", ""),
            based_on=int(based_on) if based_on.isascii() and based_on.isdigit() else -1,
            actor=request.actor,
            now=clock.now(),
        )
    except (Invalid, Stale) as refusal:
        return _page(request, given=given, said=str(refusal), status=422)
    messages.success(request, _("已发布，从下一次打开页面起按新权限。"))
    return HttpResponseRedirect(reverse("accounts:roles"))


def _page(request: Any, given: dict[str, list[str]] | None = None, said: str = "", status: int = 200) -> HttpResponse:
    sheets = list(selectors.role_sheets())
    held = selectors.roles_held(sheets[0].overrides if sheets else {}) if given is None else given
    rows = [
        {
            "action": action,
            "cells": [(role, role in held[code], role in action.roles) for role in ROLES],
            "changed": set(held[code]) != set(action.roles),
        }
        for code, action in all_actions().items()
    ]
    context = {
        "rows": rows,
        "roles": ROLES,
        "sheets": [{"sheet": one, "changes": [_named(change) for change in one.changes]} for one in sheets],
        "version": sheets[0].version if sheets else 0,
        "may_edit": request.scope.may("accounts.roles"),
        "reason": request.POST.get("reason", ""),
        "said": said,
    }
    return render(request, "accounts/roles.html", context, status=status)


def _named(change: dict[str, Any]) -> dict[str, Any]:
    """A change in words; an action that no longer exists keeps its code."""
    action = all_actions().get(change["action"])
    return {
        "name": action.name if action else change["action"],
        "added": [ROLES.get(role, role) for role in change["added"]],
        "removed": [ROLES.get(role, role) for role in change["removed"]],
    }
