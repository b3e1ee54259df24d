"""Addresses of the map."""

from django.urls import URLPattern, path

from qianshao.onemap.views import base, files, ogc, page, paper, tiles

app_name = "onemap"
urlpatterns: list[URLPattern] = [
    path("map/", page.home, name="home"),
    path("map/data.json", page.data, name="data"),
    path("map/area/", page.area, name="area"),
    path("map/print.pdf", paper.sheet, name="print"),
    path("map/export/", files.exports, name="exports"),
    path("map/export/<slug:layer>.<slug:form>", files.export, name="export"),
    path("map/import/", files.import_page, name="import"),
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/conformance", ogc.conformance, name="ogc-conformance"),
    path("ogc/api", ogc.api, name="ogc-api"),
    path("ogc/collections", ogc.collection_list, name="ogc-collections"),
    path("ogc/collections/<slug:name>", ogc.collection_page, name="ogc-collection"),
    path("ogc/collections/<slug:name>/items", ogc.item_list, name="ogc-items"),
    path("ogc/collections/<slug:name>/items/<int:key>", ogc.item_page, name="ogc-item"),
    path("map/base/<slug:layer>/<int:z>/<int:x>/<int:y>", base.tile, name="base"),
    path("map/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
]
