"""Addresses of alerts."""

from django.urls import path

from qianshao.alerts.views import compose, decide, lists, table

app_name = "alerts"
urlpatterns = [
    path("alerts/", lists.alert_list, name="list"),
    path("alerts/intake/", lists.intake, name="intake"),
    path("alerts/new/", compose.compose_new, name="compose"),
    path("alerts/<int:key>/", lists.alert_page, name="alert"),
    path("alerts/<int:key>/cap.xml", lists.alert_cap, name="cap"),
    path("alerts/<int:key>/edit/", compose.compose_edit, name="edit"),
    path("alerts/<int:key>/submit/", decide.submit, name="submit"),
    path("alerts/<int:key>/return/", decide.send_back, name="return"),
    path("alerts/<int:key>/withdraw/", decide.withdraw, name="withdraw"),
    path("alerts/<int:key>/release/", decide.release, name="release"),
    path("hazards-table/", table.table, name="table"),
    path("hazards-table/new/", table.hazard_new, name="hazard_new"),
    path("hazards-table/hazards/<slug:code>/", table.hazard_edit, name="hazard_edit"),
    path("hazards-table/reach/<slug:colour>/", table.reach_edit, name="reach_edit"),
]
