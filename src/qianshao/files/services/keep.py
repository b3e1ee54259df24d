"""A file that is whole becomes a picture to look at, or is refused."""

import hashlib
import threading
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.units import unit
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.files.pictures import NoPicture, Picture, fault_of, make_picture
from qianshao.files.rules import MAX_TRIES, watermark
from qianshao.files.states import EvidenceState
from qianshao.journal.services import record

#: Of the threads that serve pages, one at most waits for a picture; the sweep does the rest.
_one_at_a_time = threading.Semaphore(1)


def keep_soon(row: Evidence, now: datetime) -> None:
    """Make the picture at once, if it is known when it was taken and no other one is being made."""
    if row.state != EvidenceState.ARRIVED or not row.made_at or not _one_at_a_time.acquire(blocking=False):
        return
    try:
        keep_picture(row, actor=Actor.system("files.keep"), now=now)
    finally:
        _one_at_a_time.release()


def look_into(data: bytes) -> str:
    """Why it is no picture, one of ``states.WHYS``, for a verb that refuses it at once. Empty: it is one, or another
    is being made just now and it is found out later.
    """
    if not _one_at_a_time.acquire(blocking=False):
        return ""
    try:
        return fault_of(data)
    finally:
        _one_at_a_time.release()


def keep_picture(row: Evidence, *, actor: Actor, now: datetime) -> bool:
    """Decode in the child, seal picture and thumbnail, forget the file as it came. False: it stays, or is refused.

    A child that dies may have died of a full machine: such a file is tried ``MAX_TRIES`` times.
    """
    _count_try(row)
    try:
        data = b"".join(store.get(part.name, row.raw_key) for part in row.parts.all())
        picture = make_picture(data, watermark(row.made_at, clock.BEIJING, row.lon, row.lat, row.accuracy))
    except LookupError:
        return _refuse(row, "broken", actor, now)
    except NoPicture as error:
        final = error.why != "child" or row.tries >= MAX_TRIES
        return _refuse(row, error.why, actor, now) if final else False
    return keep_made(row, picture, actor=actor, now=now)


def _count_try(row: Evidence) -> None:
    """Before the attempt, so that a file which takes the whole process down is not tried for ever."""
    row.tries += 1
    Evidence.objects.unscoped("one file, by its own sweep").filter(pk=row.pk).update(tries=row.tries)


def keep_made(row: Evidence, picture: Picture, *, actor: Actor, now: datetime) -> bool:
    """Seal a finished picture and its thumbnail; forget the file as it came. False: somebody was faster."""
    names = [store.put(data, row.raw_key) for data in (picture.kept, picture.thumb, picture.masked) if data]
    old = [part.name for part in row.parts.all()]
    kept_sha256 = hashlib.sha256(picture.kept).hexdigest()
    with unit():
        won = _arrived(row).update(
            state=EvidenceState.KEPT,
            kept_at=now,
            kept_sha256=kept_sha256,
            kept_bytes=len(picture.kept),
            kept_name=names[0],
            thumb_name=names[1],
            masked_name="".join(names[2:]),
            faces=picture.faces,
            width=picture.width,
            height=picture.height,
            exif_at=picture.exif_at,
            exif_lon=picture.exif_lon,
            exif_lat=picture.exif_lat,
        )
        if won:
            row.parts.all().delete()
            data = {"uid": str(row.uid), "sha256": row.sha256, "kept_sha256": kept_sha256}
            _record("files.kept", row, data, actor, now)
    store.drop(*(old if won else names))
    row.refresh_from_db()
    return bool(won)


def _refuse(row: Evidence, why: str, actor: Actor, now: datetime) -> bool:
    old = [part.name for part in row.parts.all()]
    with transaction.atomic(durable=True):
        won = _arrived(row).update(state=EvidenceState.REFUSED, why=why)
        if won:
            row.parts.all().delete()
            _record("files.refused", row, {"uid": str(row.uid), "why": why}, actor, now)
    if won:
        store.drop(*old)
    row.refresh_from_db()
    return False


def _arrived(row: Evidence) -> "QuerySet[Any]":
    return Evidence.objects.unscoped("one file, by its own sweep").filter(pk=row.pk, state=EvidenceState.ARRIVED)


def _record(kind: str, row: Evidence, data: dict[str, str], actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("evidence", row.pk),
        division_path=row.division_path,
        data=data,
        is_drill=row.is_drill,
    )
