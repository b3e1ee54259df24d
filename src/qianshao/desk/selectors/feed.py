"""The journal as people read it: a time, an icon, a Chinese sentence, a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import Scope, subtree
from qianshao.core.templatetags.ui import cn_time
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors
from qianshao.divisions.selectors import names_of
from qianshao.journal.kinds import all_kinds
from qianshao.journal.selectors import entries

VILLAGE = 4 * Level.VILLAGE
TONES = {"warn": "wait", "bad": "bad", "ok": "ok", "run": "run", "wait": "wait"}
SUBJECT_URLS = {
    "callout": "/callouts/{id}/",
    "alert": "/alerts/{id}/",
    "evacuation": "/evacuation/{id}/",
    "sighting": "/dangers/{id}/",
}
ROOM_WORDS: Mapping[str, str | Promise] = {
    "calling": _("叫应"),
    "alerts": _("预警"),
    "evacuation": _("转移"),
    "people": _("名册"),
    "hazards": _("险情"),
    "files": _("照片"),
    "accounts": _("用户"),
    "channels": _("通道"),
    "divisions": _("区划"),
    "demo": _("演示"),
    "desk": _("导出"),
    "config": _("系统"),
}


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One entry as `ui/feed_row.html` draws it."""

    id: int
    at: datetime
    icon: str
    tone: str
    title: str
    detail: str
    meta: str
    url: str
    actor: str
    place: str
    made: str
    kind: str
    is_drill: bool


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Filters of the journal page."""

    room: str = ""
    area: str = ""
    subject: tuple[str, int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1


def feed(scope: Scope, *, limit: int = 30, subject: tuple[str, int] | None = None) -> tuple[FeedRow, ...]:
    """The newest acts of the scope: what the machine did in many townships at once is one line."""
    found = entries(scope, subject=subject).exclude(kind__startswith="accounts.")  # logins are no news
    return feed_rows(merged(found[: limit * 8])[:limit])


def merged(found: Iterable[Any]) -> list[Any]:
    """Neighbouring entries of one minute that differ only in place and count, added up; the place is where they meet.

    The journal itself keeps every entry; only the front page reads them this way.
    """
    rows: dict[tuple[Any, ...], Any] = {}
    for entry in found:
        count = entry.data.get("count")
        what = entry.data.get("label", entry.data.get("reason", ""))
        key: tuple[Any, ...] = (entry.pk,)
        if isinstance(count, int):
            minute = entry.received_at.replace(second=0, microsecond=0)
            key = (entry.kind, entry.subject_kind, entry.subject_id, what, minute)
        first = rows.setdefault(key, entry)
        if first is not entry:
            first.data = {**first.data, "count": first.data["count"] + count}
            first.division_path = _meeting(first.division_path, entry.division_path)
    return list(rows.values())


def _meeting(one: str, other: str) -> str:
    """The area that holds both."""
    above = set(ancestors(other))
    return max((path for path in ancestors(one) if path in above), key=len, default="")


def journal_page(scope: Scope, query: JournalQuery, *, size: int = 60) -> "Page[FeedRow]":
    """One page of the journal, narrowed by the query."""
    found = entries(scope, subject=query.subject, since=query.since, until=query.until)
    if query.room:
        found = found.filter(kind__startswith=f"{query.room}.")
    if query.area:
        found = found.filter(subtree(query.area))
    page: Page[Any] = Paginator(found, size).get_page(query.page)
    page.object_list = feed_rows(page.object_list)
    return page


def journal_rooms() -> list[tuple[str, str]]:
    """The rooms that write, for the filter."""
    codes = sorted({code.split(".")[0] for code in all_kinds()})
    return [(code, str(ROOM_WORDS.get(code, code))) for code in codes]


def feed_rows(found: Iterable[Any]) -> tuple[FeedRow, ...]:
    """Entries as rows; one query for all the names of places."""
    page = list(found)
    names = names_of({entry.division_path[:VILLAGE] for entry in page if entry.division_path})
    return tuple(_row(entry, names) for entry in page)


#: What was said at the same moment needs no second time.
SAME_MOMENT = timedelta(minutes=1)


def _made(entry: Any) -> str:
    """When a phone without signal wrote it; the list runs by when the county heard of it."""
    if abs(entry.received_at - entry.at) < SAME_MOMENT:
        return ""
    return gettext("手机记的时间 {time}").format(time=cn_time(entry.at))


def _row(entry: Any, names: dict[str, str]) -> FeedRow:
    kind = all_kinds().get(entry.kind)
    place = names.get(entry.division_path[:VILLAGE], "")
    url, made = SUBJECT_URLS.get(entry.subject_kind, ""), _made(entry)
    return FeedRow(
        id=entry.pk,
        at=entry.received_at,
        icon=kind.icon if kind else "history",
        tone=TONES.get(kind.tone, "") if kind else "",
        title=entry.sentence,
        detail="",
        meta=" · ".join(filter(None, (place, entry.actor_label, made))),
        url=url.format(id=entry.subject_id) if url and entry.subject_id else "",
        actor=entry.actor_label,
        place=place,
        made=made,
        kind=entry.kind,
        is_drill=entry.is_drill,
    )
