"""Addresses of resources."""

from django.urls import URLPattern, URLResolver, include, path

from qianshao.resources.views import stock

app_name = "resources"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianshao.resources.dispatch.urls")),
    path("", include("qianshao.resources.money.urls")),
    path("", include("qianshao.resources.planning.urls")),
    path("supplies/", stock.supplies, name="supplies"),
    path("supplies/export.xlsx", stock.export, name="export"),
    path("supplies/items/<int:item_id>/", stock.item_page, name="item"),
    path("supplies/stores/<int:store_id>/", stock.store_page, name="store"),
    path("supplies/stores/<int:store_id>/receive/", stock.receive, name="receive"),
    path("supplies/stores/<int:store_id>/count/", stock.count, name="count"),
    path("supplies/stores/<int:store_id>/count/book/", stock.count_book, name="count-book"),
    path("supplies/batches/<int:batch_id>/hand-out/", stock.hand_out, name="hand-out"),
]
