"""Giving and taking roles."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Grant, User
from qianshao.accounts.selectors import user_by_id
from qianshao.accounts.services.authority import demand_manage, demand_over, keep_an_administrator
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.permissions import ROLES
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record


def grant_role(
    *,
    actor: Actor,
    now: datetime,
    user_id: int,
    role: str,
    division_path: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Grant:
    """Give a user a role at ``division_path`` and below (empty: the whole site), from today unless said otherwise.

    Raises:
        NotAllowed: oneself, or an area the actor does not manage.
        Invalid: an unknown role, turned dates, or a role already held there.
    """
    user = user_by_id(actor.scope, user_id)
    demand_over(actor, user, now)
    demand_manage(actor, division_path)
    if actor.user_id == user.pk:
        raise NotAllowed("grant.self", _("不能给自己授权，请另一位管理员办理。"))
    if role not in ROLES:
        raise Invalid("grant.role", _("没有这个角色。"))
    day = valid_from or now.astimezone(clock.BEIJING).date()
    if valid_to and valid_to < day:
        raise Invalid("grant.dates", _("结束日期早于开始日期。"))
    division = division_by_path(actor.scope, division_path) if division_path else None
    with transaction.atomic(durable=True):
        if Grant.objects.on(day).filter(user=user, role=role, division=division).exists():
            raise Invalid("grant.held", _("已经有这个角色了。"))
        grant = Grant.objects.create(user=user, role=role, division=division, valid_from=day, valid_to=valid_to)
        _note("accounts.role_granted", grant, user, actor, now)
    return grant


def revoke_role(*, actor: Actor, now: datetime, grant_id: int) -> Grant:
    """Take a role back at once; its tokens die with it.

    Raises:
        NotFound: no such grant in the actor's area, or already taken back.
        NotAllowed: the last administrator's.
    """
    grant = Grant.objects.select_related("division").filter(pk=grant_id, revoked_at__isnull=True).first()
    if grant is None:
        raise NotFound("grant.unknown", _("没有找到这项授权。"))
    user = user_by_id(actor.scope, grant.user_id)
    demand_over(actor, user, now)
    with transaction.atomic(durable=True):
        keep_an_administrator(now, without_grant=grant.pk)
        if not Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=now):
            raise NotFound("grant.unknown", _("没有找到这项授权。"))
        _note("accounts.role_revoked", grant, user, actor, now)
    return grant


def _note(kind: str, grant: Grant, user: User, actor: Actor, now: datetime) -> None:
    area = grant.division.name if grant.division else str(_("全站"))
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("user", user.pk),
        division_path=grant.division.path if grant.division else user.division_path,
        data={"name": user.label, "role": str(ROLES[grant.role]), "area": area},
    )
