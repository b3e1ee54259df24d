"""Keys for programs."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import ApiToken, Grant
from qianshao.accounts.permissions import actions_held
from qianshao.accounts.rules import api_secret, secret_digest
from qianshao.accounts.selectors import role_overrides, user_by_id
from qianshao.accounts.services.authority import demand_over
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.journal.services import record

LONGEST_DAYS = 366


class Issued(NamedTuple):
    """A token and its secret, shown once and stored only hashed."""

    token: ApiToken
    secret: str


def issue_token(
    *, actor: Actor, now: datetime, grant_id: int, name: str, days: int, actions: tuple[str, ...] = ()
) -> Issued:
    """A key that acts as the grant's user, through that grant only, narrowed to ``actions`` when given.

    Raises:
        NotFound: no such grant in the actor's area.
        Invalid: no name, a term outside 1 to 366 days, or an action the role does not hold.
    """
    grant = Grant.objects.filter(pk=grant_id, revoked_at__isnull=True).first()
    if grant is None:
        raise NotFound("grant.unknown", _("没有找到这项授权。"))
    user = user_by_id(actor.scope, grant.user_id)
    demand_over(actor, user, now)
    if not name.strip() or not 1 <= days <= LONGEST_DAYS:
        raise Invalid("token.term", _("请写明用途，有效期 1 到 366 天。"))
    if not set(actions) <= actions_held(grant.role, role_overrides()):
        raise Invalid("token.actions", _("令牌的权限不能超出角色。"))
    secret = api_secret()
    with transaction.atomic(durable=True):
        token = ApiToken.objects.create(
            grant=grant,
            name=name.strip()[:60],
            digest=secret_digest(secret),
            actions=sorted(actions),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        _note("accounts.token_issued", token, actor, now)
    return Issued(token, secret)


def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> ApiToken:
    """Take a key back at once.

    Raises:
        NotFound: no such living token in the actor's area.
    """
    token = ApiToken.objects.select_related("grant__user").filter(pk=token_id, revoked_at__isnull=True).first()
    if token is None:
        raise NotFound("token.unknown", _("没有找到这个令牌。"))
    demand_over(actor, user_by_id(actor.scope, token.grant.user_id), now)
    with transaction.atomic(durable=True):
        ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
        _note("accounts.token_revoked", token, actor, now)
    return token


def _note(kind: str, token: ApiToken, actor: Actor, now: datetime) -> None:
    user = token.grant.user
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("user", user.pk),
        division_path=user.division_path,
        data={"name": user.label, "token": token.name},
    )
