"""The answer page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import public
from qianshao.calling.services.answer_call import answer_by_link
from qianshao.core import clock
from qianshao.core.errors import NotFound
from qianshao.field.forms import read_words
from qianshao.field.selectors import answer_page

HELP = (
    gettext_lazy("走不动，要人接"),
    gettext_lazy("家里有病人"),
    gettext_lazy("没有车"),
    gettext_lazy("请打电话给我"),
)


@public("the 128-bit token in the link is the permission; it names one case and shows nothing else")
@csrf_exempt  # no cookie is used: whoever knows the link may answer, and nobody else can write it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Any, token: str) -> HttpResponse:
    """GET shows the warning and answers nothing; POST is the answer."""
    try:
        if request.method == "POST":
            answer_by_link(token, now=clock.now(), words=read_words(request.POST))
            return redirect(request.path)
        page = answer_page(token)
    except NotFound as refusal:
        return render(request, "field/wrong.html", {"said": str(refusal)}, status=404)
    template = {"ask": "field/answer.html", "done": "field/thanks.html", "over": "field/over.html"}[page.stage]
    drill = _("演练消息，不是真实预警") if page.is_drill else ""
    response = render(request, template, {"p": page, "help_choices": HELP, "drill_name": drill})
    response["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return response
