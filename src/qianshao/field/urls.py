"""Addresses of the phone."""

from django.urls import path

from qianshao.field.views.answer import answer
from qianshao.field.views.app import app, code, manifest, worker
from qianshao.field.views.quarantine import quarantine, quarantine_decide

app_name = "field"
urlpatterns = [
    path("a/<str:token>", answer, name="answer"),
    path("quarantine/", quarantine, name="quarantine"),
    path("quarantine/<int:command_id>/<str:what>/", quarantine_decide, name="quarantine-decide"),
    path("m/", app, name="app"),
    path("m/app.webmanifest", manifest, name="manifest"),
    path("m/sw.js", worker, name="worker"),
    path("m/code/<str:version>/<str:name>", code, name="code"),
]
