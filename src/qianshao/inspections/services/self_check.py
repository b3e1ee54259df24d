"""An enterprise checks itself: the officer gives its keeper a link, the keeper fills in the checklist."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound, Refusal, Stale
from qianshao.core.scope import Scope
from qianshao.core.units import compound
from qianshao.inspections.models import SelfLink, Visit
from qianshao.inspections.selectors import class_name, link_by_token, number_in_force, self_check_due, visit_of
from qianshao.inspections.services.finish import Reply, Signing, finish_visit
from qianshao.inspections.services.self_photos import Photos, admit_photos, on_disk, photos_of, with_photos
from qianshao.inspections.services.visit import start_visit
from qianshao.inspections.services.writing import place_columns
from qianshao.inspections.states import Presence, VisitKind, VisitState
from qianshao.journal.services import record
from qianshao.registry.selectors import record_by_uid


class TooOften(Refusal):
    """A link has sent as much as it may within the hour."""

    status = 429


#: What the holder of a link may do at its place, and nowhere else.
_RIGHTS = frozenset({"inspections.do", "hazards.find", "hazards.view"})


def make_self_link(*, visit_id: int, actor: Actor, now: datetime) -> SelfLink:
    """A new link for the place of a self-check; one before it ends.

    Raises:
        NotFound, NotAllowed. Invalid: the visit is no self-check.
    """
    visit = visit_of(actor.scope, visit_id, viewer=actor.user_id)
    actor.demand("inspections.plan", visit.division_path)
    if visit.kind != VisitKind.SELF:
        raise Invalid("inspection.no_self_check", _("只有企业自查才有自查链接。"))
    with transaction.atomic(durable=True):
        _end(visit.place_uid, actor, now)
        made: SelfLink = SelfLink.objects.create(
            record_id=visit.record_id,
            place_uid=visit.place_uid,
            place_name=visit.place_name,
            place_class=visit.place_class,
            division_path=visit.division_path,
            made_at=now,
            maker_id=actor.user_id,
            maker_label=actor.label[:80],
            expires_at=now + timedelta(days=max(1, number_in_force("self_link_days", now))),
            is_demo=visit.is_demo,
        )
        _note("inspections.self_link_made", made, actor, now)
    return made


def revoke_self_link(*, visit_id: int, actor: Actor, now: datetime) -> None:
    """The link of the place of a self-check works no longer.

    Raises:
        NotFound, NotAllowed: not theirs. Stale: there is none (any more).
    """
    visit = visit_of(actor.scope, visit_id, viewer=actor.user_id)
    actor.demand("inspections.plan", visit.division_path)
    with transaction.atomic(durable=True):
        ended = _end(visit.place_uid, actor, now)
        if ended is None:
            raise Stale("self_link.none", _("这个场所没有在用的自查链接。"))
        _note("inspections.self_link_revoked", ended, actor, now)


def _end(place_uid: Any, actor: Actor, now: datetime) -> SelfLink | None:
    rows = SelfLink.objects.unscoped("the verb has authorised").filter(place_uid=place_uid, revoked_at__isnull=True)
    ended: SelfLink | None = rows.first()
    rows.update(revoked_at=now, revoker_label=actor.label[:80])
    return ended


def send_self_check(
    *,
    token: str,
    replies: Sequence[Reply],
    signer: str,
    words: str = "",
    photos: Photos | None = None,
    now: datetime,
) -> Visit:
    """The keeper's record: of the self-check that is due or was missed, else of one made now. It is told by the unit,
    proves nobody's presence, and what fails is a hazard, whose are the ``photos`` (the files of each failed point).

    Raises:
        NotFound: the link. TooOften: sent too often this hour. TooManyPhotos: of the day. Invalid: what the record
            lacks; BadPhoto: what is wrong with a point's photos.
    """
    link = link_by_token(token, now)
    who = str(_("{place}自查")).format(place=link.place_name)[:80]
    actor = Actor("link", who, "link", scope=Scope({link.division_path: _RIGHTS}))
    given = photos_of(replies, photos or {})
    admit_photos(link, given, now)
    with on_disk(given, link.division_path, now) as brought, compound():
        _count(link, now)
        visit = self_check_due(link, now) or _new(link, now)
        if visit.state != VisitState.STARTED:
            visit = start_visit(visit_id=visit.pk, told=Presence.UNIT, actor=actor, now=now)
        return finish_visit(
            visit_id=visit.pk,
            replies=with_photos(replies, brought),
            signing=Signing(signer=signer),
            words=words,
            actor=actor,
            now=now,
        )


def _new(link: SelfLink, now: datetime) -> Visit:
    place = record_by_uid(Scope.everything("the place of a link"), link.place_uid)
    if place is None:
        raise NotFound("self_link.unknown", _("这个链接用不了了，请向镇上要新的。"))
    today = now.astimezone(BEIJING).date()
    made: Visit = Visit.objects.create(
        kind=VisitKind.SELF,
        place_class=link.place_class,
        place_class_name=class_name(link.place_class, now),
        turn=today,
        due_at=datetime.combine(today, time(23, 59), BEIJING),
        state_at=now,
        **place_columns(place),
    )
    return made


def _count(link: SelfLink, now: datetime) -> None:
    """One more this hour, by one statement, if the county's limit lets it."""
    most = max(1, number_in_force("self_sends_hour", now))
    rows = SelfLink.objects.unscoped("the link that is held").filter(pk=link.pk)
    fresh = Q(counted_at__isnull=True) | Q(counted_at__lte=now - timedelta(hours=1))
    if rows.filter(fresh).update(counted_at=now, sends=1):
        return
    if not rows.filter(sends__lt=most).update(sends=F("sends") + 1):
        raise TooOften("self_link.often", _("交得太多了，请过一小时再交。"))


def _note(kind: str, link: SelfLink, actor: Actor, now: datetime) -> None:
    """The place, never the address."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("self_link", link.pk),
        division_path=link.division_path,
        data={"place": link.place_name},
    )
