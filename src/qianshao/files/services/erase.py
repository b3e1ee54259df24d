"""A photo is forgotten: its key goes, then its files. No copy of the files, wherever it lies, can be opened again.

A backup of the database from before still holds the key. So the ids of erased photos are also written to
``QIANSHAO_HOME/keys/erased``, which no backup replaces, and a restore forgets them again before anybody looks.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed
from qianshao.core.units import unit
from qianshao.files import store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.rules import NEVER_ERASED
from qianshao.files.states import EvidenceState
from qianshao.journal.services import record


def erase_evidence(*, uids: Iterable[UUID], reason: str, actor: Actor, now: datetime) -> int:
    """Forget photos for good. Returns how many were not forgotten before.

    Raises:
        NotAllowed: the actor may not erase in one of their areas, or one is evidence of a case; then none is.
    """
    rows = list(Evidence.objects.within(actor.scope).filter(uid__in=list(uids)).exclude(state=EvidenceState.ERASED))
    for row in rows:
        actor.demand("files.erase", row.division_path)
        if row.subject_kind in NEVER_ERASED:
            raise NotAllowed("file.evidence", _("这是执法案件的证据，不能销毁。"))
    if not rows:
        return 0
    names = _names(rows)
    with unit():
        _forget(rows, reason, actor, now)
        for path in sorted({row.division_path for row in rows}):
            here = [row for row in rows if row.division_path == path]
            record(
                kind="files.erased",
                actor=actor,
                now=now,
                subject=("evidence", here[0].pk if len(here) == 1 else None),
                division_path=path,
                data={"count": len(here), "reason": reason[:200], "uids": [str(row.uid) for row in here]},
                is_drill=all(row.is_drill for row in here),
            )
        transaction.on_commit(lambda: _bury([row.uid for row in rows], names))
    return len(rows)


def forget_subject(*, subject: tuple[str, int], now: datetime) -> int:
    """Forget the photos of an affair whose personal data are destroyed; inside the caller's transaction, which has
    authorised and journals it.
    """
    everything = Evidence.objects.unscoped("an affair's photos, whoever sent them")
    mine = everything.filter(subject_kind=subject[0], subject_id=subject[1])
    rows = [] if subject[0] in NEVER_ERASED else list(mine.exclude(state=EvidenceState.ERASED))
    if rows:
        names = _names(rows)
        _forget(rows, "", Actor.system("files.forget"), now)
        transaction.on_commit(lambda: _bury([row.uid for row in rows], names))
    return len(rows)


def _names(rows: Sequence[Evidence]) -> list[str]:
    parts = EvidencePart.objects.filter(evidence__in=rows).values_list("name", flat=True)
    return [*parts, *(name for row in rows for name in row.file_names)]


def _forget(rows: Sequence[Evidence], reason: str, actor: Actor, now: datetime) -> None:
    EvidencePart.objects.filter(evidence__in=rows).delete()
    Evidence.objects.unscoped("rows the verb has authorised").filter(pk__in=[row.pk for row in rows]).update(
        state=EvidenceState.ERASED,
        key="",
        kept_name="",
        thumb_name="",
        masked_name="",
        faces=None,
        lon=None,
        lat=None,
        accuracy=None,
        exif_at="",
        exif_lon=None,
        exif_lat=None,
        erased_at=now,
        erased_by=actor.label[:80],
        erase_reason=reason[:200],
    )


def _bury(uids: Sequence[UUID], names: Sequence[str]) -> None:
    """Write down that they are gone, then remove the files."""
    with _grave().open("a") as file:
        file.writelines(f"{uid}\n" for uid in uids)
        file.flush()
        os.fsync(file.fileno())
    store.drop(*names)


def _grave() -> Path:
    place: Path = settings.QIANSHAO_HOME / "keys" / "erased"
    return place


def forget_again(now: datetime) -> int:
    """After a restore, forget what was erased since the backup was made; also what a crash left half done.

    Returns how many photos came back and went again.
    """
    known = {UUID(line) for line in _grave().read_text().split()} if _grave().exists() else set()
    everything = Evidence.objects.unscoped("erased photos must stay erased, whoever restores")
    back = list(everything.filter(uid__in=known).exclude(state=EvidenceState.ERASED))
    erased = set(everything.filter(state=EvidenceState.ERASED).values_list("uid", flat=True))
    if back:
        names = _names(back)
        with transaction.atomic(durable=True):
            _forget(back, "", Actor.system("files.forget"), now)
        store.drop(*names)
    if missing := sorted(erased - known):
        _bury(missing, [])
    return len(back)
