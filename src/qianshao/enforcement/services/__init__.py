"""Verbs of the room."""

from qianshao.enforcement.services.evidence import add_evidence
from qianshao.enforcement.services.open import open_case
from qianshao.enforcement.services.papers import make_document, save_template, take_document, withdraw_template
from qianshao.enforcement.services.punish import (
    ask_filing,
    close_case,
    close_mended,
    decide_no_penalty,
    decide_penalty,
    file_case,
    hand_over,
    hear_party,
    notify_party,
    propose_penalty,
    publish_penalty,
    record_payment,
    send_back,
    serve_decision,
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
    "add_evidence",
    "ask_filing",
    "close_case",
    "close_mended",
    "decide_no_penalty",
    "decide_penalty",
    "end_delegation",
    "file_case",
    "hand_over",
    "hear_party",
    "hold_things",
    "make_document",
    "notify_party",
    "open_case",
    "order_measure",
    "order_mending",
    "propose_penalty",
    "publish_penalty",
    "record_check",
    "record_payment",
    "record_questioning",
    "record_recheck",
    "retire_officer",
    "save_delegation",
    "save_officer",
    "save_template",
    "send_back",
    "serve_decision",
    "settle_hold",
    "take_document",
    "withdraw_case",
    "withdraw_template",
    "write_note",
]
