"""Acts on one recipient: 拨打, 代记应答, 敲门结果, 销叫; and the end of a call-out."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.access import requires
from qianshao.accounts.services.reveal import reveal_personal
from qianshao.calling.services.answer_call import answer_on_behalf
from qianshao.calling.services.call_again import change_number, reassign_door
from qianshao.calling.services.close_callout import close_callout
from qianshao.calling.services.excuse_cases import excuse_cases
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.services.report_door import report_door
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal
from qianshao.desk.forms import HOW, AnswerForm, DoorForm, EndForm, NumberForm, ReasonForm, ReplyForm, WalkerForm
from qianshao.desk.selectors.board import callout_head
from qianshao.desk.selectors.callouts import tallies_of
from qianshao.desk.selectors.case import CaseCard, case_card, full_phone
from qianshao.desk.views.boards import board_url
from qianshao.desk.views.context import ending_words, may


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
            actor=request.actor,
            now=now,
            subject=("case", case_id),
            division_path=card.division_path,
            reason=request.POST.get("reason", ""),
            field=str(_("电话")),
        )
    except Refusal as refusal:
        return _show(request, card, said=str(refusal), status=refusal.status)
    return _show(request, card, number=full_phone(request.scope, callout_id, case_id))


@require_POST
@requires("calling.answer")
def case_answer(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """The desk spoke with the person."""
    now, form = clock.now(), AnswerForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    answer_on_behalf(case_id, actor=request.actor, now=now, how=form.how_words(), at=form.moment(now))
    return _done(request, callout_id, _("已记下 {name} 应答").format(name=card.person.name))


@require_POST
@requires("calling.door")
def case_door(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """What was found at the door."""
    now = clock.now()
    card = case_card(request.scope, callout_id, case_id, now=now)
    form = DoorForm(request.POST, household=card.is_household)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    given = form.cleaned_data
    try:
        report_door(case_id, outcome=given["outcome"], proof=given["proof"], actor=request.actor, now=now)
    except Invalid as refusal:
        form.add_error("proof", str(refusal))
        return _show(request, card, form=form, status=422)
    return _done(request, callout_id, _("已记下 {name} 的敲门结果").format(name=card.person.name))


@require_POST
@requires("calling.excuse")
def case_excuse(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """A named officer takes the person off the call-out, with a reason."""
    now, form = clock.now(), ReasonForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    try:
        excuse_cases([case_id], reason=form.cleaned_data["reason"], actor=request.actor, now=now)
    except Invalid as refusal:
        form.add_error("reason", str(refusal))
        return _show(request, card, form=form, status=422)
    return _done(request, callout_id, _("{name} 已销叫").format(name=card.person.name))


@require_POST
@requires("calling.reassign")
def case_number(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """Another number; the ladder starts from its first step."""
    now, form = clock.now(), NumberForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    try:
        change_number(case_id, phone=form.cleaned_data["phone"], actor=request.actor, now=now)
    except Invalid as refusal:
        form.add_error("phone", str(refusal))
        return _show(request, card, form=form, status=422)
    return _done(request, callout_id, _("{name} 已换号码，从头再叫").format(name=card.person.name))


@require_POST
@requires("calling.answer")
def case_reply(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """The township's three words, told to the desk."""
    now, form = clock.now(), ReplyForm(request.POST)
    card = case_card(request.scope, callout_id, case_id, now=now)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    how = str(dict(HOW)[form.cleaned_data["how"]])
    answer_on_behalf(case_id, actor=request.actor, now=now, how=how, words=form.words())
    return _done(request, callout_id, _("已记下 {name} 的三句话").format(name=card.person.name))


@require_POST
@requires("calling.reassign")
def case_walker(request: Any, callout_id: int, case_id: int) -> HttpResponse:
    """Somebody else goes to the door."""
    now = clock.now()
    card = case_card(request.scope, callout_id, case_id, now=now)
    form = WalkerForm(request.POST, people=card.walkers)
    if not form.is_valid():
        return _show(request, card, form=form, status=422)
    task = reassign_door(case_id, assignee_ref=form.cleaned_data["assignee"], actor=request.actor, now=now)
    return _done(request, callout_id, _("上门已改派给 {name}").format(name=task.assignee_name))


@requires("calling.close")
def callout_close(request: Any, callout_id: int) -> HttpResponse:
    """End the call-out: 办结 when everybody is accounted for, else 解除 with a reason and the verb typed by hand."""
    now, head = clock.now(), callout_head(request.scope, callout_id)
    ending = ending_words(head, *tallies_of(request.scope, callout_id, now=now))
    given = request.POST if request.method == "POST" else None
    form = EndForm(given, verb=ending["verb"], needs_reason=ending["act"] == "lift")
    said, status = "", 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                _end(callout_id, ending["act"], form, request.actor, now)
                return _done(request, callout_id, _("叫应已结束"))
        except Refusal as refusal:
            said, status = str(refusal), refusal.status
    context = {"head": head, "form": form, "said": said, "ending": ending}
    return render(request, "desk/callout_close.html", context, status=status)


def _end(callout_id: int, act: str, form: EndForm, actor: Actor, now: datetime) -> None:
    if act == "lift":
        lift_callout(callout_id, reason=form.cleaned_data["reason"], actor=actor, now=now)
    else:
        close_callout(callout_id, actor=actor, now=now)


def _show(
    request: Any, card: CaseCard, *, number: str = "", said: str = "", form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The case, as a page or as the part a dialog holds; the given form replaces its empty twin."""
    empty: dict[str, Form] = {
        "answer": AnswerForm(),
        "door": DoorForm(household=card.is_household),
        "excuse": ReasonForm(),
        "number": NumberForm(),
        "reply": ReplyForm(),
        "walker": WalkerForm(people=card.walkers),
    }
    opened = next((act for act, twin in empty.items() if form is not None and type(form) is type(twin)), "")
    shown = empty | ({opened: form} if form is not None and opened else {})
    part = request.GET.get("part") or request.headers.get("HX-Request")
    context = {
        "c": card,
        "number": number,
        "said": said,
        "may": may(request.scope, card.division_path),
        "do": opened or request.GET.get("do", ""),
        "actor_label": request.actor.label,
        **{f"{act}_form": one for act, one in shown.items()},
    }
    template = "desk/parts/case.html" if part else "desk/case.html"
    return render(request, template, context, status=status)


def _done(request: Any, callout_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(board_url(callout_id))
