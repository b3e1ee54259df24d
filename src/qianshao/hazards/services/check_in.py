"""Somebody walked there and looked."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from qianshao.core.actor import Actor
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.files.services import name_evidence
from qianshao.geo.measure import distance_m
from qianshao.hazards.models import CheckIn, PatrolPoint
from qianshao.hazards.selectors.patrols import point_for
from qianshao.hazards.services.report import MOST_PHOTOS
from qianshao.hazards.services.where import area_of
from qianshao.journal.services import record


def check_in(
    *,
    point: int | str | None = None,
    found: bool,
    words: str = "",
    position: Position | None = None,
    evidence: Iterable[UUID] = (),
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    is_drill: bool = False,
    actor: Actor,
    now: datetime,
) -> CheckIn:
    """Record a look at a point (its id or the code of its sign), or anywhere on the way without one.

    A check-in far from its point is taken, with the distance: the officer who reads it judges (a phone in a gully
    may be 500 m wrong). A drill never counts as a real look.

    Raises:
        NotFound: the point is none of the actor's.
    """
    place = point_for(actor.scope, point) if point not in (None, "") else None
    if place:
        actor.demand("hazards.report", place.division_path)
    path = place.division_path if place else area_of(actor, "")
    photos = list(dict.fromkeys(evidence))[:MOST_PHOTOS]
    moment = min(made_at or now, now)
    with unit():
        made: CheckIn = CheckIn.objects.create(
            point=place,
            found=found,
            words=words[:300],
            made_at=moment,
            received_at=now,
            lon=position.lon if position else None,
            lat=position.lat if position else None,
            accuracy=position.accuracy if position else None,
            metres=_distance(place, position),
            by_id=actor.user_id,
            by_label=actor.label[:80],
            command_id=command_id,
            division_path=path,
            is_drill=is_drill,
        )
        made.photos = len(
            name_evidence(
                uids=photos,
                subject=("check_in", made.pk),
                division_path=path,
                made_at=moment,
                position=position,
                is_drill=is_drill,
                actor=actor,
                now=now,
            )
        )
        CheckIn.objects.unscoped("the check-in just made").filter(pk=made.pk).update(photos=made.photos)
        if place and not is_drill:
            _note(place, made)
        _record(made, actor, now)
    return made


def _record(made: CheckIn, actor: Actor, now: datetime) -> None:
    record(
        kind="hazards.checked_found" if made.found else "hazards.checked_in",
        actor=actor,
        now=now,
        at=made.made_at,
        subject=("check_in", made.pk),
        division_path=made.division_path,
        data={"point": made.point_id, "metres": made.metres and round(made.metres)},
        is_drill=made.is_drill,
    )


def _distance(place: PatrolPoint | None, position: Position | None) -> float | None:
    if place is None or position is None or place.lon is None or place.lat is None:
        return None
    return distance_m(place.lon, place.lat, position.lon, position.lat)


def _note(place: PatrolPoint, made: CheckIn) -> None:
    """The point's last look; check-ins may arrive in any order."""
    same = PatrolPoint.objects.unscoped("a point the verb has authorised").filter(pk=place.pk)
    newer = Q(last_check_at__isnull=True) | Q(last_check_at__lte=made.made_at)
    same.filter(newer).update(last_check_at=made.made_at, last_found=made.found)
