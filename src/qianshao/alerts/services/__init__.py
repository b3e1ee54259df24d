"""Verbs of the room."""

from qianshao.alerts.services.call_people import call_people
from qianshao.alerts.services.compose_alert import Composition, Piece, compose_alert, edit_alert
from qianshao.alerts.services.decide_alert import return_alert, submit_alert, withdraw_alert
from qianshao.alerts.services.publish_sheet import publish_hazard, publish_reach
from qianshao.alerts.services.receive_cap import CapRefused, Received, receive_cap
from qianshao.alerts.services.release_alert import expected_count, release_alert, release_verb

__all__ = [
    "CapRefused",
    "Composition",
    "Piece",
    "Received",
    "call_people",
    "compose_alert",
    "edit_alert",
    "expected_count",
    "publish_hazard",
    "publish_reach",
    "receive_cap",
    "release_alert",
    "release_verb",
    "return_alert",
    "submit_alert",
    "withdraw_alert",
]
