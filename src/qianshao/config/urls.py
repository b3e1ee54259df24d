"""The site's addresses: each room brings its own."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from qianshao.accounts.access import public
from qianshao.config.api import api, marked_urls
from qianshao.config.rooms import ROOMS


@public("says that the pages are up, and nothing else")
def healthz(_request: HttpRequest) -> HttpResponse:
    """For supervisors: the pages are being served."""
    return HttpResponse("ok", content_type="text/plain")


def _room_urls() -> list[URLResolver]:
    with_pages = [room for room in ROOMS if find_spec(f"qianshao.{room}.urls")]
    return [path("", include(f"qianshao.{room}.urls")) for room in with_pages]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", public("chooses the language of one's own pages")(set_language), name="set_language"),
    path("api/v1/", marked_urls(api)),
    *_room_urls(),
]
