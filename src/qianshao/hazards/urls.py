"""Addresses of dangers and patrols."""

from django.urls import path

from qianshao.hazards.views import assist, dangers, kinds, ledger, patrols, standards, whistles

app_name = "hazards"
urlpatterns = [
    path("hazards/", ledger.ledger, name="ledger"),
    path("hazards/new/", ledger.hazard_new, name="hazard-new"),
    path("hazards/assist/", assist.assist_new, name="assist-new"),
    path("hazards/<int:hazard_id>/eye/", assist.assist_eye, name="assist-eye"),
    path("hazards/export/", ledger.export, name="ledger-export"),
    path("hazards/standards/", standards.standards, name="standards"),
    path("hazards/standards/publish/", standards.standard_publish, name="standard-publish"),
    path("hazards/<int:hazard_id>/", ledger.hazard_page, name="hazard"),
    path("hazards/<int:hazard_id>/find/", ledger.act_find, name="act-find"),
    path("hazards/<int:hazard_id>/verify/", ledger.act_verify, name="act-verify"),
    path("hazards/<int:hazard_id>/assign/", ledger.act_assign, name="act-assign"),
    path("hazards/<int:hazard_id>/fix/", ledger.act_fix, name="act-fix"),
    path("hazards/<int:hazard_id>/accept/", ledger.act_accept, name="act-accept"),
    path("hazards/<int:hazard_id>/close/", ledger.act_close, name="act-close"),
    path("hazards/<int:hazard_id>/supervise/", ledger.act_supervise, name="act-supervise"),
    path("whistles/", whistles.whistle_list, name="whistles"),
    path("whistles/new/", whistles.whistle_new, name="whistle-new"),
    path("whistles/ranking/", whistles.ranking, name="ranking"),
    path("whistles/<int:whistle_id>/", whistles.whistle_page, name="whistle"),
    path("whistles/<int:whistle_id>/answer/", whistles.act_answer, name="whistle-answer"),
    path("whistles/<int:whistle_id>/whistle/", whistles.act_whistle, name="whistle-act"),
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
