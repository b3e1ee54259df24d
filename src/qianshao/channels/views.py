"""Pages to set channels up, and the one address gateways talk to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import public, requires
from qianshao.channels import selectors, services
from qianshao.channels.forms import ChannelForm, TestForm
from qianshao.channels.services.callbacks import LONGEST_BODY
from qianshao.channels.states import STATUS_NAMES
from qianshao.core import clock
from qianshao.core.errors import Refusal


@public("a gateway has no login: its signature is the proof, checked before anything is read")
@csrf_exempt
@require_POST
def callback(request: HttpRequest, code: str) -> JsonResponse:
    """Receipts of one gateway; the answer follows the commit."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return JsonResponse({"error": "callback.too_long"}, status=413)
    try:
        results = services.accept_callback(code=code, headers=request.headers, body=request.body, now=clock.now())
    except Refusal as refusal:
        return JsonResponse({"error": refusal.code, "message": str(refusal)}, status=refusal.status)
    return JsonResponse({"results": results})


@requires("channels.configure")
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """A new channel, off until it is switched on; ``?adapter=`` says of which kind."""
    adapter = selectors.adapter_or_first(request.GET.get("adapter", ""))
    form = ChannelForm(request.POST or None, adapter=adapter)
    if request.method == "POST" and form.is_valid() and _keep(request, form, form.cleaned_data["code"], fresh=True):
        return _to(form.cleaned_data["code"])
    context = {"form": form, "chosen": adapter.name, "kinds": selectors.adapter_cards()}
    return render(request, "channels/new.html", context, status=422 if form.errors else 200)


@requires("channels.configure")
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: Any, code: str) -> HttpResponse:
    """One channel: its settings, a test, the switch."""
    health = selectors.one_channel(request.scope, code, clock.now())
    channel = health.channel
    form = ChannelForm(request.POST or None, adapter=selectors.adapters()[channel.adapter], channel=channel)
    if request.method == "POST" and form.is_valid() and _keep(request, form, code):
        return _to(code)
    context = {"form": form, "health": health, "channel": channel, "test_form": TestForm()}
    context |= {"callback_url": selectors.callback_url(channel)}
    return render(request, "channels/edit.html", context, status=422 if form.errors else 200)


def _keep(request: Any, form: ChannelForm, code: str, *, fresh: bool = False) -> bool:
    try:
        services.configure_channel(actor=request.actor, now=clock.now(), code=code, setup=form.setup(), fresh=fresh)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已保存。"))
    return True


@requires("channels.configure")
@require_POST
def enable(request: Any, code: str) -> HttpResponse:
    """Switch it on."""
    return _do(request, code, _("已启用。"), services.set_channel_enabled, enabled=True)


@requires("channels.configure")
@require_POST
def disable(request: Any, code: str) -> HttpResponse:
    """Switch it off."""
    return _do(request, code, _("已停用。"), services.set_channel_enabled, enabled=False)


@requires("channels.test")
@require_POST
def try_out(request: Any, code: str) -> HttpResponse:
    """Send one test message and say what came back."""
    address = request.POST.get("address", "")[:200].strip()
    try:
        outcome = services.test_channel(actor=request.actor, now=clock.now(), code=code, address=address)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
        return _to(code)
    said = f"{STATUS_NAMES[outcome.status]} {outcome.error}".strip()
    (messages.success if outcome.status == "sent" else messages.error)(request, said)
    return _to(code)


def _do(request: Any, code: str, said: str, verb: Callable[..., Any], /, **given: Any) -> HttpResponse:
    try:
        verb(actor=request.actor, now=clock.now(), code=code, **given)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return _to(code)


def _to(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("channels:edit", args=[code]))
