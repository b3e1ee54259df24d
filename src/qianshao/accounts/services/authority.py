"""Who may manage whom: only inside one's area, never upwards, never the last administrator away."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Grant, User
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed

ADMINISTRATOR = "county_admin"
MANAGE = "accounts.manage"


def manages(actor: Actor, path: str) -> bool:
    """Whether the actor manages users at ``path``; the whole site (empty) needs a grant over it."""
    if path:
        return actor.scope.may(MANAGE, path)
    return actor.scope.whole or MANAGE in actor.scope.grants.get("", ())


def demand_manage(actor: Actor, path: str) -> None:
    """Let the verb go on only where the actor manages users at ``path``.

    Raises:
        NotAllowed, NotFound: not theirs to manage.
    """
    if path:
        actor.demand(MANAGE, path)
    elif not manages(actor, path):
        raise NotAllowed("user.site", _("只有全站管理员能管理全站用户。"))


def demand_over(actor: Actor, user: User, now: datetime) -> None:
    """Let the verb go on only if the actor manages the user's unit and every area the user holds a role in.

    Else the administrator of one town could reset the password of somebody of the county and become them.

    Raises:
        NotAllowed, NotFound: not theirs to manage.
    """
    demand_manage(actor, user.division_path)
    rows = Grant.objects.on(now.astimezone(clock.BEIJING).date()).filter(user=user)
    if not all(manages(actor, path or "") for path in rows.values_list("division__path", flat=True)):
        raise NotAllowed("user.above", _("这个用户还有您辖区以外的权限，请找上级管理员办理。"))


def keep_an_administrator(now: datetime, *, without_user: int = 0, without_grant: int = 0) -> None:
    """Refuse what would leave the site without an active administrator.

    Raises:
        NotAllowed: it is the last one.
    """
    day = now.astimezone(clock.BEIJING).date()
    holders = Grant.objects.on(day).filter(role=ADMINISTRATOR, user__is_active=True)
    # Locked on PostgreSQL, so that two administrators cannot remove each other at once; SQLite has one writer.
    rows = list(holders.select_for_update().values_list("id", "user_id"))
    left = [row for row in rows if row[0] != without_grant and row[1] != without_user]
    if rows and not left:
        raise NotAllowed("user.last_admin", _("这是最后一个系统管理员，不能去掉。"))
