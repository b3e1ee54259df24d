"""Verbs of the room."""

from qianshao.enforcement.services.carry import Checked, open_checked
from qianshao.enforcement.services.compel import ask_compel, ask_prolong, decide_compel, decide_prolong, lift_compel
from qianshao.enforcement.services.defer import apply_court, ask_deferral, decide_deferral
from qianshao.enforcement.services.evidence import add_evidence
from qianshao.enforcement.services.hear import (
    ask_hearing,
    discuss_case,
    hear_party,
    hold_hearing,
    plan_hearing,
    review_case,
)
from qianshao.enforcement.services.inquire import (
    commission_experts,
    examine_scene,
    record_opinion,
    summon_person,
    take_sample,
)
from qianshao.enforcement.services.mode import change_mode
from qianshao.enforcement.services.open import open_case
from qianshao.enforcement.services.papers import make_document, save_template, take_document, withdraw_template
from qianshao.enforcement.services.party import correct_party
from qianshao.enforcement.services.punish import (
    ask_filing,
    close_case,
    close_clean,
    close_mended,
    decide_no_penalty,
    decide_penalty,
    file_case,
    hand_over,
    notify_party,
    propose_penalty,
    publish_penalty,
    record_payment,
    send_back,
    serve_decision,
    urge_payment,
    withdraw_case,
)
from qianshao.enforcement.services.record import (
    hold_things,
    order_measure,
    order_mending,
    record_check,
    record_questioning,
    record_recheck,
    settle_hold,
    write_note,
)
from qianshao.enforcement.services.registers import end_delegation, retire_officer, save_delegation, save_officer

__all__ = [
    "Checked",
    "add_evidence",
    "apply_court",
    "ask_compel",
    "ask_deferral",
    "ask_filing",
    "ask_hearing",
    "ask_prolong",
    "change_mode",
    "close_case",
    "close_clean",
    "close_mended",
    "commission_experts",
    "correct_party",
    "decide_compel",
    "decide_deferral",
    "decide_no_penalty",
    "decide_penalty",
    "decide_prolong",
    "discuss_case",
    "end_delegation",
    "examine_scene",
    "file_case",
    "hand_over",
    "hear_party",
    "hold_hearing",
    "hold_things",
    "lift_compel",
    "make_document",
    "notify_party",
    "open_case",
    "open_checked",
    "order_measure",
    "order_mending",
    "plan_hearing",
    "propose_penalty",
    "publish_penalty",
    "record_check",
    "record_opinion",
    "record_payment",
    "record_questioning",
    "record_recheck",
    "retire_officer",
    "review_case",
    "save_delegation",
    "save_officer",
    "save_template",
    "send_back",
    "serve_decision",
    "settle_hold",
    "summon_person",
    "take_document",
    "take_sample",
    "urge_payment",
    "withdraw_case",
    "withdraw_template",
    "write_note",
]
