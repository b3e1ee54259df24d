"""User administration."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts import selectors, services
from qianshao.accounts.access import requires
from qianshao.accounts.forms import GrantForm, TokenForm, UserForm
from qianshao.accounts.pages import area_choices, user_card, user_rows
from qianshao.core import clock
from qianshao.core.errors import Refusal

PER_PAGE = 50


@requires("accounts.view")
@require_GET
def user_list(request: Any) -> HttpResponse:
    """Users of one's area with their roles."""
    query = request.GET.get("q", "").strip()[:40]
    found = selectors.users(request.scope, query=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "may_manage": request.scope.may("accounts.manage")}
    page.object_list = user_rows(page.object_list)
    return render(request, "accounts/users.html", context)


@requires("accounts.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: Any) -> HttpResponse:
    """Make a user and show the one-time password once."""
    form = UserForm(request.POST or None, areas=area_choices(request.scope))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_user(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _secret(request, made.user, made.password, _("一次性密码"))
    status = 200 if request.method == "GET" else 422
    return render(request, "accounts/user_new.html", {"form": form}, status=status)


@requires("accounts.view")
@require_GET
def user_page(request: Any, user_id: int) -> HttpResponse:
    """One user: unit, roles, keys, and what may be done."""
    user = selectors.user_by_id(request.scope, user_id)
    return render(request, "accounts/user.html", user_card(request, user))


@requires("accounts.manage")
@require_POST
def user_grant(request: Any, user_id: int) -> HttpResponse:
    """Give a role."""
    user = selectors.user_by_id(request.scope, user_id)
    form = GrantForm(request.POST, areas=area_choices(request.scope))
    if not form.is_valid():
        return render(request, "accounts/user.html", user_card(request, user, grant_form=form), status=422)
    return _do(request, user_id, _("已授权。"), services.grant_role, user_id=user_id, **form.cleaned_data)


@requires("accounts.manage")
@require_POST
def grant_revoke(request: Any, user_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    selectors.grant_of(request.scope, user_id, grant_id)
    return _do(request, user_id, _("已收回。"), services.revoke_role, grant_id=grant_id)


@requires("accounts.manage")
@require_POST
def user_disable(request: Any, user_id: int) -> HttpResponse:
    """Shut a user out."""
    return _do(request, user_id, _("已停用，其登录立即失效。"), services.disable_user, user_id=user_id)


@requires("accounts.manage")
@require_POST
def user_enable(request: Any, user_id: int) -> HttpResponse:
    """Let a user in again."""
    return _do(request, user_id, _("已恢复。"), services.enable_user, user_id=user_id)


@requires("accounts.manage")
@never_cache
@require_POST
def user_reset(request: Any, user_id: int) -> HttpResponse:
    """A one-time password, shown once."""
    made = services.reset_password(actor=request.actor, now=clock.now(), user_id=user_id)
    return _secret(request, made.user, made.password, _("一次性密码"))


@requires("accounts.manage")
@never_cache
@require_POST
def token_new(request: Any, user_id: int) -> HttpResponse:
    """A key for a program, shown once."""
    user = selectors.user_by_id(request.scope, user_id)
    form = TokenForm(request.POST, grants=[(str(g.pk), str(g)) for g in user.grants.all()])
    if not form.is_valid():
        return render(request, "accounts/user.html", user_card(request, user, token_form=form), status=422)
    given = form.cleaned_data
    made = services.issue_token(
        actor=request.actor, now=clock.now(), grant_id=int(given["grant"]), name=given["name"], days=given["days"]
    )
    return _secret(request, user, made.secret, _("接口令牌"))


@requires("accounts.manage")
@require_POST
def token_revoke(request: Any, user_id: int, token_id: int) -> HttpResponse:
    """Take a key back."""
    selectors.token_of(request.scope, user_id, token_id)
    return _do(request, user_id, _("已收回。"), services.revoke_token, token_id=token_id)


def _do(request: Any, back_to: int, said: str, verb: Callable[..., Any], /, **given: Any) -> HttpResponse:
    """Run a verb and go back to the user's page; what the user did wrong is said there."""
    try:
        verb(actor=request.actor, now=clock.now(), **given)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("accounts:user", args=[back_to]))


def _secret(request: Any, user: Any, secret: str, kind: str) -> HttpResponse:
    return render(request, "accounts/secret.html", {"person": user, "secret": secret, "kind": kind})
