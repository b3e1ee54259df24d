"""What officers write down on the spot: check, measures, order, re-check, questioning, things held as evidence."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.cases import order_fault, things_of
from qianshao.enforcement.selectors.penalty import open_holds
from qianshao.enforcement.services.dates import set_turn
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, advance, beside, open_case_row
from qianshao.enforcement.states import MOVES


def _signature(refused: bool) -> dict[str, str]:
    """Whether the party signed; a refusal is noted (安全生产法 68)."""
    return {"signed": "refused" if refused else "yes"}


def record_check(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    sign_refused: bool = False,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """The check on the spot: what was looked at, what is wrong, what was said.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: fewer than two officers, a certificate out of date, no words.
    """
    case = open_case_row(actor, case_id, "check", version)
    with unit():
        advance(case, "check", Told(words, officers, _signature(sign_refused)), actor=actor, now=now)
    return case


def order_measure(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    due_at: datetime | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Measures on the spot: stop work, lead people out, seal (安全生产法 65). A date only where one is set.

    Raises:
        As ``record_check``; Invalid also: the date has passed.
    """
    case = open_case_row(actor, case_id, "measure", version)
    refuse(order_fault(due_at, now) if due_at else "")
    with unit():
        data = {"due_at": due_at.isoformat()} if due_at else {}
        changes = {"due_at": due_at or case.due_at, "is_mended": None}
        advance(case, "measure", Told(words, officers, data), actor=actor, now=now, **changes)
    return case


def order_mending(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    due_at: datetime | None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """The order to mend by a date.

    Raises:
        As ``record_check``; Invalid also: no date, or one that has passed.
    """
    case = open_case_row(actor, case_id, "order", version)
    refuse(order_fault(due_at, now))
    with unit():
        data = {"due_at": due_at.isoformat() if due_at else ""}
        advance(case, "order", Told(words, officers, data), actor=actor, now=now, due_at=due_at, is_mended=None)
    return case


def record_recheck(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    mended: bool,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Whether it is mended; also while filing was asked or the punishment goes its way: the order still stands.

    Raises:
        As ``record_check``; Stale also: nothing was ordered by a date, or somebody has looked since.
    """
    case = open_case_row(actor, case_id, "recheck", version)
    with unit():
        told = Told(words, officers, {"mended": mended})
        if case.is_order_open and not MOVES["recheck"].allows(case.state):
            beside(case, "recheck", told, actor=actor, now=now, is_mended=mended)
        else:
            advance(case, "recheck", told, actor=actor, now=now, is_mended=mended)
    return case


def record_questioning(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    asked: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """What somebody said when asked; ``asked``: who it was.

    Raises:
        As ``record_check``.
    """
    case = open_case_row(actor, case_id, "question", version)
    with unit():
        beside(case, "question", Told(words, officers, {"asked": asked.strip()[:40]}), actor=actor, now=now)
    return case


def hold_things(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    things: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Register and keep things that may get lost (行政处罚法 56): the clock of this hold runs. ``things``: a line
    each, name, number, state, where kept.

    Raises:
        As ``record_check``; Invalid also: no list, or a line without name and number.
    """
    case = open_case_row(actor, case_id, "hold", version)
    listed = things_of(things)
    refuse("" if listed else "no_things")
    with unit():
        data = {"things": [asdict(thing) for thing in listed or []]}
        beside(case, "hold", Told(words, officers, data), actor=actor, now=now)
    return case


def settle_hold(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    hold: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """What is done with the things of one hold; ``hold``: the act that kept them, where more than one is open.

    Raises:
        As ``record_check``; Invalid also: nothing is kept, or it is not said which.
    """
    case = open_case_row(actor, case_id, "settle_hold", version)
    held = {act.pk: act for act in open_holds(case)}
    refuse("" if held else "no_hold")
    key = next(iter(held)) if hold is None and len(held) == 1 else hold
    if key not in held:
        raise Invalid("case.which_hold", _("请选处理哪一次登记保存的物品。"))
    with unit():
        data = {"hold": key, "things": held[key].data.get("things", [])}
        beside(case, "settle_hold", Told(words, officers, data), actor=actor, now=now)
        mine = Q(act_id=key) | Q(act__isnull=True, since=held[key].at)
        case.clocks.filter(mine, code="hold", stopped_at__isnull=True).update(stopped_at=now)
        set_turn(case)
    return case


def write_note(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Words beside the steps.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    case = open_case_row(actor, case_id, "note", version)
    with unit():
        beside(case, "note", Told(words), actor=actor, now=now)
    return case
