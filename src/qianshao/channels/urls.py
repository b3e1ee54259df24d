"""Addresses of the room. The list of channels is the desk's page."""

from django.urls import path

from qianshao.channels import views

app_name = "channels"
urlpatterns = [
    path("gateway/<slug:code>/callback", views.callback, name="callback"),
    path("channels/setup/", views.new, name="new"),
    path("channels/setup/<slug:code>/", views.edit, name="edit"),
    path("channels/setup/<slug:code>/enable/", views.enable, name="enable"),
    path("channels/setup/<slug:code>/disable/", views.disable, name="disable"),
    path("channels/setup/<slug:code>/test/", views.try_out, name="test"),
]
