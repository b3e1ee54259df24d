"""Dates of guards, requests, tips, cases and visits come near or pass: told by the county's table, each row once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import override

from qianshao.command.models import ToldDate
from qianshao.command.selectors.dates import SOURCES, Source
from qianshao.command.services.due import Due, day_of
from qianshao.command.services.telling import tell
from qianshao.command.services.ways import Way, ways
from qianshao.core.ids import uuid7
from qianshao.divisions.choices import places

#: What came due longer ago than this is no news: a table the county has just written tells nobody of its past.
_NEWS = timedelta(days=7)
_CHUNK = 500
_MOST_WORDS = 50
Found = tuple[Source, Way, ToldDate, object]


def tell_dates(now: datetime, limit: int) -> int:
    """Tell at most ``limit`` matters of each row of the table; how many. Two engines never tell the same."""
    table = ways(now)
    with transaction.atomic(durable=True), override(settings.LANGUAGE_CODE):  # what is stored is the site's language
        found = [
            one for source in SOURCES for way in table.get(source.what, []) for one in _fresh(source, way, now, limit)
        ]
        mine = _claim([told for _source, _way, told, _row in found])
        due = list(_due([one for one in found if _name(one[2]) in mine], mine))
        tell(due, now)
    return len(due)


def _fresh(source: Source, way: Way, now: datetime, limit: int) -> Iterable[Found]:
    """Rows whose moment has come, and that nobody was told of for this date and row of the table."""
    told = ToldDate.objects.filter(
        source=source.name, subject_id=OuterRef("pk"), step=way.code, due_at=OuterRef(source.field)
    )
    until, since = now - way.after, now - way.after - _NEWS
    window = {f"{source.field}__lte": until, f"{source.field}__gt": max(since, now) if way.is_before else since}
    rows = source.rows().filter(~Exists(told), **window).order_by(source.field, "pk")[:limit]
    for row in rows:
        due_at = source.date_of(row)
        yield source, way, ToldDate(source=source.name, subject_id=row.pk, step=way.code, due_at=due_at, at=now), row


def _name(told: ToldDate) -> tuple[str, int, str, datetime]:
    return told.source, told.subject_id, told.step, told.due_at


def _claim(rows: list[ToldDate]) -> dict[tuple[str, int, str, datetime], int]:
    """The rows this engine was the first to write; another one's wait here and are left to it."""
    if not rows:
        return {}
    batch: UUID = uuid7()
    for row in rows:
        row.batch = batch
    ToldDate.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
    return {_name(row): row.pk for row in ToldDate.objects.filter(batch=batch)}


def _due(found: list[Found], mine: dict[tuple[str, int, str, datetime], int]) -> Iterable[Due]:
    read = [(source, way, told, source.read(row)) for source, way, told, row in found]
    where = places(sorted({one.path for _source, _way, _told, one in read}))
    for source, way, told, one in read:
        what = f"{where[one.path]}{one.title}"[:_MOST_WORDS]
        sentence = one.soon if way.is_before and one.soon else one.late
        line = sentence.format(what=what, no=one.no, day=day_of(told.due_at), **dict(one.more))
        yield Due(
            source.name, mine[_name(told)], one.subject, str(source.label), one.no, line, one.path, way.roles,
            way.code, 0, way.way, is_urging=not way.is_before, is_drill=one.is_drill,
            thing=f"{source.name}{told.subject_id}",
        )  # fmt: skip
