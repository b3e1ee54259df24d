"""How programs and our own pages come into the API: a bearer token, or the session with a CSRF token."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from qianshao.core.errors import NotAllowed


class ApiAuth(AuthBase):
    """The login of an operation. What it lets do is the operation's own mark (``requires``).

    Ninja's views are exempt from Django's CSRF check, so it is made here for whoever comes with a cookie.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: Any) -> Any:
        """The user, or None for nobody.

        Raises:
            NotAllowed: a session without its CSRF token.
        """
        if not request.user.is_authenticated:
            return None
        if request.api_token is None and check_csrf(request):
            raise NotAllowed("csrf.failed", _("请求缺少校验码，请刷新页面后再试。"))
        return request.user
