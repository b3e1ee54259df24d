"""Addresses of money."""

from django.urls import path

from qianshao.resources.money import views

urlpatterns = [
    path("budget/", views.budget, name="budget"),
    path("budget/export.xlsx", views.budget_export, name="budget-export"),
    path("budget/new/", views.line_new, name="budget-new"),
    path("budget/matching/", views.matching, name="matching"),
    path("budget/matching/new/", views.matching_new, name="matching-new"),
    path("budget/bonds/", views.bonds, name="bonds"),
    path("budget/bonds/new/", views.bond_new, name="bond-new"),
    path("budget/bonds/<int:project_id>/", views.bond, name="bond"),
    path("budget/bonds/<int:project_id>/export.xlsx", views.bond_export, name="bond-export"),
    path("budget/bonds/<int:project_id>/edit/", views.bond_edit, name="bond-edit"),
    path("budget/bonds/<int:project_id>/items/", views.item_new, name="bond-item-new"),
    path("budget/bonds/<int:project_id>/items/<int:item_id>/", views.item_count, name="bond-item"),
    path("budget/<int:line_id>/", views.line, name="budget-line"),
    path("budget/<int:line_id>/edit/", views.line_edit, name="budget-edit"),
    path("budget/<int:line_id>/book/", views.line_book, name="budget-book"),
]
