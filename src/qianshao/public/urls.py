"""Addresses of the public pages and of the desk page behind them."""

from django.urls import path

from qianshao.public.views import desk, pages

app_name = "public"
urlpatterns = [
    path("public/", pages.home, name="home"),
    path("public/shelter/<int:shelter_id>/", pages.shelter, name="shelter"),
    path("public/warnings/", pages.warnings, name="warnings"),
    path("public/teams/", pages.teams, name="teams"),
    path("public/calls/", pages.calls, name="calls"),
    path("public-desk/", desk.desk, name="desk"),
    path("public-desk/lines/new/", desk.line_new, name="line-new"),
    path("public-desk/lines/<int:line_id>/", desk.line_edit, name="line-edit"),
    path("public-desk/lines/<int:line_id>/drop/", desk.line_drop, name="line-drop"),
    path("public-desk/posters/", desk.poster_list, name="posters"),
    path("public-desk/posters/print/", desk.poster_sheets, name="poster-sheets"),
]
