"""叫应步骤: who is called how; the county writes its own, each edit is a new version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qianshao.accounts.access import requires
from qianshao.calling.selectors.ladders import versions_of
from qianshao.calling.services.publish_ladder import publish_ladder
from qianshao.core import clock
from qianshao.core.errors import Invalid
from qianshao.desk.ladder_form import SourceForm, steps_form
from qianshao.desk.selectors.ladders import LadderRow, ladder_row, ladder_rows


@requires("calling.view")
def ladders(request: Any) -> HttpResponse:
    """Every ladder in force."""
    may_edit = request.scope.may("calling.ladders")
    return render(request, "desk/ladders.html", {"rows": ladder_rows(clock.now()), "may_edit": may_edit})


@requires("calling.ladders")
def ladder_edit(request: Any, audience: str, colour: str) -> HttpResponse:
    """One ladder: its rungs, its source, its earlier versions."""
    row = ladder_row(audience, colour, clock.now())
    if request.method != "POST":
        start = {"answer_within_s": row.ladder.settings.get("answer_within_s", 300)}
        return _show(request, row, steps_form(row.ladder.recipient_kind, row.ladder.steps), SourceForm(initial=start))
    steps = steps_form(row.ladder.recipient_kind, [], request.POST)
    about = SourceForm(request.POST)
    if not (steps.is_valid() and about.is_valid()):
        return _show(request, row, steps, about, status=422)
    try:
        _publish(request, row, steps, about)
    except Invalid as refusal:
        return _show(request, row, steps, about, said=str(refusal), status=422)
    messages.success(request, _("已发布新版本。正在进行的叫应不受影响。"))
    return redirect("desk:ladders")


def _publish(request: Any, row: LadderRow, steps: Any, about: SourceForm) -> None:
    found = row.ladder
    given = about.cleaned_data
    publish_ladder(
        hazard="*", colour=row.colour, audience=row.audience, recipient_kind=found.recipient_kind, name=found.name,
        steps=[step for form in steps if (step := form.as_step())],
        settings={**found.settings, "answer_within_s": given["answer_within_s"]},
        source=given["source"], confirmed=True, actor=request.actor, now=clock.now(),
    )  # fmt: skip


def _show(
    request: Any, row: LadderRow, steps: Any, about: SourceForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "steps": steps,
        "about": about,
        "said": said,
        "versions": versions_of("*", row.colour, row.audience),
    }
    return render(request, "desk/ladder.html", context, status=status)
