"""States of records and change requests, and what a check may find."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class RecordState(StrEnum):
    """Read from a file and not yet looked at, in the register, or given up."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"


RECORD_WORDS: Mapping[str, "str | Promise"] = {
    RecordState.PROPOSED: _("待确认"),
    RecordState.ACTIVE: _("在册"),
    RecordState.RETIRED: _("已注销"),
}

RECORD_MOVES = table(
    ("adopt", {RecordState.PROPOSED}, RecordState.ACTIVE, "registry.edit"),
    ("retire", {RecordState.PROPOSED, RecordState.ACTIVE}, RecordState.RETIRED, "registry.edit"),
    ("restore", {RecordState.RETIRED}, RecordState.ACTIVE, "registry.edit"),
)


class RequestState(StrEnum):
    """Asked, then decided or taken back."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REQUEST_WORDS: Mapping[str, "str | Promise"] = {
    RequestState.OPEN: _("待审批"),
    RequestState.ACCEPTED: _("已同意"),
    RequestState.REFUSED: _("不同意"),
    RequestState.WITHDRAWN: _("已撤回"),
}

REQUEST_MOVES = table(
    ("accept", {RequestState.OPEN}, RequestState.ACCEPTED, "registry.decide"),
    ("refuse", {RequestState.OPEN}, RequestState.REFUSED, "registry.decide"),
    ("withdraw", {RequestState.OPEN}, RequestState.WITHDRAWN, "registry.ask"),
)


class Found(StrEnum):
    """What somebody saw who went to look."""

    OK = "ok"
    WRONG = "wrong"
    MISSING = "missing"


FOUND_WORDS: Mapping[str, "str | Promise"] = {
    Found.OK: _("属实"),
    Found.WRONG: _("与登记不符"),
    Found.MISSING: _("没有找到"),
}
