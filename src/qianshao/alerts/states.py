"""The life of an alert and the only moves in it. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class AlertState(StrEnum):
    """Where an alert stands. Only RELEASED has ever called anybody."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """How an alert came in."""

    UPLOAD = "upload"
    API = "api"
    MANUAL = "manual"


class AreaKind(StrEnum):
    """How a piece of an alert's area is given."""

    POLYGON = "polygon"
    CIRCLE = "circle"
    CODE = "code"
    DRAWN = "drawn"


#: Nothing happens any more in these.
ENDED = (AlertState.SUPERSEDED, AlertState.CANCELLED, AlertState.EXPIRED, AlertState.WITHDRAWN)
#: Still before a second person's decision.
WAITING = (AlertState.DRAFT, AlertState.SUBMITTED)

MOVES = table(
    ("edit", [AlertState.DRAFT], AlertState.DRAFT, "alerts.compose"),
    ("submit", [AlertState.DRAFT], AlertState.SUBMITTED, "alerts.compose"),
    ("return", [AlertState.SUBMITTED], AlertState.DRAFT, "alerts.release"),
    ("release", [AlertState.SUBMITTED], AlertState.RELEASED, "alerts.release"),
    ("withdraw", WAITING, AlertState.WITHDRAWN, "alerts.compose"),
    ("supersede", [AlertState.RELEASED], AlertState.SUPERSEDED, ""),
    ("cancel", [AlertState.RELEASED], AlertState.CANCELLED, ""),
    ("expire", [AlertState.RELEASED], AlertState.EXPIRED, ""),
)

STATE_LABELS = {
    AlertState.DRAFT: _("待提交"),
    AlertState.SUBMITTED: _("待签发"),
    AlertState.RELEASED: _("生效中"),
    AlertState.SUPERSEDED: _("已更新"),
    AlertState.CANCELLED: _("已解除"),
    AlertState.EXPIRED: _("已到期"),
    AlertState.WITHDRAWN: _("已撤回"),
}
STATE_TONES = {
    AlertState.DRAFT: "wait",
    AlertState.SUBMITTED: "run",
    AlertState.RELEASED: "bad",
    AlertState.SUPERSEDED: "off",
    AlertState.CANCELLED: "ok",
    AlertState.EXPIRED: "off",
    AlertState.WITHDRAWN: "off",
}
SOURCE_LABELS = {Source.UPLOAD: _("上传"), Source.API: _("接口"), Source.MANUAL: _("手工拟写")}
TYPE_LABELS = {"Alert": _("发布"), "Update": _("更新"), "Cancel": _("解除")}
AUDIENCE_LABELS = {
    "leader": _("县级领导和部门"),
    "town": _("乡镇负责人"),
    "village": _("村（社区）负责人"),
    "grid": _("网格员和包保责任人"),
    "household": _("住户"),
}
