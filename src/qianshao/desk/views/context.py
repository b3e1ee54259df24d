"""What board pages show besides the board itself: what this person may do, words, neighbouring pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.desk.boards import Board, CallOutHead, Tally
from qianshao.desk.selectors.evacuation import leaving_lines
from qianshao.desk.selectors.replies import late_reply_count
from qianshao.desk.selectors.wall import Wall

ACTS = {
    "answer": "calling.answer",
    "door": "calling.door",
    "excuse": "calling.excuse",
    "reassign": "calling.reassign",
    "close": "calling.close",
    "lift": "calling.lift",
    "reveal": "people.reveal",
    "export": "desk.export",
    "journal": "journal.view",
    "compose": "alerts.compose",
}


def may(scope: Scope, path: str = "") -> dict[str, bool]:
    """Which acts the person may do at `path` (empty: anywhere), for showing buttons; services decide again."""
    return {name: scope.may(action, path) for name, action in ACTS.items()}


def state_words() -> dict[str, str]:
    """The list's filter by state, in order."""
    return {
        "open": _("未应答"),
        "late": _("超时"),
        "key": _("关键岗位"),
        "door": _("待敲门"),
        "ended": _("有着落"),
    }


def board_context(scope: Scope, found: Board) -> dict[str, Any]:
    """Everything the board's parts read; the same for the page and for its live stream."""
    words = state_words()
    oldest = found.total.oldest
    return {
        "b": found,
        "may": _may_on(scope, found.head),
        "ending": ending_words(found.head, found.kinds["person"], found.kinds["household"]),
        "unit": _("户") if found.query.kind == "household" else _("人"),
        "states": [(k, w) for k, w in words.items() if found.query.kind == "person" or k != "key"],
        "state_words": words.get(found.query.state, ""),
        "owing_replies": late_reply_count(scope, now=found.now, callout_id=found.head.id),
        "longest": found.now - oldest if oldest else None,
        "prev_page": found.query.page - 1,
        "next_page": found.query.page + 1,
    }


def wall_context(scope: Scope, found: Wall) -> dict[str, Any]:
    """Everything the wall's parts read; the evacuation in numbers only."""
    more = {"people": found.people, "curve": found.curve, "leaving": leaving_lines(scope)}
    return board_context(scope, found.board) | more


def _may_on(scope: Scope, head: CallOutHead) -> dict[str, bool]:
    """Acts on people are allowed where the people live; ending is allowed only where the call-out was started."""
    return may(scope) | {name: scope.may(ACTS[name], head.division_path) for name in ("close", "lift")}


def ending_words(head: CallOutHead, people: Tally, homes: Tally) -> dict[str, Any]:
    """How the call-out can end now: `close` when everybody is accounted for, else `lift`, with the consequence
    in numbers (ux.md §7.3)."""
    left = people.open + homes.open
    common = {"url": reverse("desk:callout_close", args=[head.id]), "reason_label": _("解除的理由"), "left": left}
    if not left:
        return common | {
            "act": "close",
            "question": _("都有着落了，办结叫应？"),
            "consequence": _("办结后生成报告，记录不再改动。"),
            "verb": _("办结叫应"),
            "keep": _("先不办结"),
        }
    consequence = _(
        "解除后不再叫，也不再派人敲门，并给叫过的人发解除通知。没有着落的由您具名销叫："
        "责任人 {p} 人（关键岗位 {k} 人，超时 {l} 人），住户 {h} 户。"
    ).format(p=f"{people.open:,}", k=f"{people.key_open:,}", l=f"{people.late:,}", h=f"{homes.open:,}")
    return common | {
        "act": "lift",
        "question": _("还有 {n} 个没有着落，确定解除叫应？").format(n=f"{left:,}"),
        "consequence": consequence,
        "verb": _("解除叫应"),
        "keep": _("不解除，继续叫"),
    }
