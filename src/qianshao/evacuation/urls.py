"""Addresses of the evacuation."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "evacuation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianshao.evacuation.lists.urls")),
    path("", include("qianshao.evacuation.closing.urls")),
]
