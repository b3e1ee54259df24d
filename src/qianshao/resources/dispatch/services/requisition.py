"""The government uses what belongs to others: decided, taken over, given back or used up, assessed, paid."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.journal.services import record
from qianshao.resources.dispatch.services.steps import new_code, said
from qianshao.resources.dispatch.states import REQUISITION_MOVES
from qianshao.resources.models import ObjectSort, Requisition

_MOST_CENTS = 10**13


def order_requisition(
    *,
    division_path: str,
    issuer: str,
    basis: str,
    sort: str,
    name: str,
    use: str,
    quantity: int = 1,
    unit_name: str = "",
    order_no: str = "",
    owner_org: str = "",
    owner_name: str = "",
    owner_phone: str = "",
    return_by: datetime | None = None,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> Requisition:
    """Record the decision of a people's government (county or above, by law) to use something of somebody's.

    Raises:
        Invalid: who decided, on what basis, what, what for or whose is missing.
    """
    actor.demand("resources.requisition", division_path)
    texts = {"issuer": (issuer, 80), "basis": (basis, 300), "name": (name, 120), "use": (use, 200)}
    kept = {key: said(text, f"requisition.{key}", most) for key, (text, most) in texts.items()}
    if sort not in ObjectSort.values or quantity < 1:
        raise Invalid("requisition.object", _("请选征用什么、多少"))
    if not (owner_org.strip() or owner_name.strip()):
        raise Invalid("requisition.owner", _("请写被征用的单位或个人"))
    with unit():
        made = Requisition.objects.create(
            code=new_code("Z"),
            division_path=division_path,
            sort=sort,
            quantity=quantity,
            unit=unit_name.strip()[:10],
            order_no=order_no.strip()[:60],
            owner_org=owner_org.strip()[:120],
            owner_name=owner_name.strip()[:40],
            owner_phone=owner_phone.strip()[:20],
            return_by=return_by,
            ordered_at=now,
            ordered_by=actor.label[:80],
            ordered_by_id=actor.user_id,
            is_demo=is_demo,
            **kept,
        )
        _note("ordered", made, actor, now, issuer=made.issuer, name=_thing(made))
    return made


def take_over(*, requisition_id: int, condition: str, actor: Actor, now: datetime) -> Requisition:
    """The owner hands it over; ``condition`` goes onto the receipt.

    Raises:
        Invalid: no words on the condition.
    """
    found = _for(actor, requisition_id, "take")
    words = said(condition, "requisition.condition", 300)
    changes = {"condition": words, "taken_at": now, "taken_by": actor.label[:80]}
    return _step(found, "take", "taken", changes, actor, now, name=_thing(found))


def cancel_requisition(*, requisition_id: int, reason: str, actor: Actor, now: datetime) -> Requisition:
    """Not needed after all; nothing was taken."""
    found = _for(actor, requisition_id, "cancel")
    words = said(reason, "requisition.reason")
    return _step(found, "cancel", "cancelled", {"closed_at": now}, actor, now, reason=words)


def give_back(*, requisition_id: int, damage: str = "", actor: Actor, now: datetime) -> Requisition:
    """It is back with its owner; ``damage``: what is wrong with it, empty when nothing is."""
    found = _for(actor, requisition_id, "give_back")
    changes = {"returned_at": now, "damage": damage.strip()[:300]}
    return _step(found, "give_back", "returned", changes, actor, now, name=_thing(found))


def use_up(*, requisition_id: int, damage: str, actor: Actor, now: datetime) -> Requisition:
    """It is used up or destroyed and cannot be given back."""
    found = _for(actor, requisition_id, "use_up")
    changes = {"damage": said(damage, "requisition.damage", 300)}
    return _step(found, "use_up", "used_up", changes, actor, now, name=_thing(found))


def assess_damage(*, requisition_id: int, cents: int, assessed_by: str, actor: Actor, now: datetime) -> Requisition:
    """What is owed, in cents, and who assessed it.

    Raises:
        Invalid: no amount, nobody named.
    """
    found = _for(actor, requisition_id, "assess")
    who = said(assessed_by, "requisition.assessed_by", 80)
    if not 0 < cents <= _MOST_CENTS:
        raise Invalid("requisition.cents", _("请写应补偿的金额"))
    changes = {"assessed_cents": cents, "assessed_by": who, "assessed_at": now}
    return _step(found, "assess", "assessed", changes, actor, now, yuan=yuan(cents))


def close_unharmed(*, requisition_id: int, actor: Actor, now: datetime) -> Requisition:
    """It came back whole and nothing is owed.

    Raises:
        Invalid: damage is on record; that is assessed first.
    """
    found = _for(actor, requisition_id, "no_claim")
    if found.damage:
        raise Invalid("requisition.damaged", _("归还时记有损坏，要先评估再补偿"))
    return _step(found, "no_claim", "closed", {"closed_at": now}, actor, now)


def pay_compensation(*, requisition_id: int, voucher: str, actor: Actor, now: datetime) -> Requisition:
    """The assessed amount was paid; ``voucher``: the number of the payment.

    Raises:
        Invalid: no voucher.
    """
    found = _for(actor, requisition_id, "pay")
    paper = said(voucher, "requisition.voucher", 60)
    changes = {"paid_cents": found.assessed_cents, "paid_at": now, "voucher": paper, "closed_at": now}
    return _step(found, "pay", "paid", changes, actor, now, yuan=yuan(found.assessed_cents or 0))


def yuan(cents: int) -> str:
    """``1200.50``."""
    return f"{cents // 100}.{cents % 100:02d}"


def _thing(found: Requisition) -> str:
    return f"{found.name} {found.quantity} {found.unit}".strip()


def _for(actor: Actor, requisition_id: int, action: str) -> Requisition:
    rows = Requisition.objects.within(actor.scope)
    found: Requisition | None = rows.filter(pk=requisition_id).first()
    if found is None:
        raise NotFound("requisition.unknown", _("没有找到这次征用，或不在您的辖区"))
    actor.demand(REQUISITION_MOVES[action].permission, found.division_path)
    return found


def _step(
    found: Requisition,
    action: str,
    kind: str,
    changes: dict[str, Any],
    actor: Actor,
    now: datetime,
    **data: Any,
) -> Requisition:
    with unit():
        move(found, REQUISITION_MOVES[action], **changes)
        _note(kind, found, actor, now, **data)
    return found


def _note(kind: str, found: Requisition, actor: Actor, now: datetime, **data: Any) -> None:
    record(
        kind=f"requisition.{kind}",
        actor=actor,
        now=now,
        subject=("requisition", found.pk),
        division_path=found.division_path,
        data={"code": found.code, **data},
    )
