"""Risk points: the list by colour, one sheet, the card to print, the Excel file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.hazards import selectors, services
from qianshao.hazards.exports import export_risks
from qianshao.hazards.forms.risks import CheckForm, ControlForm
from qianshao.hazards.pages import risks as pages


@requires("hazards.view")
@require_GET
def risk_list(request: Any) -> HttpResponse:
    """Risk points, the reddest first."""
    context = pages.list_context(request.scope, request.GET, clock.now())
    page = Paginator(context["found"], pages.PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "rows": pages.lines(list(page.object_list))}
    return render(request, "hazards/risks.html", context)


@requires("hazards.view")
@require_GET
def risk_page(request: Any, record_id: int) -> HttpResponse:
    """One risk point."""
    return _show(request, record_id)


def _show(request: Any, record_id: int, **forms: Any) -> HttpResponse:
    now = clock.now()
    row = selectors.risk_row(request.scope, record_id, now)
    context = pages.sheet_context(request.scope, row, now, forms)
    return render(request, "hazards/risk.html", context, status=422 if forms else 200)


@requires("hazards.view")
@require_GET
def risk_card(request: Any, record_id: int) -> HttpResponse:
    """The card that hangs at the place, A4."""
    now = clock.now()
    row = selectors.risk_row(request.scope, record_id, now)
    return render(request, "hazards/risk_card.html", pages.card_context(request, row, now))


def _done(request: Any, record_id: int, form: Any, name: str, verb: Any, /, **given: Any) -> HttpResponse:
    """Run a verb; what is wrong with the form is said where it was filled in."""
    try:
        verb(actor=request.actor, now=clock.now(), **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return _show(request, record_id, **{name: form})
    messages.success(request, _("已记下。"))
    return HttpResponseRedirect(reverse("hazards:risk", args=[record_id]))


@requires("hazards.risks")
@require_POST
def risk_assess(request: Any, record_id: int) -> HttpResponse:
    """Assess it."""
    now = clock.now()
    form = pages.assess_form(selectors.risk_row(request.scope, record_id, now), now, request.POST)
    if not form.is_valid():
        return _show(request, record_id, assess=form)
    given = pages.given_of(form.cleaned_data)
    return _done(request, record_id, form, "assess", services.assess_risk, record_id=record_id, **given)


@requires("hazards.risks")
@once
@require_POST
def risk_control(request: Any, record_id: int) -> HttpResponse:
    """Add a measure, or put one out of force."""
    if "drop" in request.POST:
        back, said = reverse("hazards:risk", args=[record_id]), _("已停用，记录保留。")
        selectors.risk_row(request.scope, record_id, clock.now())
        return act(request, back, said, services.drop_control, control_id=number_in(request.POST, "drop"))
    form = ControlForm(request.POST, auto_id="id_control_%s")
    if not form.is_valid():
        return _show(request, record_id, control=form)
    return _done(request, record_id, form, "control", services.put_control, record_id=record_id, **form.cleaned_data)


@requires("hazards.find")
@once
@require_POST
def risk_check(request: Any, record_id: int) -> HttpResponse:
    """Somebody looked whether a measure holds."""
    selectors.risk_row(request.scope, record_id, clock.now())
    kinds = selectors.choices_of("kinds", clock.now())
    form = CheckForm(request.POST, kinds=kinds, auto_id=f"id_{number_in(request.POST, 'control_id')}_%s")
    if not form.is_valid():
        return _show(request, record_id, check=form)
    clean = dict(form.cleaned_data)
    given = {"control_id": clean["control_id"], "is_ok": clean["is_ok"] == "yes", "words": clean["words"]}
    given["kind"] = clean["kind"] or "other"
    return _done(request, record_id, form, "check", services.check_control, **given)


@requires("hazards.risks")
@require_POST
def risk_adopt(request: Any) -> HttpResponse:
    """Take up L, E and C from the register."""
    done, left = services.adopt_registered(actor=request.actor, now=clock.now())
    messages.success(
        request,
        _("按登记的分值评估了 {done} 个；{left} 个分值或管控层级不在表里，请逐个评估。").format(done=done, left=left),
    )
    return HttpResponseRedirect(reverse("hazards:risks"))


@requires("hazards.export")
@require_GET
def risk_export(request: Any) -> FileResponse:
    """The list as it is filtered."""
    name, file = export_risks(asked=pages.filters_of(request.GET), actor=request.actor, now=clock.now())
    return workbook(name, file)
