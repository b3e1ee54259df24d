"""Rewards: propose, decide, pay against a code, the ledger."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Invalid, Refusal
from qianshao.divisions import choices
from qianshao.tips import pages, services
from qianshao.tips.exports import export_rewards
from qianshao.tips.forms import DecideForm, PayForm, RenewForm
from qianshao.tips.selectors import inbox as asked
from qianshao.tips.selectors import rewards as selectors
from qianshao.tips.states import REWARD_LABELS
from qianshao.tips.views.desk import refused


@requires("tips.view")
@require_GET
def ledger(request: Any) -> HttpResponse:
    """Every reward, with sums by state."""
    state, year = request.GET.get("state", "")[:10], number_in(request.GET, "year")
    page = Paginator(selectors.rewards(request.scope, state=state, year=year), 50).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    where = choices.places([row.division_path for row in rows])
    sums = selectors.reward_sums(request.scope, year=year)
    context = {
        "page": page,
        "rows": [(row, where[row.division_path], _offers(request, row)) for row in rows],
        "sums": [(code, label, sums[code]["n"], sums[code]["yuan"]) for code, label in REWARD_LABELS.items()],
        "state": state,
        "may": pages.may(request.scope),
    }
    return render(request, "tips/rewards.html", context)


def _offers(request: Any, row: Any) -> str:
    """What this person may do with it: decide, renew, or nothing."""
    if not request.scope.may("tips.approve", row.division_path):
        return ""
    if row.state == "proposed":
        return "own" if row.proposed_by_id == request.actor.user_id else "decide"
    return "renew" if row.state == "approved" and row.code_hash else ""


@requires("tips.export")
@require_GET
def export(request: Any) -> FileResponse:
    """The ledger as a workbook."""
    state, year = request.GET.get("state", "")[:10], number_in(request.GET, "year")
    name, file = export_rewards(state=state, year=year, actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("tips.propose")
@require_POST
def propose(request: Any, tip_id: int) -> HttpResponse:
    """Propose a reward for a tip."""
    now = clock.now()
    row, form = asked.tip_of(request.scope, tip_id), pages.propose_form(now, request.POST)
    if not form.is_valid():
        return refused(request, row.pk, "propose", form)
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in ("rule", "words")}
    given |= {name: form.cleaned_data[name] or 0 for name in ("fine", "deaths")}
    try:
        services.propose_reward(tip_id=row.pk, actor=request.actor, now=now, **given)
    except Invalid as fault:
        form.add_error(None, str(fault))
        return refused(request, row.pk, "propose", form)
    messages.success(request, _("已提出，等另一人审批。"))
    return HttpResponseRedirect(reverse("tips:tip", args=[row.pk]))


@requires("tips.approve")
@require_POST
def decide(request: Any, reward_id: int) -> HttpResponse:
    """Approve or refuse."""
    row = selectors.reward_of(request.scope, reward_id)
    form, back = DecideForm(request.POST), reverse("tips:rewards")
    if not form.is_valid():
        messages.error(request, _("请选批准还是不予奖励。"))
        return HttpResponseRedirect(back)
    given = {"granted": form.cleaned_data["granted"] == "yes", "words": form.cleaned_data["words"]}
    version = form.cleaned_data["version"]
    return act(
        request, back, _("已记下。"), services.decide_reward, reward_id=row.pk, version=version, **given
    )  # fmt: skip


@requires("tips.approve")
@require_POST
def renew(request: Any, reward_id: int) -> HttpResponse:
    """Let a lost code be shown once more."""
    row = selectors.reward_of(request.scope, reward_id)
    form, back = RenewForm(request.POST), reverse("tips:rewards")
    if not form.is_valid():
        messages.error(request, _("请写理由。"))
        return HttpResponseRedirect(back)
    reason = form.cleaned_data["reason"]
    said = _("举报人凭链接可以再看一次新的领奖码。")
    return act(request, back, said, services.renew_code, reward_id=row.pk, reason=reason)


@requires("tips.pay")
@require_http_methods(["GET", "POST"])
def pay(request: Any) -> HttpResponse:
    """The code somebody brings; who they are is not asked."""
    form, paid = PayForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            paid = services.pay_reward(code=form.cleaned_data["code"], actor=request.actor, now=clock.now())
            form = PayForm()
        except Refusal as refusal:
            form.add_error("code", str(refusal))
    status = 422 if request.method == "POST" and paid is None else 200
    return render(request, "tips/pay.html", {"form": form, "paid": paid}, status=status)
