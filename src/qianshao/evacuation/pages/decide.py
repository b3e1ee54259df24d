"""The questions before a decision: the consequence in numbers, what must be typed (ux.md §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.divisions.rules import short_name
from qianshao.evacuation.pages.orders import OrderHead, draft_count, head_of, inside, outside_words
from qianshao.evacuation.rules.balance import Balance
from qianshao.evacuation.selectors import balance, order_of

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. ``typed``: what must be written to do it; ``reason_label`` empty: no reason is asked."""

    order: OrderHead
    question: str
    consequence: str
    verb: str
    keep: str
    typed: str
    done: str
    reason_label: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    drop: bool = False
    beware: str = ""


def _head(scope: Scope, order_id: int) -> OrderHead:
    order = order_of(scope, order_id)
    return head_of(order, scope, area=places([order.division_path])[order.division_path])


def issue_ask(scope: Scope, order_id: int) -> Ask:
    """To order: how many people must leave by when; the number is typed, so that it was read."""
    order, count = _head(scope, order_id), draft_count(scope, order_id)
    total, outside = count.total, count.outside
    words = _(
        "下令后立刻建立转移清单：{homes} 户 {people} 人，其中先走的 {first} 户；派给包保责任人逐户上门，"
        "到时没走完的逐级上交。下令以后不能撤回，只能解除。"
    )
    return Ask(
        order=order,
        question=_("下令转移 {n} 人？").format(n=f"{total.people:,}"),
        consequence=words.format(homes=f"{total.homes:,}", people=f"{total.people:,}", first=f"{total.first:,}"),
        verb=_("下令转移"),
        keep=_("先不下令"),
        typed=str(total.people),
        done=_("已下令，转移清单建好了"),
        heads=(_("危险区"), _("户"), _("人"), _("先走的户")),
        rows=tuple(
            (line.name, f"{line.homes:,}", f"{line.people:,}", f"{line.first:,}") for line in count.lines[:MOST_ROWS]
        ),
        drop=True,
        beware=outside_words(outside.homes, outside.people),
    )


def all_clear_ask(scope: Scope, order_id: int) -> Ask:
    """To let people go home: by whose word."""
    order, counts = _head(scope, order_id), balance(scope, order_id)
    total, villages = counts.total, counts.rows
    words = _(
        "解除后，已安置的 {n} 人和投亲靠友的 {e} 人可以回家。"
        "还有 {i} 人没有到安全处，解除不等于他们平安，请继续核实。"
    )
    return Ask(
        order=order,
        question=_("险情已经过去，允许返回？"),
        consequence=words.format(n=f"{total.settled:,}", e=f"{total.elsewhere:,}", i=f"{inside(total):,}"),
        verb=_("解除转移"),
        keep=_("不解除"),
        typed=_("解除转移"),
        done=_("已解除转移，可以登记返回"),
        reason_label=_("依据：哪条解除通知，谁现场排查"),
        heads=(_("村"), _("应转移"), _("已到安全处"), _("还没到安全处")),
        rows=_village_rows(villages),
    )


def close_ask(scope: Scope, order_id: int) -> Ask:
    """To end the order: who is unaccounted for is put on the one who closes."""
    order, counts = _head(scope, order_id), balance(scope, order_id)
    total, villages = counts.total, counts.rows
    left = total.unaccounted
    plain = _("办结后清单不再改动，保留各村数字。个人信息按规定另行清除。")
    question = _("都有着落了，办结这次转移？")
    if left:
        question = _("还有 {n} 人没有落实，确定办结？").format(n=f"{left:,}")
    words = _("还有 {n} 人没有落实，办结就是您具名确认不再找。").format(n=f"{left:,}") + plain if left else plain
    return Ask(
        order=order,
        question=question,
        consequence=words,
        verb=_("办结转移"),
        keep=_("先不办结"),
        typed=_("办结转移"),
        done=_("已办结"),
        reason_label=_("办结的理由"),
        heads=(_("村"), _("应转移"), _("已到或已返回"), _("没有落实")),
        rows=tuple(
            (short_name(row.name), f"{row.should_leave:,}", f"{row.arrived + row.returned:,}", f"{row.unaccounted:,}")
            for row in villages[:MOST_ROWS]
        ),
    )


def _village_rows(villages: Sequence[Balance]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (short_name(row.name), f"{row.should_leave:,}", f"{row.arrived:,}", f"{inside(row):,}")
        for row in villages[:MOST_ROWS]
    )


def bulk_ask(scope: Scope, order_id: int, words: str, picked: list[str], to: str, back: str) -> Ask:
    """To write one state for many people at once."""
    order = _head(scope, order_id)
    return Ask(
        order=order,
        question=_("把 {n} 人一起记为“{words}”？").format(n=len(picked), words=words),
        consequence=_("每个人都记一条，写您的名字。记错了要一个一个改。"),
        verb=_("一起记"),
        keep=_("回去再看看"),
        typed=str(len(picked)),
        done="",
        kept=(("to", to), ("next", back), *(("uid", one) for one in picked)),
    )
