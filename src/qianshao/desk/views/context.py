"""What board pages show besides the board itself: what this person may do, words, neighbouring pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.desk.boards import Board, CallOutHead, Tally

ACTS = {
    "answer": "calling.answer",
    "door": "calling.door",
    "excuse": "calling.excuse",
    "close": "calling.close",
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
        "may": may(scope),
        "unit": _("户") if found.query.kind == "household" else _("人"),
        "states": [(k, w) for k, w in words.items() if found.query.kind == "person" or k != "key"],
        "state_words": words.get(found.query.state, ""),
        "longest": found.now - oldest if oldest else None,
        "prev_page": found.query.page - 1,
        "next_page": found.query.page + 1,
    }


def close_words(head: CallOutHead, people: Tally, homes: Tally) -> dict[str, str]:
    """The question before a call-out ends, with its consequence in numbers (ux.md §7.3)."""
    left = people.open + homes.open
    question = _("还有 {n} 个没有着落，确定结束叫应？").format(n=f"{left:,}") if left else _("都有着落了，结束叫应？")
    consequence = _(
        "结束后不再自动升级，也不再派人敲门。其中责任人 {p} 人（关键岗位 {k} 人），住户 {h} 户，{l} 人已超时。"
    ).format(p=f"{people.open:,}", k=f"{people.key_open:,}", h=f"{homes.open:,}", l=f"{people.late:,}")
    return {
        "question": question,
        "consequence": consequence if left else _("结束后生成报告，记录不再改动。"),
        "reason_label": _("结束原因"),
        "verb": _("结束叫应"),
        "keep": _("不结束，继续叫"),
        "url": reverse("desk:callout_close", args=[head.id]),
    }
