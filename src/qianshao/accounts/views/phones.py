"""Phones: bound and given up on the phone itself; codes, contacts and taking back at the desk."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts import selectors
from qianshao.accounts.access import public, requires
from qianshao.accounts.addresses import client_address
from qianshao.accounts.api_access import demand_phone_header
from qianshao.accounts.middleware import PHONE_COOKIE
from qianshao.accounts.rules import phone_name
from qianshao.accounts.selectors.phones import users_with_phones
from qianshao.accounts.services.phones import (
    Code,
    Enrolled,
    enrol_phone,
    leave_phone,
    make_codes,
    revoke_phone,
)
from qianshao.core import clock
from qianshao.core.errors import Refusal

APP = "/m/"
MOST_CODE = 64
PER_PAGE = 50
SILENT_HOURS = 72


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
    # The address may carry the code: no other site is told. "no-referrer" would also hide the origin from ourselves,
    # and a browser's form would fail the CSRF check.
    response["Referrer-Policy"] = "same-origin"
    return response


def _bound(made: Enrolled) -> HttpResponse:
    """Into the app, with the cookie that only the browser and we know; kept so long by the phone's own clock, which
    may be wrong, and in a demonstration is another than the story's."""
    response = HttpResponseRedirect(APP)
    response.set_cookie(
        PHONE_COOKIE,
        made.secret,
        max_age=int((made.device.expires_at - clock.now()).total_seconds()),
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


@requires("field.devices")
@require_GET
def phones(request: Any) -> HttpResponse:
    """Who holds which phone, by area, with the last contact; codes for those who hold none."""
    query, now = request.GET.get("q", "").strip()[:40], clock.now()
    page = Paginator(users_with_phones(request.scope, query=query), PER_PAGE).get_page(request.GET.get("page"))
    names = selectors.unit_names(page.object_list)
    rows = [
        {"person": person, "unit": names.get(person.division_path, _("全站")), "phones": _shown(person, now)}
        for person in page.object_list
    ]
    return render(request, "accounts/phones.html", {"page": page, "rows": rows, "query": query})


def _shown(person: Any, now: Any) -> list[dict[str, Any]]:
    """A user's phones with their standing: in use, silent, over, taken back (wiped or not yet)."""
    return [
        {
            "phone": phone,
            "over": phone.is_over(now),
            "silent": (now - phone.last_seen_at).total_seconds() > SILENT_HOURS * 3600,
            "skew": phone.skew_s if abs(phone.skew_s or 0) >= 60 else None,
            "in_use": phone.revoked_at is None and not phone.is_over(now),
        }
        for phone in person.found_phones
    ]


@requires("field.devices")
@never_cache
@require_POST
def phone_codes(request: Any) -> HttpResponse:
    """One-time codes, shown once: a sheet to scan from the screen or from paper."""
    chosen = [int(one) for one in request.POST.getlist("user") if one.isascii() and one.isdecimal() and len(one) < 19]
    try:
        made = make_codes(actor=request.actor, now=clock.now(), user_ids=chosen)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("accounts:phones"))
    cards = [{"code": code, "square": _square(code)} for code in made]
    return render(request, "accounts/phone_codes.html", {"cards": cards})


def _square(code: Code) -> str:
    """The square to scan, as the address of a picture."""
    address = f"{settings.PUBLIC_URL}{reverse('accounts:enrol')}?code={code.secret}"
    drawn: str = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3)
    return drawn


@requires("field.devices")
@require_POST
def phone_revoke(request: Any, device_id: int) -> HttpResponse:
    """Take a phone back."""
    reason = request.POST.get("reason", "")[:200]
    try:
        revoke_phone(actor=request.actor, now=clock.now(), device_id=device_id, reason=reason)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已收回。这台手机下次联网时清除数据，之后发来的内容进入待处理。"))
    return HttpResponseRedirect(reverse("accounts:phones"))
