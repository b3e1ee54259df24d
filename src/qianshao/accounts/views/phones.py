"""Phones: bound and given up on the phone itself; codes, contacts and taking back at the desk."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import public
from qianshao.accounts.addresses import client_address
from qianshao.accounts.api_access import demand_phone_header
from qianshao.accounts.middleware import PHONE_COOKIE
from qianshao.accounts.rules import phone_name
from qianshao.accounts.services.phones import Enrolled, enrol_phone, leave_phone
from qianshao.core import clock
from qianshao.core.errors import Refusal

APP = "/m/"
MOST_CODE = 64


@public("whoever holds a one-time code from the township binds a phone with it; tries are counted")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Any) -> HttpResponse:
    """GET shows the form, with the code that was scanned; only the press of the button uses it up."""
    code, said = (request.POST or request.GET).get("code", "")[:MOST_CODE], ""
    if request.method == "POST":
        name = request.POST.get("name", "") or phone_name(request.headers.get("User-Agent", ""))
        try:
            made = enrol_phone(code=code, address=client_address(request), name=name, now=clock.now())
        except Refusal as refusal:
            said = str(refusal)
        else:
            return _bound(made)
    scanned = code if not code.isdecimal() else ""
    context = {"code": code, "scanned": bool(scanned), "said": said}
    response = render(request, "accounts/enrol.html", context, status=422 if said else 200)
    response["Referrer-Policy"] = "no-referrer"  # the address may carry the code
    return response


def _bound(made: Enrolled) -> HttpResponse:
    """Into the app, with the cookie that only the browser and we know."""
    response = HttpResponseRedirect(APP)
    response.set_cookie(
        PHONE_COOKIE,
        made.secret,
        expires=made.device.expires_at,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@public("a phone gives itself up; its own cookie says which, our own header that its page asked")
@csrf_exempt  # the page of the app is kept for months and has no token; the header cannot be sent by another site
@require_POST
def leave(request: Any) -> HttpResponse:
    """The phone is taken back by its holder; without a cookie there is nothing to do."""
    demand_phone_header(request)
    if request.device is not None:
        leave_phone(device=request.device, now=clock.now())
    response = HttpResponse(status=204)
    response.delete_cookie(PHONE_COOKIE, samesite="Strict")
    return response
