"""Addresses of resources."""

from django.urls import URLPattern, URLResolver, include, path

from qianshao.resources.views import files, reserves, standards, stock

app_name = "resources"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianshao.resources.dispatch.urls")),
    path("", include("qianshao.resources.money.urls")),
    path("", include("qianshao.resources.planning.urls")),
    path("supplies/", stock.supplies, name="supplies"),
    path("supplies/export.xlsx", stock.export, name="export"),
    path("supplies/items/", standards.item_list, name="items"),
    path("supplies/items/new/", standards.item_new, name="item-new"),
    path("supplies/items/<int:item_id>/", stock.item_page, name="item"),
    path("supplies/items/<int:item_id>/edit/", standards.item_edit, name="item-edit"),
    path("supplies/policy/", standards.policy, name="policy"),
    path("supplies/minimums/", standards.minimum_list, name="minimums"),
    path("supplies/minimums/new/", standards.minimum_new, name="minimum-new"),
    path("supplies/minimums/<int:minimum_id>/", standards.minimum_edit, name="minimum"),
    path("supplies/reserves/", reserves.reserve_list, name="reserves"),
    path("supplies/reserves/new/", reserves.reserve_new, name="reserve-new"),
    path("supplies/reserves/<int:reserve_id>/", reserves.reserve_page, name="reserve"),
    path("supplies/reserves/<int:reserve_id>/edit/", reserves.reserve_edit, name="reserve-edit"),
    path("supplies/reserves/<int:reserve_id>/end/", reserves.reserve_end, name="reserve-end"),
    path("supplies/reserves/<int:reserve_id>/reveal/", reserves.reserve_reveal, name="reserve-reveal"),
    path("supplies/imports/", files.import_list, name="imports"),
    path("supplies/imports/template.xlsx", files.import_template, name="template"),
    path("supplies/imports/<int:file_id>/", files.import_page, name="import"),
    path("supplies/imports/<int:file_id>/problems.xlsx", files.import_problems, name="import-problems"),
    path("supplies/imports/<int:file_id>/<str:what>/", files.import_act, name="import-act"),
    path("supplies/stores/<int:store_id>/", stock.store_page, name="store"),
    path("supplies/stores/<int:store_id>/receive/", stock.receive, name="receive"),
    path("supplies/stores/<int:store_id>/count/", stock.count, name="count"),
    path("supplies/stores/<int:store_id>/count/book/", stock.count_book, name="count-book"),
    path("supplies/batches/<int:batch_id>/hand-out/", stock.hand_out, name="hand-out"),
]
