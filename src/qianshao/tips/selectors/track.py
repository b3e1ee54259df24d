"""What the one who reported may see.

The six digits are short enough to be read over the phone, so they are no secret: with the day of the report they show
in calm words how far it has come, and nothing else. Whoever holds the link (128 bits, computed, never stored) also
reads the answer and fetches the payout code.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.ids import base36
from qianshao.hazards.states.ledger import WITH_UNIT, HazardState
from qianshao.tips.models import Reward, Tip
from qianshao.tips.states import STAGES, TipState

H = HazardState
_HEARD: dict[HazardState, tuple[int, Any]] = {
    H.FOUND: (1, _("已派人去看")),
    H.VERIFIED: (2, _("已核实，正在安排整改")),
    H.REPORTED: (2, _("已核实，正在安排整改")),
    H.ACCEPT_ASKED: (2, _("已整改，正在验收")),
    H.FIXED_ON_SITE: (2, _("已整改，正在验收")),
    H.ACCEPTED: (2, _("验收通过")),
    H.CLOSED: (3, _("已整改好，谢谢您")),
    H.FALSE: (3, _("去看过，没有发现隐患。谢谢您")),
} | dict.fromkeys(WITH_UNIT, (2, _("责任单位正在整改")))


@dataclass(frozen=True)
class Followed:
    """A tip as its reporter sees it. ``stage``: index into ``STAGES``."""

    no: str
    code: str
    day: date
    received_at: datetime
    due_at: datetime | None
    place: str
    kind: str
    photos: int
    stage: int
    words: Any
    answer: str
    reward: Reward | None

    @property
    def stages(self) -> list[tuple[Any, str]]:
        """Each stage with its mark: done, now, or empty."""
        return [
            (label, "done" if n < self.stage else "now" if n == self.stage else "") for n, label in enumerate(STAGES)
        ]


def link_of(tip: Tip) -> str:
    """The secret part of a tip's own address."""
    return f"{base36(tip.pk)}.{_code(tip.pk)}"


def _code(tip_id: int) -> str:
    return keyed_hash("tip-link", str(tip_id))


def tip_by_link(link: str) -> Tip:
    """The tip of a link, compared in constant time.

    Raises:
        NotFound: none of ours.
    """
    head, _dot, code = link.partition(".")
    found: Tip | None = None
    if 0 < len(head) <= 12 and head.isascii() and head.isalnum() and len(code) == 32 and code.isascii():
        tip_id = int(head, 36)
        if tip_id < 2**62 and hmac.compare_digest(_code(tip_id), code):
            found = Tip.objects.unscoped("whoever has the link may look").filter(pk=tip_id).first()
    if found is None:
        raise NotFound("tip.unknown", _("没有找到这条举报。"))
    return found


def stage_of(tip: Tip) -> tuple[int, Any]:
    """How far it has come, and in words; one folded beneath another is as far as that one."""
    shown = tip.under if tip.state == TipState.FOLDED and tip.under is not None else tip
    if shown.state == TipState.FOLDED and "officer" in shown.why:  # somebody looked; nobody will look again by itself
        return 3, _("已看过，没有转为隐患。情况有变化，请再报一次；急事请打电话")
    if shown.state == TipState.ANSWERED:
        return 3, _("已答复")
    if shown.hazard is None:
        return 0, _("会有人看")
    hazard = shown.hazard.same_as or shown.hazard
    return _HEARD[HazardState(hazard.state)]


def followed(tip: Tip) -> Followed:
    """Everything for whoever holds the link."""
    stage, words = stage_of(tip)
    shown = tip.under if tip.state == TipState.FOLDED and tip.under is not None else tip
    reward = Reward.objects.unscoped("of the tip whose link is held").filter(tip=tip).exclude(state="refused").first()
    return Followed(
        tip.no, tip.code, tip.day, tip.received_at, tip.due_at, tip.place_name, tip.kind_name, tip.photo_count,
        stage, words, shown.answer, reward,
    )  # fmt: skip


def tip_by_code(day: date, code: str) -> Tip | None:
    """The tip of a day with a code."""
    found: Tip | None = (
        Tip.objects.unscoped("a code shows only how far it has come").filter(day=day, code=code).first()
    )
    return found
