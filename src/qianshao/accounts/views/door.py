"""Coming in, leaving, changing one's password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import personal, public
from qianshao.accounts.addresses import client_address, safe_next
from qianshao.accounts.devices import device_of, remember_device
from qianshao.accounts.forms import LoginForm, PasswordForm
from qianshao.accounts.services import change_password, log_in, record_logout
from qianshao.core import clock
from qianshao.core.errors import Refusal

BACKEND = "qianshao.accounts.backends.AccountBackend"


@public("people say here who they are")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_page(request: Any) -> HttpResponse:
    """The login form; a right answer starts a fresh session."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        try:
            user = log_in(
                username=name,
                password=form.cleaned_data["password"],
                address=client_address(request),
                device=device_of(request, name),
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            response = HttpResponseRedirect(safe_next(request))
            remember_device(request, response, user)
            return response
    status = 200 if request.method == "GET" else 422
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/login.html", context, status=status)


@public("whoever leaves may leave; it takes a POST with a token")
@require_POST
def logout_page(request: Any) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        record_logout(actor=request.actor, now=clock.now(), user=request.user)
    logout(request)
    return HttpResponseRedirect("/login/")


@personal("one's own password")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_page(request: Any) -> HttpResponse:
    """Change one's own password; asked of everybody who holds a one-time one."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            change_password(actor=request.actor, now=clock.now(), user=request.user, old=old, new=new)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已修改，其他设备已退出。"))
            return HttpResponseRedirect("/")
    status = 200 if request.method == "GET" else 422
    return render(request, "accounts/password.html", {"form": form}, status=status)
