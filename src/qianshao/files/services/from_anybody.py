"""Photos from people without a login: nobody to count by, so the verb they come with decides how many."""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from qianshao.core.actor import Actor
from qianshao.files import store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.rules import MAX_BYTES
from qianshao.files.services.receive import SPARE_DISK
from qianshao.files.states import EvidenceState

#: Strangers' photos stop long before those of phones and officers, whose evidence must still fit.
_SPARE_FOR_OWN = 4 * SPARE_DISK


@dataclass(frozen=True)
class Brought:
    """A photo on the disk that no row knows yet; a sweep removes it if none ever does."""

    row: Evidence
    name: str


def bring(data: bytes, *, division_path: str, now: datetime) -> Brought | None:
    """Onto the disk, sealed; outside of any transaction. None: empty, too big, or the disk is nearly full.

    What is inside is not looked at here: the child process opens it later, or refuses it.
    """
    if not 0 < len(data) <= MAX_BYTES or shutil.disk_usage(settings.QIANSHAO_HOME).free < _SPARE_FOR_OWN:
        return None
    row = Evidence(
        uid=uuid4(),  # by chance: a photo of somebody unknown tells nothing by its id
        state=EvidenceState.ARRIVED,
        owner_id=0,
        owner_label="",
        division_path=division_path,
        created_at=now,
        received_at=now,
        made_at=now,
        total=len(data),
        received=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return Brought(row, store.put(data, row.raw_key))


def write_brought(photos: Iterable[Brought]) -> list[Evidence]:
    """Their rows, in the caller's transaction."""
    rows = []
    for photo in photos:
        photo.row.pk = None  # written again after a rollback: a row of its own, never over one that came between
        photo.row.save(force_insert=True)
        EvidencePart.objects.create(evidence=photo.row, offset=0, length=photo.row.total, name=photo.name)
        rows.append(photo.row)
    return rows


def drop_brought(photos: Iterable[Brought]) -> None:
    """Off the disk again: the verb they came with was refused."""
    store.drop(*(photo.name for photo in photos))


def adopt_evidence(*, uids: Iterable[UUID], actor: Actor) -> list[UUID]:
    """Hand photos that no record has named to the one who takes their report in, inside the caller's verb, which has
    authorised; then ``name_evidence`` ties them as the actor's own.
    """
    wanted = list(uids)
    free = Evidence.objects.unscoped("the verb has authorised").filter(uid__in=wanted, subject_kind="")
    free.exclude(state=EvidenceState.ERASED).update(owner_id=actor.user_id or 0, owner_label=actor.label[:80])
    return wanted
