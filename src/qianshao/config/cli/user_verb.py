"""``qianshao user``: the operator at the console adds people, gives roles, sets passwords anew."""

import argparse

from django.utils.translation import gettext as _

from qianshao.accounts.selectors import users
from qianshao.accounts.services.grants import grant_role
from qianshao.accounts.services.users import create_user, disable_user, reset_password
from qianshao.config.cli.out import say
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound
from qianshao.core.permissions import ROLES
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import division_by_code

CONSOLE = Actor.system("控制台", source="cli")  # zh: stored in the journal
EVERYWHERE = Scope.everything("the operator at the console")


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = part.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a new person; prints a one-time password")
    add.add_argument("username")
    add.add_argument("--name", default="", help="display name")
    add.add_argument("--role", choices=sorted(ROLES), required=True)
    add.add_argument("--area", default="", metavar="CODE", help="12-digit code; without it: the whole site")
    for action, help_text in (("reset", "a new one-time password"), ("disable", "no more logins")):
        actions.add_parser(action, help=help_text).add_argument("username")
    actions.add_parser("list", help="who can log in")


def run(given: argparse.Namespace) -> int:
    """Do the action."""
    now = clock.now()
    if given.action == "add":
        return _add(given)
    if given.action == "list":
        for user in users(EVERYWHERE):
            say(f"{user.username}\t{user.display_name}\t{'' if user.is_active else _('已停用')}")
        return 0
    user_id = _user_id(given.username)
    if given.action == "disable":
        disable_user(actor=CONSOLE, now=now, user_id=user_id)
        say(_("已停用 {name}").format(name=given.username))
        return 0
    created = reset_password(actor=CONSOLE, now=now, user_id=user_id)
    say(_("一次性密码：{password}").format(password=created.password))
    return 0


def _add(given: argparse.Namespace) -> int:
    now = clock.now()
    path = division_by_code(EVERYWHERE, given.area).path if given.area else ""
    created = create_user(
        actor=CONSOLE, now=now, username=given.username, display_name=given.name or given.username, division_path=path
    )
    grant_role(actor=CONSOLE, now=now, user_id=created.user.pk, role=given.role, division_path=path)
    say(_("已添加 {name}，一次性密码：{password}").format(name=given.username, password=created.password))
    say(_("第一次登录时必须改密码。"))
    return 0


def _user_id(username: str) -> int:
    found = users(EVERYWHERE).filter(username=username.lower()).first()
    if found is None:
        raise NotFound("user.unknown", _("没有用户 {name}"), name=username)
    return int(found.pk)
