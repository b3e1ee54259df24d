"""Addresses of the register. Words that are no kinds come before the kinds."""

from django.urls import path

from qianshao.registry.views import bulk, checks, files, kinds, labels, records, requests

app_name = "registry"
_MOVES = ("adopt", "retire", "restore")
urlpatterns = [
    path("r/", checks.rounds, name="rounds"),
    path("r/<str:code>/", labels.scan, name="scan"),
    path("registry/", records.home, name="home"),
    path("registry/kinds/", kinds.kinds, name="kinds"),
    path("registry/kinds/<slug:kind>/", kinds.kind_edit, name="kind-edit"),
    path("registry/checks/", checks.checks, name="checks"),
    path("registry/requests/", requests.request_list, name="requests"),
    path("registry/requests/<int:request_id>/decide/", requests.request_decide, name="request-decide"),
    path("registry/requests/<int:request_id>/withdraw/", requests.request_withdraw, name="request-withdraw"),
    path("registry/imports/<int:batch_id>/", files.import_page, name="import"),
    path("registry/imports/<int:batch_id>/problems.xlsx", files.import_problems, name="import-problems"),
    path("registry/imports/<int:batch_id>/<str:what>/", files.import_act, name="import-act"),
    path("registry/records/<int:record_id>/", records.record, name="record"),
    path("registry/records/<int:record_id>/edit/", records.record_edit, name="record-edit"),
    path("registry/records/<int:record_id>/ask/", requests.ask_change, name="ask"),
    path("registry/records/<int:record_id>/verify/", records.record_verify, name="verify"),
    path("registry/records/<int:record_id>/reveal/", records.record_reveal, name="reveal"),
    path("registry/records/<int:record_id>/photo/", records.photo_new, name="photo"),
    path("registry/records/<int:record_id>/lines/", records.line_new, name="line-new"),
    path("registry/records/<int:record_id>/lines/<int:line_id>/drop/", records.line_drop, name="line-drop"),
    path("registry/records/<int:record_id>/label/", labels.label, name="label"),
    *(
        path(f"registry/records/<int:record_id>/{what}/", records.record_move, {"what": what}, name=what)
        for what in _MOVES
    ),
    path("registry/<slug:kind>/", records.kind_list, name="kind"),
    path("registry/<slug:kind>/new/", records.record_new, name="new"),
    path("registry/<slug:kind>/ask/", requests.ask_new, name="ask-new"),
    path("registry/<slug:kind>/bulk/", bulk.bulk, name="bulk"),
    path("registry/<slug:kind>/export.xlsx", records.kind_export, name="export"),
    path("registry/<slug:kind>/template.xlsx", files.import_template, name="template"),
    path("registry/<slug:kind>/import/", files.import_list, name="imports"),
    path("registry/<slug:kind>/labels/", labels.kind_labels, name="labels"),
]
