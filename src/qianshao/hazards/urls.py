"""Addresses of dangers and patrols."""

from django.urls import path

from qianshao.hazards.views import dangers, kinds, patrols

app_name = "hazards"
urlpatterns = [
    path("dangers/", dangers.danger_list, name="dangers"),
    path("dangers/new/", dangers.danger_new, name="danger-new"),
    path("dangers/kinds/", kinds.kinds, name="kinds"),
    path("dangers/<int:sighting_id>/", dangers.danger_page, name="danger"),
    path("dangers/<int:sighting_id>/handle/", dangers.danger_handle, name="danger-handle"),
    path("dangers/<int:sighting_id>/merge/", dangers.danger_merge, name="danger-merge"),
    path("dangers/<int:sighting_id>/split/", dangers.danger_split, name="danger-split"),
    path("dangers/<int:sighting_id>/photos/erase/", dangers.photos_erase, name="photos-erase"),
    path("patrol/", patrols.point_list, name="points"),
    path("patrol/new/", patrols.point_new, name="point-new"),
    path("patrol/signs/", patrols.signs, name="signs"),
    path("patrol/<int:point_id>/", patrols.point_page, name="point"),
    path("patrol/<int:point_id>/edit/", patrols.point_edit, name="point-edit"),
    path("patrol/<int:point_id>/retire/", patrols.point_retire, name="point-retire"),
]
