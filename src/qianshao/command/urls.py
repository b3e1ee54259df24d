"""Addresses of command."""

from django.urls import path

from qianshao.command import views

app_name = "command"
urlpatterns = [
    path("reactions/", views.reactions, name="reactions"),
    path("reactions/<int:key>/retry/", views.retry, name="retry"),
    path("reactions/proposals/<slug:hazard>/", views.sheet_edit, name="sheet"),
    path("suggestions/<int:key>/dismiss/", views.dismiss, name="dismiss"),
]
