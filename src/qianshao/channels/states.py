"""Words the room uses for state: pure data, no Django tables."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MessageState(StrEnum):
    """Where a message of the outbox stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Kind(StrEnum):
    """How a message wants to travel. ``simulated`` is only a channel's purpose: it serves every kind."""

    SMS = "sms"
    VOICE = "voice"
    IM = "im"
    BROADCAST = "broadcast"
    SIMULATED = "simulated"


class World(StrEnum):
    """Whether a channel reaches real people."""

    LIVE = "live"
    SIMULATED = "simulated"


class ReceiptKind(StrEnum):
    """What a provider tells about a message, from the weakest to the strongest fact."""

    UNREACHABLE = "unreachable"
    POWER_OFF = "power_off"
    WRONG_NUMBER = "wrong_number"
    NO_ANSWER = "no_answer"
    DELIVERED = "delivered"
    READ = "read"
    HUNG_UP = "hung_up"
    ANSWERED = "answered"


#: A weaker fact that arrives late never replaces a stronger one on the message.
RECEIPT_RANK: dict[str, int] = {kind.value: rank for rank, kind in enumerate(ReceiptKind, start=1)}

ALERT_LANE = 0
BULK_LANE = 1

KIND_NAMES: dict[str, "str | Promise"] = {
    Kind.SMS: _("短信"),
    Kind.VOICE: _("语音电话"),
    Kind.IM: _("工作群与应用消息"),
    Kind.BROADCAST: _("应急广播"),
    Kind.SIMULATED: _("模拟"),
}
WORLD_NAMES: dict[str, "str | Promise"] = {World.LIVE: _("真实"), World.SIMULATED: _("模拟")}
STATE_NAMES: dict[str, "str | Promise"] = {
    MessageState.QUEUED: _("待发"),
    MessageState.SENDING: _("正在发"),
    MessageState.SENT: _("已发出"),
    MessageState.FAILED: _("没发出"),
    MessageState.DROPPED: _("已作废"),
}
STATUS_NAMES: dict[str, "str | Promise"] = {
    "sent": _("已发出"),
    "temporary": _("这次没发出"),
    "permanent": _("对方不收"),
}
ERROR_NAMES: dict[str, "str | Promise"] = {
    "no_channel": _("没有启用的通道"),
    "expired": _("过了时效"),
    "cancelled": _("已取消"),
}
RECEIPT_NAMES: dict[str, "str | Promise"] = {
    ReceiptKind.UNREACHABLE: _("联系不上"),
    ReceiptKind.POWER_OFF: _("关机"),
    ReceiptKind.WRONG_NUMBER: _("号码不对"),
    ReceiptKind.NO_ANSWER: _("没人接"),
    ReceiptKind.DELIVERED: _("已送达"),
    ReceiptKind.READ: _("已读"),
    ReceiptKind.HUNG_UP: _("中途挂断"),
    ReceiptKind.ANSWERED: _("已应答"),
}
