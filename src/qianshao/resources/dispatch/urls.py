"""Addresses of dispatch; the room's ``urls.py`` takes them in."""

from django.urls import path

from qianshao.resources.dispatch.views import acts, moves, receive, requisitions, rules

_ONE = "dispatch/<int:move_id>/"
_REQ = "requisitions/<int:requisition_id>/"
urlpatterns = [
    path("dispatch/", moves.move_list, name="moves"),
    path("dispatch/new/", moves.move_new, name="move-new"),
    path("dispatch/first/", moves.first_page, name="first-there"),
    path("dispatch/rules/", rules.figures, name="dispatch-rules"),
    path("dispatch/r/<str:code>/", receive.receive, name="move-receive"),
    path(_ONE, moves.move_page, name="move"),
    path(f"{_ONE}pick-list/", moves.print_page, {"paper": "picks"}, name="move-picks"),
    path(f"{_ONE}delivery-note/", moves.print_page, {"paper": "note"}, name="move-note"),
    path(f"{_ONE}approve/", acts.approve, name="move-approve"),
    path(f"{_ONE}by-word/", acts.by_word, name="move-by-word"),
    path(f"{_ONE}paper/", acts.paper, name="move-paper"),
    path(f"{_ONE}refuse/", acts.refuse, name="move-refuse"),
    path(f"{_ONE}withdraw/", acts.withdraw, name="move-withdraw"),
    path(f"{_ONE}pick/", acts.pick, name="move-pick"),
    path(f"{_ONE}put-back/", acts.put_back, name="move-put-back"),
    path(f"{_ONE}carry/", acts.carry, name="move-carry"),
    path(f"{_ONE}turn-back/", acts.turn_back, name="move-turn-back"),
    path(f"{_ONE}settle/", acts.settle, name="move-settle"),
    path("requisitions/", requisitions.requisition_list, name="requisitions"),
    path("requisitions/new/", requisitions.requisition_new, name="requisition-new"),
    path(_REQ, requisitions.requisition_page, name="requisition"),
    path(f"{_REQ}receipt/", requisitions.receipt, name="requisition-receipt"),
    path(f"{_REQ}pay/", requisitions.pay, name="requisition-pay"),
    path(f"{_REQ}<str:what>/", requisitions.requisition_act, name="requisition-act"),
]
