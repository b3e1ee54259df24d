"""Pages of planning."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.resources.planning import pages, selectors, services
from qianshao.resources.planning.figures import figures
from qianshao.resources.planning.forms import FireForm, OpenForm, ReserveForm, ServeForm

VIEW, PLAN, FIGURES, APPROVE = "resources.view", "resources.plan", "resources.figures", "resources.approve"
_SAID = 5


@requires(VIEW)
@require_GET
def home(request: Any) -> HttpResponse:
    """The questions that can be asked, and the plans made so far."""
    page = Paginator(selectors.runs(request.scope), pages.SHOWN).get_page(request.GET.get("page"))
    context = {"page": page, "rows": pages.home(list(page.object_list)), "may_plan": request.scope.may(PLAN)}
    return render(request, "resources/planning/home.html", context)


def _ask(request: Any, form: Any, verb: Any, title: str, words: str) -> HttpResponse:
    """A question: its form, or its answer's page."""
    if request.method == "POST" and form.is_valid():
        try:
            run = verb(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("resources:plan", args=[run.pk]))
    context = {"form": form, "title": title, "words": words}
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/planning/ask.html", context, status=status)


@requires(PLAN)
@require_http_methods(["GET", "POST"])
def reserve(request: Any) -> HttpResponse:
    """Where reserve points should stand."""
    form = ReserveForm(request.POST or None, areas=pages.areas(request.scope, PLAN))
    words = _("按各村人口和到现有储备点的路程，在各村里选新点；红色风险点旁边不选")
    return _ask(request, form, services.plan_reserve, _("储备点布局"), words)


@requires(PLAN)
@require_http_methods(["GET", "POST"])
def fire(request: Any) -> HttpResponse:
    """Whom fire stations reach in time."""
    form = FireForm(request.POST or None, areas=pages.areas(request.scope, PLAN))
    words = _("按登记的消防站点、县里定的车速，看谁在圈内、缺口在哪里")
    return _ask(request, form, services.plan_fire, _("消防处置圈"), words)


@requires(PLAN)
@require_http_methods(["GET", "POST"])
def serve(request: Any) -> HttpResponse:
    """Which stores serve many villages at once."""
    form = ServeForm(request.POST or None, areas=pages.areas(request.scope, PLAN))
    words = _("按各仓库现在的库存和到各村的用时，一次安排所有需求；只算不调")
    return _ask(request, form, services.plan_serve, _("多点调运"), words)


@requires(PLAN)
@require_http_methods(["GET", "POST"])
def serve_open(request: Any) -> HttpResponse:
    """Which stores serve all waiting requests at once."""
    form = OpenForm(request.POST or None, areas=pages.areas(request.scope, PLAN))
    words = _("把等批的调拨申请一次安排：谁从哪个库出。算完可以转成调拨建议，再由别人批准")
    return _ask(request, form, services.plan_open, _("等批申请一起安排"), words)


@requires(PLAN)
@require_POST
def propose(request: Any, run_id: int) -> HttpResponse:
    """Write the plan on the requests it was made for."""
    back = reverse("resources:plan", args=[run_id])
    return act(request, back, lazy("已转成调拨建议，要由别人批准。"), services.plan_to_moves, run_id=run_id)


@requires(APPROVE)
@require_POST
def approve(request: Any, run_id: int) -> HttpResponse:
    """Approve what the plan proposes; what stood in the way is said."""
    try:
        done, said = services.approve_run(run_id=run_id, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        done, said = 0, [str(refusal)]
    if done:
        messages.success(request, _("已批准 {n} 张。").format(n=done))
    for words in said[:_SAID]:
        messages.error(request, words)
    return HttpResponseRedirect(reverse("resources:plan", args=[run_id]))


@requires(VIEW)
@require_GET
def plan(request: Any, run_id: int) -> HttpResponse:
    """One plan as it was answered."""
    run = selectors.run_of(request.scope, run_id)
    context = pages.plan(run) | pages.moves_of(run, request)
    rows = context["a"]["villages"] if run.kind == "reserve" else context["a"].get("gaps", [])
    context["page"] = Paginator(rows, pages.PER_PAGE).get_page(request.GET.get("page"))
    return render(request, f"resources/planning/{run.kind}.html", context)


@requires(VIEW)
@require_GET
def figure_list(request: Any) -> HttpResponse:
    """The figures, each with its source."""
    context = {"figures": figures(), "may_edit": request.scope.may(FIGURES)}
    return render(request, "resources/planning/figures.html", context)


@requires(FIGURES)
@require_POST
def figure_edit(request: Any, code: str) -> HttpResponse:
    """Change a figure."""
    back, version = reverse("resources:figures"), number_in(request.POST, "version")
    try:
        value = float(request.POST.get("value", ""))
    except ValueError:
        value = -1.0
    return act(request, back, lazy("已保存。"), services.set_figure, code=code, version=version, value=value)
