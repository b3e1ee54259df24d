"""Acts on one recipient: 拨打, 代记应答, 敲门结果, 销叫; and the end of a call-out."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao import calling
from qianshao.accounts.access import requires
from qianshao.accounts.services.reveal import reveal_personal
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.desk.forms import AnswerForm, CloseForm, DoorForm, ReasonForm
from qianshao.desk.selectors.board import callout_head
from qianshao.desk.selectors.callouts import tallies_of
from qianshao.desk.selectors.case import CaseCard, case_card, case_number
from qianshao.desk.views.boards import board_url
from qianshao.desk.views.context import close_words, may


@requires("calling.view")
def case(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """One recipient: what was tried, what came back, what the officer can do."""
    card = case_card(request.scope, callout_id, case_id, now=clock.now())
    return _show(request, card)


@require_POST
@requires("people.reveal")
def case_dial(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """Show the number once the reason is in the journal."""
    now = clock.now()
    card = case_card(request.scope, callout_id, case_id, now=now)
    try:
        reveal_personal(
            actor=request.actor, now=now, subject=("case", case_id), division_path=card.division_path,
            reason=request.POST.get("reason", ""), field=str(_("电话")),
        )
    except Refusal as refusal:
        return _show(request, card, said=str(refusal), status=refusal.status)
    return _show(request, card, number=case_number(request.scope, callout_id, case_id))


@require_POST
@requires("calling.answer")
def case_answer(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """The desk spoke with the person."""
    now, form = clock.now(), AnswerForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    calling.answer_on_behalf(case_id, actor=request.actor, now=now, how=form.how_words(), at=form.moment(now))
    return _done(request, callout_id, _("已记下 {name} 应答").format(name=card.person.name))


@require_POST
@requires("calling.door")
def case_door(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """What was found at the door."""
    now = clock.now()
    card = case_card(request.scope, callout_id, case_id, now=now)
    form = DoorForm(request.POST, household=card.is_household)
    if not form.is_valid() or card.door_id is None:
        return _show(request, card, form=form, status=422)
    given = form.cleaned_data
    calling.report_door(card.door_id, actor=request.actor, now=now, outcome=given["outcome"], proof=given["proof"])
    return _done(request, callout_id, _("已记下 {name} 的敲门结果").format(name=card.person.name))


@require_POST
@requires("calling.excuse")
def case_excuse(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """A named officer takes the person off the call-out, with a reason."""
    now, form = clock.now(), ReasonForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    calling.excuse_case(case_id, actor=request.actor, now=now, reason=form.cleaned_data["reason"])
    return _done(request, callout_id, _("{name} 已销叫").format(name=card.person.name))


@requires("calling.close")
def callout_close(request: Any, callout_id: int) -> HttpResponse:
    """End the call-out: reason, and the verb typed by hand."""
    now, form = clock.now(), CloseForm(request.POST or None)
    head = callout_head(request.scope, callout_id)
    said, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            calling.close_callout(callout_id, actor=request.actor, now=now, reason=form.cleaned_data["reason"])
            return _done(request, callout_id, _("叫应已结束"))
        except Refusal as refusal:
            said, status = str(refusal), refusal.status
    elif request.method == "POST":
        status = 422
    people, homes = tallies_of(request.scope, callout_id, now=now)
    context = {"head": head, "form": form, "said": said, "close": close_words(head, people, homes)}
    return render(request, "desk/callout_close.html", context, status=status)


def _show(
    request: Any, card: CaseCard, *, number: str = "", said: str = "", form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The case, as a page or as the part a dialog holds; the given form replaces its empty twin."""
    forms = [AnswerForm(), DoorForm(household=card.is_household), ReasonForm()]
    answer, door, reason = (form if form is not None and isinstance(form, type(f)) else f for f in forms)
    part = request.GET.get("part") or request.headers.get("HX-Request")
    opened = {AnswerForm: "answer", DoorForm: "door", ReasonForm: "excuse"}.get(type(form) if form else Form, "")
    context = {
        "c": card, "number": number, "said": said, "may": may(request.scope, card.division_path),
        "do": opened or request.GET.get("do", ""), "actor_label": request.actor.label,
        "answer_form": answer, "door_form": door, "reason_form": reason,
    }
    template = "desk/parts/case.html" if part else "desk/case.html"
    return render(request, template, context, status=status)


def _done(request: Any, callout_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(board_url(callout_id))
