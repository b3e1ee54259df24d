"""Addresses of the desk and the wall."""

from django.urls import URLPattern, path

from qianshao.desk.styleguide import styleguide
from qianshao.desk.views import boards, cases, home, ladders, records

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.enter, name="enter"),
    path("desk/", home.home, name="home"),
    path("desk/map.json", home.map_data, name="map"),
    path("callouts/", boards.callouts, name="callouts"),
    path("callouts/replies/", boards.replies, name="replies"),
    path("callouts/<int:callout_id>/", boards.callout, name="callout"),
    path("callouts/<int:callout_id>/print/", boards.callout_print, name="callout_print"),
    path("callouts/<int:callout_id>/export.xlsx", boards.callout_export, name="callout_export"),
    path("callouts/<int:callout_id>/close/", cases.callout_close, name="callout_close"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/", cases.case, name="case"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/dial/", cases.case_dial, name="case_dial"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/answer/", cases.case_answer, name="case_answer"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/door/", cases.case_door, name="case_door"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/reply/", cases.case_reply, name="case_reply"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/walker/", cases.case_walker, name="case_walker"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/number/", cases.case_number, name="case_number"),
    path("callouts/<int:callout_id>/cases/<int:case_id>/excuse/", cases.case_excuse, name="case_excuse"),
    path("wall/desk/", home.wall_desk, name="wall_desk"),
    path("wall/callout/<int:callout_id>/", boards.wall_callout, name="wall_callout"),
    path("ladders/", ladders.ladders, name="ladders"),
    path("ladders/<str:audience>/<str:colour>/", ladders.ladder_edit, name="ladder_edit"),
    path("channels/", records.channels, name="channels"),
    path("journal/", records.journal, name="journal"),
    path("_styleguide/", styleguide, name="styleguide"),
]
