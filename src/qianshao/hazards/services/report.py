"""Somebody saw danger and says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.divisions.choices import places
from qianshao.files.services import name_evidence
from qianshao.hazards.models import Sighting
from qianshao.hazards.rules import Claim, read_trapped
from qianshao.hazards.selectors.kinds import kind_by_code
from qianshao.hazards.services.where import area_of
from qianshao.hazards.states import Trapped
from qianshao.journal.services import record

MOST_PHOTOS = 12


def report_danger(
    *,
    kind: str,
    trapped: Any = None,
    trapped_count: Any = None,
    place: str = "",
    words: str = "",
    division_path: str = "",
    position: Position | None = None,
    evidence: Iterable[UUID] = (),
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    is_drill: bool = False,
    actor: Actor,
    now: datetime,
) -> Sighting:
    """Take a report. Only ``kind`` is needed; an unknown one becomes 其他 and its code is kept in the words.

    ``trapped``: true, false, yes, no, unknown or a number (``rules.read_trapped``). An area that is not the
    reporter's becomes the reporter's own.

    Raises:
        NotAllowed: the actor may not report.
        Invalid: no kind at all.
    """
    path = area_of(actor, division_path)
    if not kind:
        raise Invalid("danger.kind", _("请选是什么险情。"))
    found, claim = kind_by_code(kind, now), read_trapped(trapped, trapped_count)
    if found["code"] != kind:
        words = f"{words} [{kind[:20]}]".strip()
    photos = list(dict.fromkeys(evidence))[:MOST_PHOTOS]
    with unit():
        sighting: Sighting = Sighting.objects.create(
            kind=found["code"],
            kind_name=found["name"],
            trapped=claim.trapped,
            trapped_count=claim.count,
            place=place[:120],
            words=words[:500],
            photos=len(photos),
            made_at=made_at or now,
            received_at=now,
            reporter_id=actor.user_id,
            reporter_label=actor.label[:80],
            source=actor.source,
            command_id=command_id,
            division_path=path,
            is_drill=is_drill,
            **_columns(position),
        )
        tied = name_evidence(
            uids=photos,
            subject=("sighting", sighting.pk),
            division_path=path,
            made_at=made_at or now,
            position=position,
            is_drill=is_drill,
            actor=actor,
            now=now,
        )
        if len(tied) != len(photos):
            Sighting.objects.unscoped("the report just made").filter(pk=sighting.pk).update(photos=len(tied))
        _record(sighting, claim, actor, now)
    return sighting


def _columns(position: Position | None) -> dict[str, float]:
    if position is None:
        return {}
    return {"lon": position.lon, "lat": position.lat, "accuracy": position.accuracy}


def _record(sighting: Sighting, claim: Claim, actor: Actor, now: datetime) -> None:
    where = places([sighting.division_path])[sighting.division_path]
    is_trapped = claim.trapped == Trapped.YES
    data: dict[str, Any] = {"kind": sighting.kind_name, "where": where, "photos": sighting.photos}
    if is_trapped:
        data["count"] = claim.count or "不明"  # zh: stored in the journal
    record(
        kind="hazards.trapped" if is_trapped else "hazards.reported",
        actor=actor,
        now=now,
        at=sighting.made_at,
        subject=("sighting", sighting.pk),
        division_path=sighting.division_path,
        data=data,
        is_drill=sighting.is_drill,
    )
