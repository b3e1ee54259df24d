"""The officers' side: what waits, one report, what came by other ways, signs to print."""

from collections.abc import Callable
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
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.divisions import choices
from qianshao.files.services import receive_whole
from qianshao.tips import pages, services
from qianshao.tips.forms import RevealForm
from qianshao.tips.selectors import inbox as asked

VERBS: dict[str, Callable[..., Any]] = {
    "take": services.take_tip,
    "join": services.join_tip,
    "answer": services.answer_tip,
    "fold": services.fold_tip,
    "unfold": services.unfold_tip,
    "restore": services.restore_tip,
    "undo": services.undo_tip,
}


@requires("tips.view")
@require_GET
def inbox(request: Any) -> HttpResponse:
    """What waits, the likeliest first; what is folded stands in a tab of its own."""
    return render(request, "tips/inbox.html", pages.inbox_context(request.scope, request.GET, clock.now()))


@requires("tips.view")
@require_GET
def tip(request: Any, tip_id: int) -> HttpResponse:
    """One report."""
    row = asked.tip_of(request.scope, tip_id)
    return render(request, "tips/tip.html", pages.tip_context(request.scope, row, clock.now()))


@requires("tips.handle")
@require_POST
def handle(request: Any, tip_id: int) -> HttpResponse:
    """Do one act; what is wrong with it is said on the page, beside what was written."""
    row, now = asked.tip_of(request.scope, tip_id), clock.now()
    code = request.POST.get("act", "")
    back = HttpResponseRedirect(reverse("tips:tip", args=[row.pk]))
    if code not in pages.FORMS:
        messages.error(request, _("没有这种处理。"))
        return back
    near = asked.near_hazards(request.scope, row, row.kind, now)
    form = pages.act_form(request.scope, row, code, near, now, request.POST)
    if form.is_valid() and _done(form, VERBS[code], tip_id=row.pk, actor=request.actor, now=now):
        messages.success(request, _("已记下。"))
        return back
    return refused(request, tip_id, code, form)


def _done(form: Any, verb: Callable[..., Any], **who: Any) -> bool:
    """Do it; what the person did wrong stands on the form."""
    given = dict(form.cleaned_data)
    if "hazard_id" in given:
        given["hazard_id"] = int(given["hazard_id"])
    try:
        verb(**who, **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
    return bool(form.is_valid())


def refused(request: Any, tip_id: int, code: str, form: Any) -> HttpResponse:
    """The tip once more, as it is now, with the form that was refused."""
    row = asked.tip_of(request.scope, tip_id)
    names = "、".join(str(form.fields[name].label) for name in form.errors if name in form.fields)
    said = [str(error) for error in form.non_field_errors()]
    messages.error(request, " ".join([*said, _("请看：{names}").format(names=names) if names else ""]).strip())
    context = pages.tip_context(request.scope, row, clock.now(), pages.Failed(code, form))
    return render(request, "tips/tip.html", context, status=422)


@requires("tips.reveal")
@never_cache
@require_POST
def reveal(request: Any, tip_id: int) -> HttpResponse:
    """Show who reported, on this one page, which nobody keeps."""
    row, form = asked.tip_of(request.scope, tip_id), RevealForm(request.POST, auto_id="reveal-%s")
    if not form.is_valid():
        return refused(request, tip_id, "reveal", form)
    shown = services.reveal_reporter(
        tip_id=row.pk, reason=form.cleaned_data["reason"], actor=request.actor, now=clock.now()
    )
    context = pages.tip_context(request.scope, row, clock.now()) | {"revealed": shown}
    return render(request, "tips/tip.html", context)


@requires("tips.handle")
@once
@require_http_methods(["GET", "POST"])
def intake(request: Any) -> HttpResponse:
    """Write down a hotline case or an enterprise's own check."""
    now = clock.now()
    form = pages.intake_form(request.scope, now, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version")
        files, due = given.pop("photos") or [], given.pop("due_on")
        try:
            photos = [receive_whole(data=f.read(), actor=request.actor, now=now).uid for f in files[:6]]
            made = services.register_intake(**given, due_at=due, photos=photos, actor=request.actor, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记，编号 {no}。").format(no=made.no))
            return HttpResponseRedirect(reverse("tips:tip", args=[made.pk]))
    return render(request, "tips/intake.html", {"form": form}, status=200 if request.method == "GET" else 422)


@requires("tips.signs")
@require_GET
def signs(request: Any) -> HttpResponse:
    """Sheets with a QR sign for towns, or for the villages of one."""
    under = request.GET.get("under", "")[:40]
    context = {
        "sheets": pages.sign_sheets(request.scope, under, request.GET.get("code", "")[:20]),
        "towns": choices.towns(request.scope),
        "under": under,
    }
    return render(request, "tips/signs.html", context)
