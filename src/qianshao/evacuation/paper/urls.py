"""Addresses of paper; the room's own addresses include them."""

from django.urls import path

from qianshao.evacuation.paper import views

_ONE = "evacuation/<int:order_id>/"
urlpatterns = [
    path(f"{_ONE}paper/", views.paper_home, name="paper"),
    path(f"{_ONE}paper/doors/", views.door_list, name="paper-doors"),
    path(f"{_ONE}paper/register/<int:shelter_id>/", views.shelter_register, name="paper-register"),
    path(f"{_ONE}paper-entry/", views.paper_entry, name="paper-entry"),
    path(f"{_ONE}export.xlsx", views.ledger_export, name="ledger-export"),
]
