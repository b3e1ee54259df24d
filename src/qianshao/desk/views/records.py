"""Channels and journal: is everything able to send, and what happened."""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from qianshao.accounts.access import requires
from qianshao.channels.selectors import channel_health, outbox_summary
from qianshao.core import clock
from qianshao.desk.rules import channel_chip
from qianshao.desk.selectors.feed import JournalQuery, journal_page, journal_rooms
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import divisions


@requires("channels.view")
def channels(request: Any) -> HttpResponse:
    """通道: configured or off, last sent, last error, what waits."""
    now = clock.now()
    rows = [(health, *channel_chip(health.state)) for health in channel_health(request.scope, now)]
    context = {"rows": rows, "outbox": outbox_summary(request.scope, now)}
    context |= {"may_configure": request.scope.may("channels.configure")}
    return render(request, "desk/channels.html", context)


@requires("journal.view")
def journal(request: Any) -> HttpResponse:
    """日志: what happened, in sentences, narrowed by room, area, subject and day."""
    page = journal_page(request.scope, read_journal_query(request.GET))
    towns = divisions(request.scope, level=Level.TOWNSHIP).values_list("path", "name")
    context = {"page": page, "rooms": journal_rooms(), "towns": list(towns), "q": request.GET}
    return render(request, "desk/journal.html", context)


def read_journal_query(params: Any) -> JournalQuery:
    """The filters in an address; anything unknown is left out."""
    number = params.get("page", "1")
    subject, area = params.get("subject", ""), params.get("area", "")
    kind, _sep, identity = subject.partition(":")
    return JournalQuery(
        room=params.get("room", "")[:20],
        area=area if area.isdigit() else "",
        subject=(kind, int(identity)) if identity.isdigit() and len(identity) < 18 else None,
        since=_day(params.get("since", ""), time.min),
        until=_day(params.get("until", ""), time.max),
        page=int(number) if number.isdigit() and len(number) < 7 else 1,
    )


def _day(text: str, edge: time) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, edge, tzinfo=clock.BEIJING) if day else None
