"""How programs, our own pages and phones come into the API: a token, the session with its CSRF token, a phone."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from qianshao.accounts.access import demand_action
from qianshao.core.errors import NotAllowed

SAFE = ("GET", "HEAD", "OPTIONS")
PHONE_HEADER = "X-Qianshao-Phone"


class ApiAuth(AuthBase):
    """The login of an operation. What it lets do is the operation's own mark (``requires``).

    Ninja's views are exempt from Django's CSRF check, so it is made here for whoever comes with a cookie.

    Args:
        action: the operation's action once more, where it takes a body with a schema: Ninja reads the body before the
            mark is asked, and whoever may not do it should hear that and not what is wrong with the body.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, action: str = "") -> None:
        super().__init__()
        self.action = action

    def __call__(self, request: Any) -> Any:
        """The user, or None for nobody.

        Raises:
            NotAllowed: a session without its CSRF token, a phone without its header, an action not held.
        """
        if request.device is not None:
            demand_phone_header(request)
        if not request.user.is_authenticated:
            return None
        if request.device is None and request.api_token is None and check_csrf(request):
            raise NotAllowed("csrf.failed", _("请求缺少校验码，请刷新页面后再试。"))
        if self.action:
            demand_action(request, self.action)
        return request.user


def demand_phone_header(request: Any) -> None:
    """A write with the phone's cookie carries our own header, which a browser sends for no other site.

    Raises:
        NotAllowed: it does not.
    """
    if request.method not in SAFE and request.headers.get(PHONE_HEADER) != "1":
        raise NotAllowed("phone.header", _("请求不是从手机端发出的，已拒绝。"))
