"""Verbs of dispatch."""

from qianshao.resources.dispatch.services.approve import approve_move, file_paper, order_by_word, refuse_move
from qianshao.resources.dispatch.services.carry import carry_goods, pick_goods, put_back, turn_back
from qianshao.resources.dispatch.services.propose import Share, approve_plan, propose_moves, proposed
from qianshao.resources.dispatch.services.publish_rules import publish_rules
from qianshao.resources.dispatch.services.receive import receive_goods
from qianshao.resources.dispatch.services.request import Wanted, request_move, withdraw_move
from qianshao.resources.dispatch.services.requisition import (
    assess_damage,
    cancel_requisition,
    close_unharmed,
    give_back,
    order_requisition,
    pay_compensation,
    take_over,
    use_up,
)
from qianshao.resources.dispatch.services.settle import return_goods, write_off

__all__ = [
    "Share",
    "Wanted",
    "approve_move",
    "approve_plan",
    "assess_damage",
    "cancel_requisition",
    "carry_goods",
    "close_unharmed",
    "file_paper",
    "give_back",
    "order_by_word",
    "order_requisition",
    "pay_compensation",
    "pick_goods",
    "propose_moves",
    "proposed",
    "publish_rules",
    "put_back",
    "receive_goods",
    "refuse_move",
    "request_move",
    "return_goods",
    "take_over",
    "turn_back",
    "use_up",
    "withdraw_move",
    "write_off",
]
