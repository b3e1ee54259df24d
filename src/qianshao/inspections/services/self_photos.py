"""Photos a keeper sends with a self-check: so many a point and a day, each opened by the child before it is taken."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid, Refusal
from qianshao.files.rules import MAX_BYTES
from qianshao.files.services import Brought, bring, drop_brought, look_into, write_brought
from qianshao.files.states import WHYS
from qianshao.inspections.models import SelfLink
from qianshao.inspections.selectors import number_in_force
from qianshao.inspections.services.finish import Reply
from qianshao.inspections.states import Result

#: Of one point, and of all together in one sending.
MOST_PHOTOS, MOST_BYTES = 4, 40 * 2**20
_MANY = _("一项最多 {n} 张照片，请去掉几张。")
_LARGE = _("照片太大，一张最多 {n} 兆，一次一共最多 {all} 兆，请换小的或去掉几张。")
_TODAY = _("今天这个链接收的照片够多了。请去掉照片再交，哪里不合格写清楚。")
_FULL = _("服务器现在存不下照片。请去掉照片再交，哪里不合格写清楚。")
Photos = Mapping[str, Sequence[bytes]]


class BadPhoto(Invalid):
    """A point's photo was not taken; ``item``: of which point."""

    def __init__(self, item: str, sentence: "str | Promise", /, **params: Any) -> None:
        super().__init__("self_check.photo", sentence, **params)
        self.item = item


class TooManyPhotos(Refusal):
    """The link has brought as many photos as it may within the day, or the disk has no room."""

    status = 429


def photos_of(replies: Sequence[Reply], photos: Photos) -> dict[str, list[bytes]]:
    """By point, those of what failed: nobody asks for a photo of what is all right."""
    failed = [reply.item for reply in replies if reply.result == Result.FAIL]
    return {item: list(photos[item]) for item in failed if photos.get(item)}


def admit_photos(link: SelfLink, given: Photos, now: datetime) -> None:
    """Let only what the county's limit allows and what is a picture go on.

    Raises:
        BadPhoto: too many, too large, or no picture. TooManyPhotos: of the day.
    """
    _refuse_sizes(given)
    count = sum(len(some) for some in given.values())
    if count and not _counted(link, count, now):
        raise TooManyPhotos("self_link.photos", _TODAY)
    for item, some in given.items():
        for photo in some:
            if why := look_into(photo):
                raise BadPhoto(item, WHYS[why])


def _refuse_sizes(given: Photos) -> None:
    left = MOST_BYTES
    for item, some in given.items():
        if len(some) > MOST_PHOTOS:
            raise BadPhoto(item, _MANY, n=MOST_PHOTOS)
        left -= sum(map(len, some))
        if left < 0 or any(len(photo) > MAX_BYTES for photo in some):
            raise BadPhoto(item, _LARGE, n=MAX_BYTES // 2**20, all=MOST_BYTES // 2**20)


def _counted(link: SelfLink, count: int, now: datetime) -> bool:
    """So many more this day, by one statement, if the county's limit lets them; refused ones are counted too: each
    is opened.
    """
    most = number_in_force("self_photos_day", now)
    rows = SelfLink.objects.unscoped("the link that is held").filter(pk=link.pk)
    over = Q(photos_since__isnull=True) | Q(photos_since__lte=now - timedelta(days=1))
    if count <= most and rows.filter(over).update(photos_since=now, photos=count):
        return True
    return bool(rows.exclude(over).filter(photos__lte=most - count).update(photos=F("photos") + count))


@contextmanager
def on_disk(given: Photos, division_path: str, now: datetime) -> Iterator[dict[str, list[Brought]]]:
    """Sealed on the disk before the transaction, off it again when that is refused.

    Raises:
        TooManyPhotos: the disk is nearly full.
    """
    brought: dict[str, list[Brought]] = {item: [] for item in given}
    try:
        for item, some in given.items():
            for photo in some:
                brought[item].append(_bring(photo, division_path, now))
        yield brought
    except BaseException:
        drop_brought(one for some in brought.values() for one in some)
        raise


def _bring(photo: bytes, division_path: str, now: datetime) -> Brought:
    found = bring(photo, division_path=division_path, now=now)
    if found is None:
        raise TooManyPhotos("self_link.disk", _FULL)
    return found


def with_photos(replies: Sequence[Reply], brought: Mapping[str, Sequence[Brought]]) -> list[Reply]:
    """The answers with the ids of their photos, whose rows are written now."""
    return [replace(reply, photos=_written(brought.get(reply.item, ()))) for reply in replies]


def _written(some: Sequence[Brought]) -> tuple[UUID, ...]:
    return tuple(row.uid for row in write_brought(some))
