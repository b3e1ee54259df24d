"""Addresses of planning."""

from django.urls import path

from qianshao.resources.planning import views

urlpatterns = [
    path("planning/", views.home, name="planning"),
    path("planning/reserve/", views.reserve, name="plan-reserve"),
    path("planning/fire/", views.fire, name="plan-fire"),
    path("planning/serve/", views.serve, name="plan-serve"),
    path("planning/serve/open/", views.serve_open, name="plan-open"),
    path("planning/figures/", views.figure_list, name="figures"),
    path("planning/figures/<slug:code>/", views.figure_edit, name="figure"),
    path("planning/<int:run_id>/", views.plan, name="plan"),
    path("planning/<int:run_id>/propose/", views.propose, name="plan-propose"),
    path("planning/<int:run_id>/approve/", views.approve, name="plan-approve"),
]
