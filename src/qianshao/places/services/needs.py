"""A shelter lacks something; somebody says what is done about it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.units import unit
from qianshao.places.models import NeedKind, ShelterNeed
from qianshao.places.services.edit_shelter import note, shelter_for


def request_need(
    *, shelter_id: int, kind: str, words: str = "", is_urgent: bool = False, actor: Actor, now: datetime
) -> ShelterNeed:
    """Ask for something; the same kind that is still open takes the new words instead of being asked twice.

    Raises:
        Invalid: no such kind, or 其他 without words.
    """
    found = shelter_for(actor, shelter_id, "places.state")
    said = words.strip()[:200]
    if kind not in NeedKind.values:
        raise Invalid("need.kind", _("没有这一项"))
    if kind == NeedKind.OTHER and not said:
        raise Invalid("need.words", _("请写明缺什么"))
    with unit():
        rows = ShelterNeed.objects.unscoped("needs of a shelter found in scope").filter(
            shelter_id=found.pk, kind=kind
        )
        need: ShelterNeed | None = rows.filter(answered_at__isnull=True).select_for_update().first()
        if need is None:
            need = ShelterNeed(shelter=found, division_path=found.division_path, kind=kind)
            need.asked_at, need.asked_by = now, actor.label[:80]
        need.words, need.is_urgent = said or need.words, is_urgent or need.is_urgent
        need.save()
        note("places.need_asked", found, actor, now, {"what": str(NeedKind(kind).label), "words": said or "—"})
    return need


def answer_need(*, need_id: int, answer: str, actor: Actor, now: datetime) -> ShelterNeed:
    """Say what is done about it; that closes it.

    Raises:
        Invalid: no words.
        Stale: somebody answered before.
    """
    need: ShelterNeed | None = (
        ShelterNeed.objects.within(actor.scope).filter(pk=need_id).select_related("shelter").first()
    )
    if need is None:
        raise NotFound("need.unknown", _("没有找到，或不在您的辖区。"))
    actor.demand("places.edit", need.division_path)
    said = answer.strip()[:200]
    if not said:
        raise Invalid("need.answer", _("请写明怎么解决，例如：镇里 30 分钟内送到"))
    with unit():
        rows = ShelterNeed.objects.unscoped("found in scope").filter(pk=need.pk, answered_at__isnull=True)
        if not rows.update(answered_at=now, answered_by=actor.label[:80], answer=said):
            raise Stale("need.answered", _("别人已经答复了，请刷新。"))
        need.refresh_from_db()
        what = str(NeedKind(need.kind).label)
        note("places.need_answered", need.shelter, actor, now, {"what": what, "words": said})
    return need
