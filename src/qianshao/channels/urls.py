"""Addresses of the room."""

from django.urls import path

from qianshao.channels import views

app_name = "channels"
urlpatterns = [path("gateway/<slug:code>/callback", views.callback, name="callback")]
