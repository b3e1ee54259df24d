"""The call-out list and the board with its twins: print, Excel, wall."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.desk.forms import read_board_query
from qianshao.desk.selectors.board import board
from qianshao.desk.selectors.callouts import callout_lines
from qianshao.desk.selectors.export import door_sheet
from qianshao.desk.selectors.replies import late_replies
from qianshao.desk.selectors.wall import wall
from qianshao.desk.services import export_callout, note_printed
from qianshao.desk.views.context import board_context, may, wall_context
from qianshao.journal.heads import newest_head


@requires("calling.view")
def callouts(request: Any) -> HttpResponse:
    """叫应: all call-outs that concern the person, running ones first."""
    state = request.GET.get("state", "")
    lines = callout_lines(request.scope, now=clock.now(), state=state)
    return render(request, "desk/callouts.html", {"lines": lines, "state": state})


@requires("calling.view")
def replies(request: Any) -> HttpResponse:
    """没报三句话: who answered and still owes the first reply; ``?callout=ID`` for one call-out."""
    given = request.GET.get("callout", "")
    callout_id = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    lines = late_replies(request.scope, now=clock.now(), callout_id=callout_id)
    context = {"lines": lines, "callout_id": callout_id, "may": may(request.scope)}
    return render(request, "desk/replies.html", context)


@requires("calling.view")
def callout(request: Any, callout_id: int) -> HttpResponse:
    """叫应看板."""
    found = board(request.scope, callout_id, read_board_query(request.GET), now=clock.now())
    context = board_context(request.scope, found)
    context["live_url"] = live_url(request, "callout", callout_id)
    context["drill_name"] = found.head.title if found.head.is_drill else ""
    context["shell_level"] = found.head.colour if found.head.is_live else ""
    return render(request, "desk/callout.html", context)


@requires("calling.view")
def callout_print(request: Any, callout_id: int) -> HttpResponse:
    """敲门单: everybody still open in one area, with blanks for time and signature; works with no power at all."""
    now = clock.now()
    sheet = door_sheet(request.scope, callout_id, read_board_query(request.GET), now=now)
    note_printed(sheet.head, len(sheet.people), actor=request.actor, now=now)
    context = {"head": sheet.head, "people": sheet.people, "place": sheet.place, "actor_label": request.actor.label}
    context |= {"now": now, "journal_head": newest_head()}
    return render(request, "desk/callout_print.html", context)


@requires("desk.export")
def callout_export(request: Any, callout_id: int) -> FileResponse:
    """The call-out as an Excel file, written row by row to a temporary file and streamed from it."""
    kind = read_board_query(request.GET).kind
    file, name = export_callout(callout_id, kind=kind, actor=request.actor, now=clock.now())
    return FileResponse(file, as_attachment=True, filename=name)


@requires("calling.view")
def wall_callout(request: Any, callout_id: int) -> HttpResponse:
    """叫应大屏: dark, read-only."""
    found = wall(request.scope, callout_id, now=clock.now())
    context = wall_context(request.scope, found)
    return render(request, "desk/wall_callout.html", {**context, "live_url": live_url(request, "wall", callout_id)})


def live_url(request: HttpRequest, name: str, number: int) -> str:
    """The address of a live stream with this page's own filters."""
    query = request.GET.urlencode()
    return f"/live/{name}/{number}" + (f"?{query}" if query else "")


def board_url(callout_id: int) -> str:
    """The address of a board."""
    return reverse("desk:callout", args=[callout_id])
