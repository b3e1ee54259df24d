"""Compulsory measures (行政强制法 17 to 28): asked for by officers, granted by a leader, lifted in time."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.cases import things_of
from qianshao.enforcement.rules.inquiry import measure_fault, still_open
from qianshao.enforcement.selectors.cases import acts_of
from qianshao.enforcement.services.dates import set_turn
from qianshao.enforcement.services.inquire import chosen
from qianshao.enforcement.services.punish import may_punish
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, not_own, open_case_row
from qianshao.enforcement.states import COMPEL_LABELS


def ask_compel(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    measure: str,
    basis: str,
    things: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Ask for a measure; ``measure``: of ``COMPEL_LABELS``, ``things``: what it lies on, a line each.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, no law, no list where there must be one.
    """
    case = open_case_row(actor, case_id, "ask_compel", version)
    listed = things_of(things)
    if measure not in COMPEL_LABELS:
        raise Invalid("case.measure", _("请选强制措施。"))
    refuse("no_things" if listed is None else "")
    refuse(measure_fault(measure=measure, has_things=bool(listed), basis=basis))
    with unit():
        data = {"measure": measure, "measure_basis": basis.strip()[:300]}
        told = Told(words, officers, data | {"things": [asdict(thing) for thing in listed or []]})
        beside(case, "ask_compel", told, actor=actor, now=now)
    return case


def decide_compel(
    *, case_id: int, agreed: bool, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Say yes or no to the measure that was asked for last; not by the one who asked, in a township only where the
    matter is delegated. With a yes its days run, and the officers who asked sign the decision.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own wish, nothing was asked, no words with a no.
    """
    act = "compel" if agreed else "refuse_compel"
    case = open_case_row(actor, case_id, act, version)
    asked = chosen(still_open(acts_of(case), "ask_compel", "compel", "refuse_compel")[-1:], None)
    not_own(asked.by_id, asked.by_label, actor)
    if agreed:
        may_punish(case, now)
    with unit():
        signers = [one["id"] for one in asked.officers] if agreed else []
        told = Told(words or (asked.words if agreed else ""), signers, asked.data | {"of": asked.pk})
        beside(case, act, told, actor=actor, now=now)
    return case


def lift_compel(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    compulsion: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """A measure ends: given back, confiscated, destroyed (行政强制法 27, 28).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, no measure holds, or it is not said which.
    """
    case = open_case_row(actor, case_id, "lift_compel", version)
    held = chosen(still_open(acts_of(case), "compel", "lift_compel"), compulsion)
    with unit():
        data = {"of": held.pk, "measure": held.data["measure"], "things": held.data["things"]}
        beside(case, "lift_compel", Told(words, officers, data), actor=actor, now=now)
        case.clocks.filter(act=held, code="compel", stopped_at__isnull=True).update(stopped_at=now)
        set_turn(case)
    return case
