"""Addresses of people, households and imports."""

from django.urls import path

from qianshao.people.views import files, households, persons, zones

app_name = "people"
urlpatterns = [
    path("people/", persons.person_list, name="persons"),
    path("people/export.xlsx", persons.person_export, name="persons-export"),
    path("people/new/", persons.person_new, name="person-new"),
    path("people/posts/", persons.post_list, name="posts"),
    path("people/posts/edit/", persons.post_edit, name="post-edit"),
    path("people/<int:person_id>/", persons.person_page, name="person"),
    path("people/<int:person_id>/edit/", persons.person_edit, name="person-edit"),
    path("people/<int:person_id>/reveal/<str:field>/", persons.person_reveal, name="person-reveal"),
    path("people/<int:person_id>/phone/", persons.person_phone, name="person-phone"),
    path("people/<int:person_id>/verify/", persons.person_verify, name="person-verify"),
    path("people/<int:person_id>/retire/", persons.person_retire, name="person-retire"),
    path("people/<int:person_id>/posts/", persons.person_assign, name="person-assign"),
    path("people/<int:person_id>/posts/<int:assignment_id>/end/", persons.person_end_post, name="person-end-post"),
    path("households/", households.household_list, name="households"),
    path("households/export.xlsx", households.household_export, name="households-export"),
    path("households/new/", households.household_new, name="household-new"),
    path("households/<int:household_id>/", households.household_page, name="household"),
    path("households/<int:household_id>/edit/", households.household_edit, name="household-edit"),
    path("households/<int:household_id>/member/", households.member_new, name="member-new"),
    path("households/<int:household_id>/member/<int:member_id>/", households.member_edit, name="member-edit"),
    path("households/<int:household_id>/reveal/", households.household_reveal, name="household-reveal"),
    path("households/<int:household_id>/move/", households.household_move, name="household-move"),
    path("households/<int:household_id>/retire/", households.household_retire, name="household-retire"),
    path("zones/", zones.zone_list, name="zones"),
    path("zones/new/", zones.zone_new, name="zone-new"),
    path("zones/<int:zone_id>/", zones.zone_page, name="zone"),
    path("zones/<int:zone_id>/edit/", zones.zone_edit, name="zone-edit"),
    path("zones/<int:zone_id>/settle/", zones.zone_settle, name="zone-settle"),
    path("zones/<int:zone_id>/retire/", zones.zone_retire, name="zone-retire"),
    path("imports/", files.import_list, name="imports"),
    *[
        path(f"imports/template/{kind}.xlsx", files.import_template, {"kind": kind}, name=f"template-{kind}")
        for kind in ("persons", "households", "divisions")
    ],
    path("imports/<int:batch_id>/", files.import_page, name="import"),
    path("imports/<int:batch_id>/problems.xlsx", files.import_problems, name="import-problems"),
    path("imports/<int:batch_id>/<str:what>/", files.import_act, name="import-act"),
]
