"""The API at /api/v1/: every room's router, one login, one shape of refusal.

An operation without a mark (``requires``, ``personal``, ``public``) stops the site from starting.
"""

from importlib import import_module
from importlib.util import find_spec
from inspect import getclosurevars
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import PathView

from qianshao.accounts.access import access_of, public
from qianshao.accounts.api_access import ApiAuth
from qianshao.config.rooms import ROOMS
from qianshao.core.errors import Refusal

SCHEMA_REASON = "describes the interface and holds no data"
OPERATIONS_REASON = "each operation carries its own mark"


def build() -> NinjaAPI:
    """The API with the routers of all installed rooms, each under its room's name unless it has a ``PREFIX``."""
    api = NinjaAPI(
        title="前哨 Qianshao",  # zh: the product's name
        version="1",
        auth=ApiAuth(),
        docs_url=None,  # its page needs inline scripts, which our CSP forbids
        docs_decorator=public(SCHEMA_REASON),
    )
    for room in ROOMS:
        if find_spec(f"qianshao.{room}.api"):
            found = import_module(f"qianshao.{room}.api")
            api.add_router(getattr(found, "PREFIX", f"/{room}"), found.router, tags=[room])
    _answer_errors(api)
    return api


def marked_urls(api: NinjaAPI) -> tuple[list[Any], str, str]:
    """The API's addresses, each view marked with its operations' marks by method.

    Raises:
        ImproperlyConfigured: an operation without a mark.
    """
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and access_of(pattern.callback) is None:
            _mark(pattern)
    return patterns, app, namespace


def _mark(pattern: URLPattern) -> None:
    view: Any = pattern.callback
    owner = getclosurevars(view).nonlocals.get("self") if hasattr(view, "__closure__") else None
    if not isinstance(owner, PathView):
        pattern.callback = public("the root of the API, which answers 404")(view)
        return
    view.operations = {}
    for operation in owner.operations:
        access = access_of(operation.view_func)
        if access is None:
            raise ImproperlyConfigured(f"API operation {operation.view_func.__qualname__} has no mark")
        view.operations |= dict.fromkeys(operation.methods, access)
    public(OPERATIONS_REASON)(view)


def _answer_errors(api: NinjaAPI) -> None:
    def refusal(request: HttpRequest, error: Any) -> HttpResponse:
        return api.create_response(request, {"code": error.code, "message": str(error)}, status=error.status)

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        fields = [_field(one) for one in error.errors]
        words = "；".join(f"{one['field']}：{one['problem']}" for one in fields)
        return api.create_response(request, {"code": "input.invalid", "message": words, "fields": fields}, status=422)

    def nobody(request: HttpRequest, _error: Any) -> HttpResponse:
        body = {"code": "login.needed", "message": _("请先登录，或带上接口令牌。")}
        return api.create_response(request, body, status=401)

    def missing(request: HttpRequest, _error: Any) -> HttpResponse:
        return api.create_response(request, {"code": "not_found", "message": _("没有找到。")}, status=404)

    def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
        body = {"code": "input.unreadable", "message": _("读不懂发来的内容，请检查格式。")}
        return api.create_response(request, body, status=error.status_code)

    handlers = (
        (Refusal, refusal),
        (ValidationError, invalid),
        (AuthenticationError, nobody),
        (Http404, missing),
        (HttpError, unreadable),
    )
    for kind, handler in handlers:
        api.exception_handler(kind)(handler)


def _field(error: dict[str, Any]) -> dict[str, str]:
    """One validation error in Chinese, with where it is (``body.days``)."""
    where = ".".join(str(part) for part in error["loc"] if part != "payload")
    return {"field": where, "problem": _problem(error["type"])}


def _problem(kind: str) -> str:
    words = {
        "missing": _("必须填写"),
        "string_too_long": _("太长"),
        "string_too_short": _("太短"),
        "extra_forbidden": _("不认识的字段"),
        "enum": _("不在可选范围内"),
        "literal_error": _("不在可选范围内"),
        "greater_than_equal": _("超出范围"),
        "less_than_equal": _("超出范围"),
        "greater_than": _("超出范围"),
        "less_than": _("超出范围"),
    }
    stems = {
        "int": _("要填整数"),
        "float": _("要填数字"),
        "bool": _("要填是或否"),
        "date": _("要填日期"),
        "datetime": _("要填带时区的时间"),
        "list": _("要填列表"),
        "string": _("要填文字"),
    }
    return words.get(kind) or stems.get(kind.split("_")[0]) or _("格式不对")


api = build()
