"""How Django's session finds its user; the door itself is ``services.log_in``."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from qianshao.accounts.models import User


class AccountBackend(BaseBackend):
    """Sessions of active users only: a disabled user's next request is anonymous."""

    def get_user(self, user_id: Any) -> Any:
        """The session's user, or None once disabled."""
        return User.objects.unscoped("a session names its own user").filter(pk=user_id, is_active=True).first()
