"""Addresses of the evacuation."""

from django.urls import URLPattern, URLResolver, include, path

from qianshao.evacuation.views import decide, inbox, order, orders, people, shelters

app_name = "evacuation"
_ONE = "evacuation/<int:order_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianshao.evacuation.lists.urls")),
    path("", include("qianshao.evacuation.closing.urls")),
    path("evacuation/", orders.order_list, name="orders"),
    path("evacuation/new/", orders.order_new, name="new"),
    path(_ONE, order.order_page, name="order"),
    path(f"{_ONE}issue/", decide.issue, name="launch"),
    path(f"{_ONE}drop/", decide.drop, name="drop"),
    path(f"{_ONE}all-clear/", decide.all_clear, name="all-clear"),
    path(f"{_ONE}close/", decide.close, name="close"),
    path(f"{_ONE}mark/", people.mark_many, name="mark"),
    path(f"{_ONE}add/", people.add, name="add"),
    path(f"{_ONE}people/<uuid:uid>/", people.person, name="person"),
    path(f"{_ONE}people/<uuid:uid>/reveal/", people.reveal, name="reveal"),
    path(f"{_ONE}conflicts/", inbox.conflict_list, name="conflicts"),
    path(f"{_ONE}conflicts/<int:conflict_id>/settle/", inbox.settle, name="settle"),
    path(f"{_ONE}alarms/<int:alarm_id>/", inbox.alarm, name="alarm"),
    path(f"{_ONE}shelters/", shelters.shelter_plan, name="shelters"),
    path(f"{_ONE}shelters/compute/", shelters.compute, name="compute"),
    path(f"{_ONE}shelters/assign/", shelters.assign, name="assign"),
    path(f"{_ONE}shelters/<int:shelter_id>/state/", shelters.state, name="shelter-state"),
    path("", include("qianshao.evacuation.paper.urls")),
]
