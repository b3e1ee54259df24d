"""Two findings of one hazard, and the risk point a hazard belongs to. Nothing is ever thrown away."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.clocks import turn_at
from qianshao.hazards.selectors.ledger import hazard_of
from qianshao.hazards.selectors.standards import clocks_at
from qianshao.hazards.services.guards import end_guards_on
from qianshao.hazards.services.wishes import drop_wish
from qianshao.hazards.services.writing import Told, change, clock_columns, open_hazard, refuse, write_act
from qianshao.hazards.states.ledger import HazardState
from qianshao.registry.selectors import record_by_uid


def merge_hazards(*, hazard_id: int, into_id: int, words: str = "", actor: Actor, now: datetime) -> Hazard:
    """Say that a hazard is the one ``into_id``: both stay, the work goes on there; its clocks stop here.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: with itself, with one that has doubles of its own, drill with real, or
            hung by a level.
    """
    one = open_hazard(actor, hazard_id, "hazards.verify")
    refuse("hung" if one.supervised_at else "")
    main = hazard_of(actor.scope, into_id)
    actor.demand("hazards.verify", main.division_path)
    with unit():
        tie(one, main.same_as or main, words=words, actor=actor, now=now)
    return one


def tie(one: Hazard, main: Hazard, *, words: str = "", actor: Actor, now: datetime) -> None:
    """The change itself, inside the caller's transaction.

    Raises:
        Invalid: with itself, with one that has doubles of its own, drill with real. Stale: changed meanwhile, or the
            work does not go on there: it is over.
    """
    rows = Hazard.objects.unscoped("the two the verb has authorised, and doubles of one")
    held = {row.pk: row for row in rows.filter(pk__in=(one.pk, main.pk)).order_by("pk").select_for_update()}
    if main.pk == one.pk or rows.filter(same_as=one).exists() or one.is_drill != main.is_drill:
        raise Invalid("hazard.merge", _("这两条不能合在一起。"))
    if held[main.pk].is_over or held[main.pk].same_as_id is not None:  # as it is now, whoever was faster
        raise Stale("hazard.merge_over", _("{no} 已经结束，不能并入；请先重新打开它。"), no=main.no)
    over = turn_at(HazardState.CLOSED, None, now)
    still = {"step_due_at": None, "remind_at": None, "reminded_at": now, "turn_at": over}
    change(one, "merge", Told(words, data={"other": main.no}), actor=actor, now=now, same_as=main, **still)
    write_act(main, "merge", Told(data={"other": one.no}), actor=actor, now=now)
    drop_wish(one, actor=actor, now=now)
    end_guards_on(one, actor=actor, now=now)


def split_hazard(*, hazard_id: int, actor: Actor, now: datetime) -> Hazard:
    """Say that it is not the same after all: its clocks run again, from now, for the state it is in.

    Raises:
        NotFound, NotAllowed. Stale: it is not put with any.
    """
    one = hazard_of(actor.scope, hazard_id)
    actor.demand("hazards.verify", one.division_path)
    if one.same_as is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    since = one.state_at if one.is_over else now
    clocks = clock_columns(HazardState(one.state), one.grade, since, one.due_at, now, clocks_at(now))
    with unit():
        told = Told(data={"other": one.same_as.no})
        change(one, "split", told, actor=actor, now=now, same_as=None, **clocks)
    return one


def link_risk(*, hazard_id: int, risk_uid: UUID | None, actor: Actor, now: datetime) -> Hazard:
    """Say which risk point of the register this is a failed control of; None: of none.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no such risk point in the actor's areas.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.verify")
    point = record_by_uid(actor.scope, risk_uid) if risk_uid else None
    if risk_uid and (point is None or point.kind.group != "risk"):
        raise Invalid("hazard.risk", _("没有这个风险点。"))
    with unit():
        told = Told(data={"risk": point.name if point else ""})
        change(hazard, "link_risk", told, actor=actor, now=now, risk_uid=risk_uid)
    return hazard
