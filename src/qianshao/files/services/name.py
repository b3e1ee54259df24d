"""A record names its photos, usually before their bytes arrive."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.sync import Position
from qianshao.files.models import Evidence


def name_evidence(
    *,
    uids: Iterable[UUID],
    subject: tuple[str, int],
    division_path: str,
    made_at: datetime | None,
    position: Position | None,
    is_drill: bool = False,
    actor: Actor,
    now: datetime,
) -> list[UUID]:
    """Tie photos to what they show; part of the caller's verb and transaction, which has authorised.

    Each photo then belongs to the subject's area. A photo of somebody else, or of another subject, is left alone:
    nobody can draw another person's photo into view by knowing its id. Returns the ids that are tied.
    """
    wanted = list(dict.fromkeys(uids))
    known = {row.uid: row for row in Evidence.objects.unscoped("a record names its photos").filter(uid__in=wanted)}
    facts = _facts(subject, division_path, made_at, position, is_drill=is_drill)
    new = [uid for uid in wanted if uid not in known]
    Evidence.objects.bulk_create(
        [
            Evidence(uid=uid, owner_id=actor.user_id or 0, owner_label=actor.label[:80], created_at=now, **facts)
            for uid in new
        ]
    )
    tied = [uid for uid, row in known.items() if _may_tie(row, subject, actor)]
    Evidence.objects.unscoped("as above").filter(uid__in=tied).update(**facts)
    return [uid for uid in wanted if uid in {*new, *tied}]


def move_evidence(*, kind: str, ids: Iterable[int], division_path: str) -> int:
    """Photos go with their subjects (``kind`` and numbers) to another area; how many. Part of the caller's verb and
    transaction, which has authorised.
    """
    rows = Evidence.objects.unscoped("of subjects the caller's verb has authorised")
    return rows.filter(subject_kind=kind, subject_id__in=list(ids)).update(division_path=division_path)


def _may_tie(row: Evidence, subject: tuple[str, int], actor: Actor) -> bool:
    return row.owner_id == (actor.user_id or 0) and (row.subject_kind, row.subject_id) in ((("", None)), subject)


def _facts(
    subject: tuple[str, int], path: str, made_at: datetime | None, position: Position | None, *, is_drill: bool
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "division_path": path,
        "is_drill": is_drill,
    }
    if made_at:
        facts["made_at"] = made_at
    if position:
        facts |= {"lon": position.lon, "lat": position.lat, "accuracy": position.accuracy}
    return facts
