"""Marks on views: who may open them. A view without a mark answers nobody (see ``ScopeMiddleware``)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotAllowed, Refusal
from qianshao.core.refusals import wants_json

View = TypeVar("View", bound=Callable[..., Any])


class NotSignedIn(Refusal):
    """Nobody has said who they are."""

    status = 401


@dataclass(frozen=True)
class Access:
    """A view's mark: an ``action`` to be held, ``personal`` to any login, or open to the ``public`` for a reason."""

    kind: Literal["action", "personal", "public"]
    detail: str


def requires(action: str) -> Callable[[View], View]:
    """Open to those who hold ``action`` anywhere; where exactly, the selectors and services decide."""
    return lambda view: _guard(view, Access("action", action), lambda request: demand_action(request, action))


def demand_action(request: Any, action: str) -> None:
    """Go on where whoever asks holds ``action`` anywhere.

    Raises:
        NotAllowed: they hold it nowhere.
    """
    if not request.scope.may(action):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))


def personal(reason: str) -> Callable[[View], View]:
    """Open to anybody who is logged in, about themselves only; ``reason`` says why no action is asked."""
    return lambda view: _guard(view, Access("personal", reason), lambda _request: None)


def public(reason: str) -> Callable[[View], View]:
    """Deliberately open to everybody; ``reason`` says why that is safe."""
    if not reason:
        raise ValueError("a public view says why it is public")

    def mark(view: View) -> View:
        try:
            marked: View = _marked(view, Access("public", reason))
        except AttributeError:  # a bound method takes no attributes
            marked = _marked(wraps(view)(lambda *args, **kwargs: view(*args, **kwargs)), Access("public", reason))
        return marked

    return mark


def access_of(view: Any) -> Access | None:
    """A view's mark, if it has one."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def _marked(view: Any, access: Access) -> Any:
    view.access = access
    view.required_action = access.detail if access.kind == "action" else ""
    return view


def _guard(view: View, access: Access, allowed: Callable[[Any], None]) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return _ask_login(request)
        allowed(request)
        return view(request, *args, **kwargs)

    marked: View = _marked(guarded, access)
    return marked


def _ask_login(request: HttpRequest) -> HttpResponse:
    """The login page, and back here afterwards; a program gets 401, a page fragment a redirect of its page."""
    if wants_json(request):
        raise NotSignedIn("login.needed", _("请先登录，或带上接口令牌。"))
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = "/login/"
        return response
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
