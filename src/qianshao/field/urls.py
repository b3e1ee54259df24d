"""Addresses of the phone."""

from django.urls import path

from qianshao.field.views.answer import answer
from qianshao.field.views.app import app, code, manifest, worker

app_name = "field"
urlpatterns = [
    path("a/<str:token>", answer, name="answer"),
    path("m/", app, name="app"),
    path("m/app.webmanifest", manifest, name="manifest"),
    path("m/sw.js", worker, name="worker"),
    path("m/code/<str:version>/<str:name>", code, name="code"),
]
