"""Between the notice and the decision: what the party says, the hearing, legal review, discussion."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.cases import call_fault, chair_fault, hear_fault, hearing_fault, held_fault
from qianshao.enforcement.rules.clocks import until
from qianshao.enforcement.selectors.cases import calendar, case_rule
from qianshao.enforcement.selectors.penalty import hearing_called, investigators, wait_until
from qianshao.enforcement.services.dates import put_clock, set_turn
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, advance, not_own, open_case_row
from qianshao.enforcement.states import HEARING_LABELS, SAID_LABELS


def hear_party(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    said: str,
    hearing_waived: bool = False,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """What the party said; ``said``: yes, waived (in their own words), no (nothing, and the time is over).
    ``hearing_waived``: they gave up the hearing in their own words, too.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: the time is not over, or none was set; officers, words.
    """
    case = open_case_row(actor, case_id, "hear", version)
    if said not in SAID_LABELS:
        raise Invalid("case.said", _("请选当事人说了没有。"))
    refuse(hear_fault(until=wait_until(case, "hear"), said=said, now=now))
    with unit():
        data = {"said": said} | ({"hearing_waived": True} if hearing_waived else {})
        advance(case, "hear", Told(words, officers, data), actor=actor, now=now)
        if hearing_waived:
            case.clocks.filter(code="hearing", stopped_at__isnull=True).update(stopped_at=now)
    return case


def ask_hearing(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The party asks for a hearing (行政处罚法 63, 64).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no right to one, the time for it is over, no words.
    """
    case = open_case_row(actor, case_id, "ask_hearing", version)
    refuse(hearing_fault(until=wait_until(case, "hearing"), now=now))
    with unit():
        advance(case, "ask_hearing", Told(words), actor=actor, now=now)
    return case


def plan_hearing(
    *,
    case_id: int,
    when: datetime | None,
    where: str,
    chair: str,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Tell the party the day, place and chair of the hearing, by the county's rules so many days before it
    (行政处罚法 64). Told again, the newest day holds.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: too few days, no place, a chair who investigated.
    """
    case = open_case_row(actor, case_id, "plan_hearing", version)
    days = case_rule("hearing_notice", now)
    least = until(now, days["number"], days["unit"], calendar(now), BEIJING) if days.get("number") else None
    refuse(call_fault(when=when, earliest=least, now=now))
    refuse(chair_fault(chair=chair, signed=investigators(case), proposer=case.proposer))
    refuse("" if where.strip() else "no_where")
    with unit():
        data = {"when": when.isoformat() if when else "", "where": where.strip()[:300], "chair": chair.strip()[:40]}
        act = advance(case, "plan_hearing", Told(words, data=data), actor=actor, now=now)
        if when is not None:
            name, ahead = str(act.label), (when - now).days
            put_clock(case, act, "hearing_day", when, now, name=name, number=ahead)
            set_turn(case)
    return case


def hold_hearing(
    *,
    case_id: int,
    words: str,
    chair: str,
    present: str = "",
    how: str = "held",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """The hearing was held, or the party stayed away or took the wish back; ``chair``: who led it.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: its day was not told or has not come,
            led by an investigator of the case, no words, no such ``how``.
    """
    case = open_case_row(actor, case_id, "hold_hearing", version)
    if how not in HEARING_LABELS:
        raise Invalid("case.how_heard", _("请选听证举行了没有。"))
    refuse(chair_fault(chair=chair, signed=investigators(case), proposer=case.proposer) if how == "held" else "")
    refuse(held_fault(how=how, planned=hearing_called(case), now=now))
    with unit():
        data = {"hearing": how, "chair": chair.strip()[:40], "present": present.strip()[:200]}
        advance(case, "hold_hearing", Told(words, data=data), actor=actor, now=now)
    return case


def review_case(
    *, case_id: int, words: str, agreed: bool, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Legal review (行政处罚法 58), not by the one who proposed the punishment.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own proposal, no words.
    """
    case = open_case_row(actor, case_id, "review", version)
    not_own(case.proposer_id, case.proposer, actor)
    with unit():
        advance(case, "review", Told(words, data={"review": "agreed" if agreed else "against"}), actor=actor, now=now)
    return case


def discuss_case(
    *, case_id: int, words: str, present: str, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """The heads discussed it together (行政处罚法 57); ``present``: who.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nobody named, no words.
    """
    case = open_case_row(actor, case_id, "discuss", version)
    refuse("" if len(present.replace("，", "、").replace(",", "、").split("、")) > 1 else "no_present")
    with unit():
        advance(case, "discuss", Told(words, data={"present": present.strip()[:200]}), actor=actor, now=now)
    return case
