"""Verbs on users: come in, be granted, be trusted with a full number."""

from qianshao.accounts.services.door import log_in, record_logout
from qianshao.accounts.services.grants import grant_role, revoke_role
from qianshao.accounts.services.reveal import reveal_personal
from qianshao.accounts.services.roles import publish_roles
from qianshao.accounts.services.tokens import issue_token, revoke_token
from qianshao.accounts.services.users import (
    change_password,
    create_user,
    disable_user,
    enable_user,
    reset_password,
    set_password,
)

__all__ = [
    "change_password",
    "create_user",
    "disable_user",
    "enable_user",
    "grant_role",
    "issue_token",
    "log_in",
    "publish_roles",
    "record_logout",
    "reset_password",
    "reveal_personal",
    "revoke_role",
    "revoke_token",
    "set_password",
]
