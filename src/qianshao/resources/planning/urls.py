"""Addresses of planning."""

from django.urls import path

from qianshao.resources.planning import views

urlpatterns = [
    path("planning/", views.home, name="planning"),
    path("planning/reserve/", views.reserve, name="plan-reserve"),
    path("planning/fire/", views.fire, name="plan-fire"),
    path("planning/serve/", views.serve, name="plan-serve"),
    path("planning/figures/", views.figure_list, name="figures"),
    path("planning/figures/<slug:code>/", views.figure_edit, name="figure"),
    path("planning/<int:run_id>/", views.plan, name="plan"),
]
