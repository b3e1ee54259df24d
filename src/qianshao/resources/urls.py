"""Addresses of resources."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "resources"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianshao.resources.dispatch.urls")),
    path("", include("qianshao.resources.money.urls")),
    path("", include("qianshao.resources.planning.urls")),
]
