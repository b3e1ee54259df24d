"""Bytes arrive, in pieces, more than once, in any weather."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Refusal, Stale
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.files import store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.rules import MAX_BYTES, over_limit, place_piece
from qianshao.files.selectors import demand_upload, load_of
from qianshao.files.services.keep import keep_soon
from qianshao.files.states import OPEN, EvidenceState

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Below this the disk belongs to answers and the journal, not to photos.
SPARE_DISK = 500 * 1024 * 1024


class NotNow(Refusal):
    """The sender should keep the file and try later."""

    status = 429


@dataclass(frozen=True)
class Header:
    """What a sender says of a file with every piece: its length, its SHA-256; when and where it was taken."""

    total: int
    sha256: str
    made_at: datetime | None = None
    position: Position | None = None


def receive_part(*, uid: UUID, offset: int, header: Header, data: bytes, actor: Actor, now: datetime) -> Evidence:
    """Take the bytes from ``offset`` on; the row's ``received`` then says where to go on.

    Sending a piece again, or a whole file again, changes nothing. A piece that would leave a gap is not taken.

    Raises:
        Invalid: no sensible length or digest, or the whole file does not match its digest (it then starts anew).
        Stale: another file was begun under this id, or another person's.
        NotNow: too much from this sender, or the disk is nearly full.
        NotFound: the id is somebody's elsewhere.
    """
    path = _home(actor)
    demand_upload(actor, uid)
    _check(header, offset, data)
    row = _row_of(uid, header, path, actor, now)
    if not row.is_open:
        return row
    piece = place_piece(offset, row.received)
    if not piece.wait and len(data) > piece.skip:
        _take(row, data[piece.skip :], now)
    if row.received == row.total:
        _finish(row, now)
    return row


def receive_whole(*, data: bytes, actor: Actor, now: datetime) -> Evidence:
    """A file from a desk form, in one piece."""
    header = Header(len(data), hashlib.sha256(data).hexdigest(), made_at=now)
    return receive_part(uid=uuid7(), offset=0, header=header, data=data, actor=actor, now=now)


def _home(actor: Actor) -> str:
    """The area a file belongs to until a record names it: the sender's own."""
    actor.demand("files.send", "")
    granted = sorted(path for path in actor.scope.grants if actor.scope.may("files.send", path or "0"))
    if not actor.user_id or not granted:
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    return granted[0]


def _check(header: Header, offset: int, data: bytes) -> None:
    if not 0 < header.total <= MAX_BYTES:
        raise Invalid("file.size", _("照片要在 {most} MB 以内，不能是空的。"), most=MAX_BYTES // 1024 // 1024)
    if not _SHA256.fullmatch(header.sha256):
        raise Invalid("file.digest", _("缺少照片的校验值，请重新拍照或更新手机端。"))
    if offset < 0 or offset + len(data) > header.total:
        raise Invalid("file.range", _("照片的长度不对，请重新上传。"))


def _row_of(uid: UUID, header: Header, path: str, actor: Actor, now: datetime) -> Evidence:
    row = _find(uid)
    if row is None:
        try:
            row = _begin(uid, header, path, actor, now)
        except IntegrityError:  # the same piece twice at once: the other request began it
            row = _find(uid)
    if row is None or row.owner_id != actor.user_id:
        raise Stale("file.changed", _("同一编号下已有另一张照片，请重新拍照。"))
    if not row.total and row.is_open:
        _announce(row, header, actor, now)
    if row.state != EvidenceState.ERASED and (row.total, row.sha256) != (header.total, header.sha256):
        raise Stale("file.changed", _("同一编号下已有另一张照片，请重新拍照。"))
    return row


def _find(uid: UUID) -> Evidence | None:
    found: Evidence | None = Evidence.objects.unscoped("a sender's file by its id").filter(uid=uid).first()
    return found


def _begin(uid: UUID, header: Header, path: str, actor: Actor, now: datetime) -> Evidence:
    _admit(header, actor, now)
    with transaction.atomic(durable=True):
        made: Evidence = Evidence.objects.create(
            uid=uid,
            state=EvidenceState.COMING,
            owner_id=actor.user_id or 0,
            owner_label=actor.label[:80],
            division_path=path,
            created_at=now,
            total=header.total,
            sha256=header.sha256,
            **_taken(header),
        )
    return made


def _admit(header: Header, actor: Actor, now: datetime) -> None:
    if over_limit(load_of(actor.user_id or 0, now), header.total):
        raise NotNow("file.too_many", _("今天上传的照片太多，先留在手机里，过后会自动再传。"))
    if shutil.disk_usage(settings.QIANSHAO_HOME).free < SPARE_DISK:
        raise NotNow("file.disk", _("服务器磁盘快满了，照片先留在手机里，过后会自动再传。"))


def _taken(header: Header) -> dict[str, Any]:
    facts: dict[str, Any] = {"made_at": header.made_at} if header.made_at else {}
    if where := header.position:
        facts |= {"lon": where.lon, "lat": where.lat, "accuracy": where.accuracy}
    return facts


def _announce(row: Evidence, header: Header, actor: Actor, now: datetime) -> None:
    """The first bytes of a photo that a record named before. What the record said of when and where stays."""
    _admit(header, actor, now)
    facts = {name: value for name, value in _taken(header).items() if getattr(row, name) is None}
    changes = {"state": EvidenceState.COMING, "total": header.total, "sha256": header.sha256, **facts}
    with transaction.atomic(durable=True):
        same = Evidence.objects.unscoped("as above").filter(pk=row.pk, total=0, state__in=OPEN)
        same.update(**changes)
    row.refresh_from_db()


def _take(row: Evidence, data: bytes, now: datetime) -> None:
    """Onto the disk first, then into the row: of two requests with the same piece one wins, the other's file goes."""
    before, name = row.received, store.put(data, row.raw_key)
    with transaction.atomic(durable=True):
        same = Evidence.objects.unscoped("as above").filter(pk=row.pk, received=before, state__in=OPEN)
        won = same.update(received=before + len(data), last_part_at=now)
        if won:
            EvidencePart.objects.create(evidence=row, offset=before, length=len(data), name=name)
    if not won:
        store.drop(name)
    row.refresh_from_db()


def _finish(row: Evidence, now: datetime) -> None:
    """All bytes are here: are they the ones that were meant?"""
    parts = list(row.parts.all())
    try:
        digest = hashlib.sha256(b"".join(store.get(part.name, row.raw_key) for part in parts)).hexdigest()
    except LookupError:
        digest = ""
    whole = Evidence.objects.unscoped("as above").filter(pk=row.pk, state__in=OPEN, received=row.total)
    with transaction.atomic(durable=True):
        if digest == row.sha256:
            whole.update(state=EvidenceState.ARRIVED, received_at=now)
        elif whole.update(state=EvidenceState.AWAITED, received=0, total=0, sha256=""):
            row.parts.all().delete()
    if digest != row.sha256:
        store.drop(*(part.name for part in parts))
        raise Invalid("file.damaged", _("照片在路上损坏了，会从头再传。"))
    row.refresh_from_db()
    keep_soon(row, now)
