"""Verbs of the room."""

from qianshao.inspections.services.draw import make_draw, tell_draw, void_draw
from qianshao.inspections.services.finish import Here, Reply, Signing, finish_visit, record_visit
from qianshao.inspections.services.guide import ask_guidance, decline_guidance, plan_guidance, record_guidance
from qianshao.inspections.services.inspectors import declare_interest, save_inspector, withdraw_interest
from qianshao.inspections.services.make import make_due, miss_due
from qianshao.inspections.services.plans import save_plan, stop_plan
from qianshao.inspections.services.seals import unseal_missed
from qianshao.inspections.services.self_check import make_self_link, revoke_self_link, send_self_check
from qianshao.inspections.services.self_photos import BadPhoto
from qianshao.inspections.services.visit import cancel_visit, give_reason, hand_visit, start_visit

__all__ = [
    "BadPhoto",
    "Here",
    "Reply",
    "Signing",
    "ask_guidance",
    "cancel_visit",
    "declare_interest",
    "decline_guidance",
    "finish_visit",
    "give_reason",
    "hand_visit",
    "make_draw",
    "make_due",
    "make_self_link",
    "miss_due",
    "plan_guidance",
    "record_guidance",
    "record_visit",
    "revoke_self_link",
    "save_inspector",
    "save_plan",
    "send_self_check",
    "start_visit",
    "stop_plan",
    "tell_draw",
    "unseal_missed",
    "void_draw",
    "withdraw_interest",
]
