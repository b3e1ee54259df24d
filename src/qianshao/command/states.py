"""States of suggestions and reactions. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class Stage(StrEnum):
    """What a colour asks for (warning_to_command §3.2)."""

    NONE = "none"
    READY = "ready"
    SPECIAL = "special"
    ORDER = "order"


class Suggests(StrEnum):
    """What a person is asked to decide."""

    ORDER = "order"
    ALL_CLEAR = "all_clear"
    NOTE = "note"


class SuggestionState(StrEnum):
    """A suggestion's life; only a person or the end of its cause closes it."""

    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"
    OVER = "over"


class ReactionState(StrEnum):
    """One rule on one entry."""

    DONE = "done"
    FAILED = "failed"
    STUCK = "stuck"


SUGGESTION_MOVES = table(
    ("take", [SuggestionState.OPEN], SuggestionState.TAKEN, ""),
    ("dismiss", [SuggestionState.OPEN], SuggestionState.DISMISSED, "command.decide"),
    ("end", [SuggestionState.OPEN], SuggestionState.OVER, ""),
)
STAGE_LABELS = {
    Stage.NONE: _("不提示"),
    Stage.READY: _("提示做好准备"),
    Stage.SPECIAL: _("提示先转特殊群体"),
    Stage.ORDER: _("拟全部转移方案"),
}
STAGE_WORDS = {
    Stage.READY: _("干部进村入户，告知住户，巡查水库山塘、隐患点、切坡建房和低洼住处。"),
    Stage.SPECIAL: _("独居老人、残疾人、病人、留守儿童先转移，安排人和车去接。"),
}
