"""Acts on people: one person's panel, many at once, somebody on no list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.accounts.services.reveal import reveal_personal
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.evacuation import services
from qianshao.evacuation.forms import TypedForm
from qianshao.evacuation.pages.acts import add_form, added, mark_one, picked_people
from qianshao.evacuation.pages.decide import bulk_ask
from qianshao.evacuation.pages.orders import order_url
from qianshao.evacuation.pages.person import household_of, mark_form, person_context
from qianshao.evacuation.selectors import evacuee_of, order_of
from qianshao.evacuation.states import WHEREABOUTS_LABELS

MANY = 20  # more than this at once is a dangerous act (ux.md §7.3)


@requires("people.view")
@requires("evacuation.view")
@never_cache
@require_http_methods(["GET", "POST"])
def person(request: Any, order_id: int, uid: Any) -> HttpResponse:
    """One person: their panel, and what happened now."""
    if request.method == "POST":
        return _mark(request, order_id, str(uid))
    context = person_context(request.scope, order_id, str(uid), do=request.GET.get("do", ""), now=clock.now())
    return _show(request, context)


def _mark(request: Any, order_id: int, uid: str) -> HttpResponse:
    order, row = order_of(request.scope, order_id), evacuee_of(request.scope, order_id, uid)
    mates = household_of(request.scope, order_id, row)
    form, said, status = mark_form(request.scope, order, row, mates, given=request.POST), "", 422
    try:
        if form.is_valid():
            mark_one(order, row, mates, form.cleaned_data, actor=request.actor, now=clock.now())
            words = str(WHEREABOUTS_LABELS[form.cleaned_data["to"]])
            messages.success(request, _("已记下 {name}：{words}").format(name=row.name, words=words))
            return redirect(order_url(order_id))
    except Refusal as refusal:
        said, status = str(refusal), refusal.status
    context = person_context(request.scope, order_id, uid, form=form, now=clock.now())
    return _show(request, {**context, "said": said}, status)


def _show(request: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    part = request.GET.get("part") or request.headers.get("HX-Request")
    template = "evacuation/parts/person.html" if part else "evacuation/person.html"
    return render(request, template, context, status=status)


@requires("people.reveal")
@never_cache
@require_POST
def reveal(request: Any, order_id: int, uid: Any) -> HttpResponse:
    """Show the number once the reason is in the journal."""
    row = evacuee_of(request.scope, order_id, str(uid))
    number, said, status = "", "", 200
    try:
        reveal_personal(
            actor=request.actor, now=clock.now(), subject=("evacuee", row.pk), division_path=row.division_path,
            reason=request.POST.get("reason", ""), field=str(_("电话")),
        )
        number = row.phone
    except Refusal as refusal:
        said, status = str(refusal), refusal.status
    context = person_context(request.scope, order_id, str(uid), now=clock.now())
    return _show(request, {**context, "number": number, "said": said}, status)


@requires("evacuation.mark")
@require_POST
def mark_many(request: Any, order_id: int) -> HttpResponse:
    """The same for all who are picked; the number is typed when they are many."""
    order_of(request.scope, order_id)
    to, back = request.POST.get("to", ""), _back(request, order_id)
    uids, heads = picked_people(request.POST.getlist("uid"))
    if len(uids) > MANY:
        words, picked = str(WHEREABOUTS_LABELS.get(to, to)), request.POST.getlist("uid")
        ask = bulk_ask(request.scope, order_id, words, picked, to, back)
        form = TypedForm(request.POST if "typed" in request.POST else None, typed=ask.typed, needs_reason=False)
        if not form.is_valid():
            context = {"o": ask.order, "ask": ask, "form": form}
            return render(request, "evacuation/confirm.html", context, status=422 if form.is_bound else 200)
    try:
        done = services.mark_people(
            order_id=order_id, uids=uids, to=to, based_on=heads, actor=request.actor, now=clock.now()
        )
        messages.success(request, _("已记 {n} 人").format(n=done.new))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    return redirect(back)


def _back(request: Any, order_id: int) -> str:
    """Where the list stood, when that is a page of ours."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else order_url(order_id)


@requires("evacuation.mark")
@require_http_methods(["GET", "POST"])
def add(request: Any, order_id: int) -> HttpResponse:
    """Somebody on no list."""
    order = order_of(request.scope, order_id)
    form, status = add_form(request.scope, request.POST or None), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                row = added(order_id, form.cleaned_data, actor=request.actor, now=clock.now())
                messages.success(request, _("{name} 已加进清单").format(name=row.name))
                return redirect(order_url(order_id))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"o": {"id": order.pk, "title": order.title, "is_drill": order.is_drill}, "form": form}
    return render(request, "evacuation/add.html", context, status=status)
