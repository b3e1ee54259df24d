"""Documents of a case and the templates they are made from."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Invalid, Refusal
from qianshao.enforcement import services
from qianshao.enforcement.pages.papers import file_of, templates_context
from qianshao.enforcement.papers.intake import MOST_BYTES
from qianshao.enforcement.selectors import case_of
from qianshao.enforcement.views.cases import show

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@requires("enforcement.handle")
@require_POST
def document_make(request: Any, case_id: int) -> HttpResponse:
    """Make the paper of a step; what is refused is said there, and the words stay."""
    given = {"kind": request.POST.get("kind", "")[:24], "why": request.POST.get("why", "")[:200]}
    try:
        services.make_document(case_id=case_id, actor=request.actor, now=clock.now(), **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return show(request, case_of(request.scope, case_id), paper={**given, "error": str(refusal)})
    messages.success(request, _("已制作。"))
    return HttpResponseRedirect(reverse("enforcement:case", args=[case_id]) + "#papers")


@requires("enforcement.view")
@never_cache
@require_GET
def document_file(request: Any, document_id: int) -> HttpResponse:
    """A document as ``?as=docx`` or ``pdf``."""
    form = "docx" if request.GET.get("as") == "docx" else "pdf"
    found, data = services.take_document(document_id=document_id, form=form, actor=request.actor, now=clock.now())
    return _attachment(f"{found.kind_name}{found.number}.{form}", form, data)


@requires("enforcement.view")
@never_cache
@require_GET
def templates(request: Any) -> HttpResponse:
    """Which template each paper is made from, and the fields."""
    return render(request, "enforcement/templates.html", templates_context(request.scope, clock.now()))


@requires("enforcement.view")
@never_cache
@require_GET
def template_file(request: Any) -> HttpResponse:
    """The template in force of ``?kind=``; without one, the list to choose from."""
    if not (kind := request.GET.get("kind", "")[:24]):
        return HttpResponseRedirect(reverse("enforcement:templates"))
    name, data = file_of(kind, clock.now())
    return _attachment(f"{name}.docx", "docx", data)


@requires("enforcement.templates")
@require_POST
def template_save(request: Any) -> HttpResponse:
    """Bring one's own."""
    sent, back = request.FILES.get("file"), reverse("enforcement:templates")
    if sent is None or sent.size > MOST_BYTES:
        messages.error(request, str(Invalid("template.size", _("模板要是一个不超过 2 MB 的 docx 文件。"))))
        return HttpResponseRedirect(back)
    given = {"kind": request.POST.get("kind", "")[:24], "name": sent.name or "", "data": sent.read()}
    return act(request, back, _("已换成新模板。"), services.save_template, **given)


@requires("enforcement.templates")
@require_POST
def template_withdraw(request: Any) -> HttpResponse:
    """Ours again."""
    back, kind = reverse("enforcement:templates"), request.POST.get("kind", "")[:24]
    return act(request, back, _("已换回自带的模板。"), services.withdraw_template, kind=kind)


def _attachment(name: str, form: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename=\"paper.{form}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
