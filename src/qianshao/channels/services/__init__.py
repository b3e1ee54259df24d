"""Verbs of the room."""

from qianshao.channels.services.callbacks import accept_callback
from qianshao.channels.services.configure import (
    Setup,
    configure_channel,
    ensure_simulated,
    set_channel_enabled,
    test_channel,
)
from qianshao.channels.services.enqueue import (
    COLUMNS,
    Row,
    add_text,
    cancel_for_subjects,
    enqueue_many,
    enqueue_select,
    withdraw,
)
from qianshao.channels.services.people import script_people
from qianshao.channels.services.receipts import Fact, record_receipts

__all__ = [
    "COLUMNS",
    "Fact",
    "Row",
    "Setup",
    "accept_callback",
    "add_text",
    "cancel_for_subjects",
    "configure_channel",
    "enqueue_many",
    "enqueue_select",
    "ensure_simulated",
    "record_receipts",
    "script_people",
    "set_channel_enabled",
    "test_channel",
    "withdraw",
]
