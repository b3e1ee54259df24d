"""Addresses of the desk and the wall."""

from django.urls import URLPattern, path

from qianshao.desk.styleguide import styleguide

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("_styleguide/", styleguide, name="styleguide"),
]
