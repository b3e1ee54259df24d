"""Verbs of the room."""

from qianshao.tips.services.handle import answer_tip, fold_tip, join_tip, restore_tip, take_tip, undo_tip, unfold_tip
from qianshao.tips.services.intake import register_intake
from qianshao.tips.services.pay import pay_reward, renew_code, show_code
from qianshao.tips.services.reveal import Revealed, reveal_reporter
from qianshao.tips.services.reward import decide_reward, propose_reward
from qianshao.tips.services.send import Given, send_tip
from qianshao.tips.services.track import follow_code

__all__ = [
    "Given",
    "Revealed",
    "answer_tip",
    "decide_reward",
    "fold_tip",
    "follow_code",
    "join_tip",
    "pay_reward",
    "propose_reward",
    "register_intake",
    "renew_code",
    "restore_tip",
    "reveal_reporter",
    "send_tip",
    "show_code",
    "take_tip",
    "undo_tip",
    "unfold_tip",
]
