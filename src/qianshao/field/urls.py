"""Addresses of the phone."""

from django.urls import path

from qianshao.field.views import answer

app_name = "field"
urlpatterns = [path("a/<str:token>", answer, name="answer")]
