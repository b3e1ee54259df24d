"""What the pages share: run a verb and go back, answer with a workbook."""

from collections.abc import Callable
from typing import IO, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect

from qianshao.core import clock
from qianshao.core.errors import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def act(request: Any, back_to: str, said: Any, verb: Callable[..., Any], /, **given: Any) -> HttpResponse:
    """Run a verb and go back to a page; what the person did wrong is said there."""
    try:
        verb(actor=request.actor, now=clock.now(), **given)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(back_to)


def workbook(name: str, file: IO[bytes]) -> FileResponse:
    """A workbook to be saved, never shown by a cache."""
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


def number_in(given: Any, key: str) -> int:
    """A whole number a form or address carries; -1, which nothing has, when it is none."""
    text = given.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
