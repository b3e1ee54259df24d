"""Verbs of evacuation, one file each."""

from qianshao.evacuation.services.add_person import add_person
from qianshao.evacuation.services.assign import assign_help, assign_shelter
from qianshao.evacuation.services.dispose import approve_disposal, propose_disposal, refuse_disposal
from qianshao.evacuation.services.end_order import close_order, give_all_clear
from qianshao.evacuation.services.enter_paper import enter_paper
from qianshao.evacuation.services.mark_people import mark_people
from qianshao.evacuation.services.order_evacuation import drop_order, issue_order, order_evacuation, propose_order
from qianshao.evacuation.services.plan_shelters import plan_shelters
from qianshao.evacuation.services.publish_limits import publish_limits
from qianshao.evacuation.services.reports import Outcome
from qianshao.evacuation.services.settle_conflict import handle_alarm, settle_conflict
from qianshao.evacuation.services.sign_in import SignedIn, leave_shelter, sign_in

__all__ = [
    "Outcome",
    "SignedIn",
    "add_person",
    "approve_disposal",
    "assign_help",
    "assign_shelter",
    "close_order",
    "drop_order",
    "enter_paper",
    "give_all_clear",
    "handle_alarm",
    "issue_order",
    "leave_shelter",
    "mark_people",
    "order_evacuation",
    "plan_shelters",
    "propose_disposal",
    "propose_order",
    "publish_limits",
    "refuse_disposal",
    "settle_conflict",
    "sign_in",
]
