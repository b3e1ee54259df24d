"""Addresses of disposal; the room's own addresses include them."""

from django.urls import path

from qianshao.evacuation.closing import views

urlpatterns = [
    path("evacuation/disposals/", views.disposal_list, name="disposals"),
    path("evacuation/<int:order_id>/disposal/", views.disposal_page, name="disposal"),
    path("evacuation/<int:order_id>/disposal/approve/", views.disposal_approve, name="disposal-approve"),
    path("evacuation/<int:order_id>/disposal/refuse/", views.disposal_refuse, name="disposal-refuse"),
]
