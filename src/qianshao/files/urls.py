"""Addresses of pictures."""

from django.urls import path

from qianshao.files import views

app_name = "files"
urlpatterns = [
    path("files/<uuid:uid>/", views.photo, name="photo"),
    path("files/<uuid:uid>/whole/", views.whole, name="whole"),
    path("files/<uuid:uid>/small/", views.thumb, name="thumb"),
]
