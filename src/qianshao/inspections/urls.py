"""Addresses of patrols and inspections."""

from django.urls import path

from qianshao.inspections.views import draws, guidance, plans, self_check, visits

app_name = "inspections"
urlpatterns = [
    path("inspections/", visits.home, name="home"),
    path("inspections/export/", visits.export, name="export"),
    path("inspections/plans/", plans.plan_list, name="plans"),
    path("inspections/plans/new/", plans.plan_new, name="plan-new"),
    path("inspections/plans/<int:plan_id>/edit/", plans.plan_edit, name="plan-edit"),
    path("inspections/plans/<int:plan_id>/stop/", plans.plan_stop, name="plan-stop"),
    path("inspections/draws/", draws.draw_list, name="draws"),
    path("inspections/draws/new/", draws.draw_new, name="draw-new"),
    path("inspections/draws/<int:draw_id>/", draws.draw_page, name="draw"),
    path("inspections/draws/<int:draw_id>/tell/", draws.draw_tell, name="draw-tell"),
    path("inspections/draws/<int:draw_id>/void/", draws.draw_void, name="draw-void"),
    path("inspections/inspectors/", draws.inspector_list, name="inspectors"),
    path("inspections/inspectors/<int:inspector_id>/interest/", draws.interest_new, name="interest"),
    path("inspections/interests/<int:interest_id>/withdraw/", draws.interest_withdraw, name="interest-withdraw"),
    path("inspections/guidance/", guidance.guidance_list, name="guidances"),
    path("inspections/guidance/new/", guidance.guidance_new, name="guidance-new"),
    path("inspections/guidance/<int:guidance_id>/", guidance.guidance_page, name="guidance"),
    path("inspections/guidance/<int:guidance_id>/answer/", guidance.guidance_answer, name="guidance-answer"),
    path("inspections/guidance/<int:guidance_id>/record/", guidance.guidance_record, name="guidance-record"),
    path("inspections/staffing/", plans.staffing, name="staffing"),
    path("inspections/<int:visit_id>/", visits.visit_page, name="visit"),
    path("inspections/<int:visit_id>/start/", visits.visit_start, name="visit-start"),
    path("inspections/<int:visit_id>/finish/", visits.visit_finish, name="visit-finish"),
    path("inspections/<int:visit_id>/reason/", visits.visit_reason, name="visit-reason"),
    path("inspections/<int:visit_id>/cancel/", visits.visit_cancel, name="visit-cancel"),
    path("inspections/<int:visit_id>/hand/", visits.visit_hand, name="visit-hand"),
    path("inspections/<int:visit_id>/self-link/", self_check.link_new, name="self-link"),
    path("inspections/<int:visit_id>/self-link/end/", self_check.link_end, name="self-link-end"),
    path("selfcheck/<str:token>/", self_check.fill, name="self-check"),
    path("inspections/<int:visit_id>/print/", visits.visit_print, name="visit-print"),
]
