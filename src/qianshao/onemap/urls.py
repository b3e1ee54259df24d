"""Addresses of the map."""

from django.urls import URLPattern, path

from qianshao.onemap.views import page, tiles

app_name = "onemap"
urlpatterns: list[URLPattern] = [
    path("map/", page.home, name="home"),
    path("map/data.json", page.data, name="data"),
    path("map/area/", page.area, name="area"),
    path("map/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
]
