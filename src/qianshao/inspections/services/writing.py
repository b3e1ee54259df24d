"""What every verb of the room does: find, refuse in words, tell the journal."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.inspections.models import Visit
from qianshao.inspections.rules import may_arrange, may_visit
from qianshao.inspections.selectors.visits import visit_of
from qianshao.journal.services import record

RACED = _("别人刚刚改过，请刷新后再看。")
_SENTENCES = {
    "code": _("码不对，不是这个场所的。"),
    "no_presence": _("没有扫码、输码，也没有定位，请写一句为什么。"),
    "unknown_item": _("有的检查项不在这张检查表上。"),
    "unanswered": _("还有检查项没有选结果。"),
    "no_words": _("不合格的要写一句哪里不合格。"),
    "no_photo": _("不合格的要拍照。"),
    "few_inspectors": _("监督检查的人数不够，请选全检查人员。"),
    "no_officer": _("检查人员要在检查人员名录里，执法证在有效期内。"),
    "no_refusal": _("被检查人拒绝签字的，请写明情况。"),
    "no_signer": _("请写被检查单位签字人的姓名，拒签的请勾选并写明。"),
    "reason": _("请写原因。"),
    "plan": _("请写名称，选类型、场所类别和所在区划。"),
    "plan_name": _("这个区划已有同名的安排。"),
    "plan_days": _("这类场所没有定多少天一次，请在这里写，或先改标准。"),
    "plan_who": _("请选由谁去：一个人，或一种岗位。"),
    "draw": _("请写名称，选场所类别、区划和期限。"),
    "draw_date": _("期限要晚于现在。"),
    "few_places": _("可抽的场所不够。"),
    "few_drawn": _("有场所找不到足够的、没有利害关系的检查人员。"),
    "guidance": _("请选要什么指导，写什么事、什么情况。"),
    "guidance_who": _("请选或者写谁去。"),
    "guidance_day": _("请写哪一天去，从今天起一年以内。"),
    "guidance_advice": _("请写看了什么、提了什么意见。"),
    "guidance_done": _("请写哪一天去的，不能晚于今天，也不能早于一年前。"),
    "interest": _("请选场所，或写单位名称。"),
    "interest_words": _("请写明什么关系。"),
}


def refuse(fault: str) -> None:
    """Let the verb go on only if nothing is wrong.

    Raises:
        Invalid: with the code ``inspection.<fault>``.
    """
    if fault:
        raise Invalid(f"inspection.{fault}", _SENTENCES[fault])


def open_visit(actor: Actor, visit_id: int, action: str, version: int | None = None) -> Visit:
    """The visit, if this actor may do ``action`` to it and nobody changed it since ``version``.

    Raises:
        NotFound, NotAllowed: not theirs, or sealed. Stale: changed meanwhile.
    """
    visit = visit_of(actor.scope, visit_id, viewer=actor.user_id)
    actor.demand(action, visit.division_path)
    if version is not None and version != visit.version:
        raise Stale("state.raced", RACED)
    return visit


def own_visit(actor: Actor, visit_id: int, version: int | None = None) -> Visit:
    """The visit, if this actor may start and finish it (``rules.rights``).

    Raises:
        NotFound, Stale: as ``open_visit``. NotAllowed: also when it was drawn for others.
    """
    visit = open_visit(actor, visit_id, "inspections.do", version)
    seats = list(visit.seats.values_list("user_id", flat=True)) if visit.draw_id is not None else []
    if not may_visit(actor.scope, actor.user_id, visit, seats):
        raise NotAllowed("inspection.not_seated", _("这次抽查由抽到的检查人员去，别人不能记录。"))
    return visit


def arranged_visit(actor: Actor, visit_id: int, version: int | None = None) -> Visit:
    """The visit, if this actor may hand it over or cancel it (``rules.rights``).

    Raises:
        NotFound, Stale: as ``open_visit``. NotAllowed: also when somebody above arranged it.
    """
    visit = open_visit(actor, visit_id, "inspections.plan", version)
    if not may_arrange(actor.scope, actor.user_id, visit):
        raise NotAllowed("inspection.not_arranged", _("这次检查是上级安排的，只有安排的一方能改派或取消。"))
    return visit


def tell(kind: str, visit: Visit, actor: Actor, now: datetime, *, at: datetime | None = None, **data: Any) -> None:
    """Write what happened to a visit into the journal. Never of a sealed one."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        at=at,
        subject=("visit", visit.pk),
        division_path=visit.division_path,
        data={"kind": str(visit.kind_label), "place": visit.place_name, **data},
    )


def place_columns(place: Any) -> dict[str, Any]:
    """What a visit keeps of a place of the register."""
    return {
        "record_id": place.pk,
        "place_uid": place.uid,
        "place_name": place.name,
        "owner_org": place.owner_org,
        "address": place.address,
        "code": place.code,
        "division_path": place.division_path,
        "lon": place.lon,
        "lat": place.lat,
        "is_demo": place.is_demo,
    }
