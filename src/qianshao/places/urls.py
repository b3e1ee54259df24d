"""Addresses of shelters."""

from django.urls import path

from qianshao.places.views import files, inspections, shelters, standards

app_name = "places"
urlpatterns = [
    path("shelters/", shelters.shelter_list, name="shelters"),
    path("shelters/export.xlsx", shelters.shelter_export, name="export"),
    path("shelters/new/", shelters.shelter_new, name="shelter-new"),
    path("shelters/standards/", standards.standards, name="standards"),
    path("shelters/standards/class/<int:class_id>/", standards.class_edit, name="class-edit"),
    path("shelters/standards/item/<int:item_id>/", standards.item_edit, name="item-edit"),
    path("shelters/standards/item/new/", standards.item_new, name="item-new"),
    path("shelters/imports/", files.import_list, name="imports"),
    path("shelters/imports/template.xlsx", files.import_template, name="template"),
    path("shelters/imports/<int:batch_id>/", files.import_page, name="import"),
    path("shelters/imports/<int:batch_id>/problems.xlsx", files.import_problems, name="import-problems"),
    path("shelters/imports/<int:batch_id>/<str:what>/", files.import_act, name="import-act"),
    path("shelters/<int:shelter_id>/", shelters.shelter_page, name="shelter"),
    path("shelters/<int:shelter_id>/edit/", shelters.shelter_edit, name="shelter-edit"),
    path("shelters/<int:shelter_id>/retire/", shelters.shelter_retire, name="shelter-retire"),
    path("shelters/<int:shelter_id>/state/", shelters.shelter_state, name="shelter-state"),
    path("shelters/<int:shelter_id>/reveal/", shelters.shelter_reveal, name="shelter-reveal"),
    path("shelters/<int:shelter_id>/inspect/", inspections.inspect, name="inspect"),
    path("shelters/<int:shelter_id>/sheet/", inspections.sheet, name="sheet"),
    path("shelters/<int:shelter_id>/needs/", shelters.need_new, name="need-new"),
    path("shelters/<int:shelter_id>/needs/<int:need_id>/answer/", shelters.need_answer, name="need-answer"),
]
