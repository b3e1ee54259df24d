"""Addresses of the lists; the room's own addresses include them."""

from django.urls import path

from qianshao.evacuation.lists import views

urlpatterns = [
    path("evacuation/lists/", views.one_list, name="one-list"),
    path("evacuation/lists/export.xlsx", views.one_list_export, name="one-list-export"),
    path("evacuation/lists/join/", views.one_list_join, name="one-list-join"),
    path("evacuation/lists/files/", views.list_files, name="lists"),
    path("evacuation/lists/template.xlsx", views.list_template, name="list-template"),
    path("evacuation/lists/files/<int:list_id>/", views.list_page, name="list"),
    path("evacuation/lists/files/<int:list_id>/problems.xlsx", views.list_problems, name="list-problems"),
    path("evacuation/lists/files/<int:list_id>/<str:what>/", views.list_act, name="list-act"),
    path("evacuation/lists/conflicts/", views.conflict_list, name="list-conflicts"),
    path("evacuation/lists/conflicts/<int:conflict_id>/", views.conflict_page, name="list-conflict"),
]
