"""Compulsory measures (行政强制法 17 to 28): asked for by officers, granted by a leader, made
longer once, lifted in time."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case, CaseAct
from qianshao.enforcement.rules.cases import things_of
from qianshao.enforcement.rules.inquiry import longer_fault, measure_fault, still_open, waiting_prolongs
from qianshao.enforcement.selectors.cases import acts_of
from qianshao.enforcement.selectors.compel import compel_clock, longer_of
from qianshao.enforcement.services.dates import set_turn
from qianshao.enforcement.services.inquire import chosen
from qianshao.enforcement.services.punish import may_punish
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, not_own, open_case_row
from qianshao.enforcement.states import COMPEL_LABELS

#: What the papers of a measure say of it, whichever of its acts they are about.
_OF_MEASURE = ("measure", "measure_basis", "things")


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


def ask_prolong(
    *,
    case_id: int,
    words: str,
    officers: Iterable[int],
    days: int,
    compulsion: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Ask for a measure to run ``days`` longer (行政强制法 25); ``words``: what makes the matter complicated.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, no words, no seal or seizure, its days are over, it was made
            longer as often as may be, or by more days than may be, a wish waits.
    """
    case = open_case_row(actor, case_id, "ask_prolong", version)
    acts = acts_of(case)
    held = chosen(still_open(acts, "compel", "lift_compel"), compulsion)
    refuse("longer_open" if any(act.data["compulsion"] == held.pk for act in waiting_prolongs(acts)) else "")
    _refuse_longer(case, held, days, now)
    with unit():
        data = {"compulsion": held.pk, "more_days": days, **{key: held.data[key] for key in _OF_MEASURE}}
        beside(case, "ask_prolong", Told(words, officers, data), actor=actor, now=now)
    return case


def decide_prolong(
    *, case_id: int, agreed: bool, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Say yes or no to the wish that waits longest, as the measure itself was decided: by another, in a township
    only in a delegated matter, signed by who asked. With a yes its clock ends later.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own wish, nothing was asked, no words with a no, its days are
            over meanwhile.
    """
    act = "prolong" if agreed else "refuse_prolong"
    case = open_case_row(actor, case_id, act, version)
    asked = chosen(waiting_prolongs(acts_of(case))[:1], None)
    not_own(asked.by_id, asked.by_label, actor)
    if not agreed:
        with unit():
            beside(case, act, Told(words, data=asked.data | {"of": asked.pk}), actor=actor, now=now)
        return case
    may_punish(case, now)
    held, days = case.acts.get(pk=asked.data["compulsion"]), asked.data["more_days"]
    before = _refuse_longer(case, held, days, now)
    end = before + timedelta(days=days)
    with unit():
        data = asked.data | {"of": asked.pk, "end_before": before.isoformat(), "end": end.isoformat()}
        told = Told(words or asked.words, [one["id"] for one in asked.officers], data)
        beside(case, act, told, actor=actor, now=now)
        compel_clock(case, held).update(until=end)
        set_turn(case)
    return case


def _refuse_longer(case: Case, held: CaseAct, days: int, now: datetime) -> datetime:
    """The end of a measure that may be made so many days longer."""
    facts = longer_of(case, acts_of(case), held, days, now)
    refuse(longer_fault(facts, now))
    return facts.until or now
