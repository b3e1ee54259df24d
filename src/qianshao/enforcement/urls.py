"""Addresses of enforcement."""

from django.urls import path

from qianshao.enforcement.views import cases, papers, registers

app_name = "enforcement"
urlpatterns = [
    path("enforcement/", cases.case_list, name="cases"),
    path("enforcement/new/", cases.case_new, name="case-new"),
    path("enforcement/export/", cases.export, name="export"),
    path("enforcement/officers/", registers.officers, name="officers"),
    path("enforcement/officers/new/", registers.officer_new, name="officer-new"),
    path("enforcement/officers/<int:officer_id>/", registers.officer_edit, name="officer"),
    path("enforcement/officers/<int:officer_id>/retire/", registers.officer_retire, name="officer-retire"),
    path("enforcement/delegations/", registers.delegations, name="delegations"),
    path("enforcement/delegations/new/", registers.delegation_new, name="delegation-new"),
    path("enforcement/delegations/<int:delegation_id>/end/", registers.delegation_end, name="delegation-end"),
    path("enforcement/templates/", papers.templates, name="templates"),
    path("enforcement/templates/save/", papers.template_save, name="template-save"),
    path("enforcement/templates/withdraw/", papers.template_withdraw, name="template-withdraw"),
    path("enforcement/templates/file/", papers.template_file, name="template-file"),
    path("enforcement/papers/<int:document_id>/", papers.document_file, name="document"),
    path("enforcement/<int:case_id>/papers/", papers.document_make, name="document-make"),
    path("enforcement/<int:case_id>/", cases.case_page, name="case"),
    path("enforcement/<int:case_id>/handle/", cases.act_handle, name="act-handle"),
    path("enforcement/<int:case_id>/approve/", cases.act_approve, name="act-approve"),
    path("enforcement/<int:case_id>/decide/", cases.act_decide, name="act-decide"),
]
