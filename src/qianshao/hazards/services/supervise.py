"""Those above take a hand: 挂牌督办, 移交执法, and the papers of a major hazard."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard, MajorReport, TreatmentPlan
from qianshao.hazards.rules.ledger import date_fault, missing_parts
from qianshao.hazards.selectors.standards import standard_row
from qianshao.hazards.services.hung import is_lower, is_of_level, may_delist
from qianshao.hazards.services.wishes import drop_wish
from qianshao.hazards.services.writing import Told, change, open_hazard, refuse
from qianshao.hazards.states.ledger import PLAN_PARTS, REPORT_PARTS, UNDER_WORK, HazardState

_MOST = 2000


def escalate(
    *,
    hazard_id: int,
    level: str,
    words: str,
    supervision_no: str = "",
    office: str = "",
    due_at: datetime | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Put it on the list of a level (挂牌督办): number, supervising office, and a date if it is a new one.

    A township's leader hangs the township's list only; the county's and what the city and the province have hung is
    written down by the county's.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no such level or not this actor's, a lower one than it is on, no words,
            a past date.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.supervise", version)
    row = standard_row("supervision", level, now)
    if row is None or not is_of_level(actor.scope, hazard.division_path, str(row["level"]), "hazards.supervise"):
        raise Invalid("hazard.level", _("请选自己这一级能挂的督办层级。"))
    if hazard.is_over:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    refuse("hung_above" if is_lower(str(row["level"]), hazard, now) else "")
    refuse(date_fault(due_at, now) if due_at is not None else "")
    changes = {
        "supervision_level": level,
        "supervision_no": supervision_no[:40],
        "supervision_by": (office or actor.label)[:80],
        "supervised_at": now,
        **({"due_at": due_at} if due_at else {}),
    }
    with unit():
        told = Told(words, data={"level": str(row["name"]), "list": supervision_no[:40]})
        change(hazard, "escalate", told, actor=actor, now=now, **changes)
    return hazard


def delist_hazard(
    *, hazard_id: int, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Hazard:
    """Take it down (摘牌), by the level that hung it and not while the work goes on; then it can be
    closed, or found untrue. On which
    list it was stays written.

    Raises:
        NotFound, NotAllowed. Stale: it hangs on no list. Invalid: another level's, still worked on, no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.supervise", version)
    if hazard.supervised_at is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    if not may_delist(actor.scope, hazard, now):
        raise Invalid("hazard.level", _("谁挂牌谁摘牌，请由挂牌的一级来办。"))
    refuse("not_mended" if HazardState(hazard.state) in UNDER_WORK else "")
    row = standard_row("supervision", hazard.supervision_level, now) or {}
    with unit():
        told = Told(words, data={"level": str(row.get("name", "")), "list": hazard.supervision_no})
        change(hazard, "delist", told, actor=actor, now=now, supervised_at=None)
    return hazard


def transfer_hazard(
    *, hazard_id: int, words: str, case_no: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Hazard:
    """Hand it to enforcement (移交执法), in an officer's words; it still has to be mended.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile, or not true. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.assign", version)
    if hazard.state == "false":
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    with unit():
        told = Told(words, data={"case": case_no[:40]})
        change(hazard, "transfer", told, actor=actor, now=now, transferred_at=now, case_no=case_no[:40])
        drop_wish(hazard, actor=actor, now=now)
    return hazard


def put_report(*, hazard_id: int, parts: Mapping[str, str], actor: Actor, now: datetime) -> MajorReport:
    """The report of a major hazard: present, harm, plan. Each time a new version; all three parts every time.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a part is missing, or the hazard is not a major one.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix")
    given = _parts(REPORT_PARTS, parts, hazard)
    with unit():
        paper: MajorReport = hazard.reports.create(at=now, by_id=actor.user_id, by_label=actor.label[:80], **given)
        change(hazard, "report", Told(), actor=actor, now=now)
    return paper


def put_plan(*, hazard_id: int, parts: Mapping[str, str], actor: Actor, now: datetime) -> TreatmentPlan:
    """The plan of a major hazard: goals, measures, money, people, limit, safety. Each time a new version.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a part is missing, or the hazard is not a major one.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix")
    given = _parts(PLAN_PARTS, parts, hazard)
    with unit():
        paper: TreatmentPlan = hazard.plans.create(at=now, by_id=actor.user_id, by_label=actor.label[:80], **given)
        change(hazard, "plan", Told(), actor=actor, now=now)
    return paper


def _parts(names: Mapping[str, object], parts: Mapping[str, str], hazard: Hazard) -> dict[str, str]:
    given = {name: parts.get(name, "").strip()[:_MOST] for name in names}
    if missing := missing_parts(given):
        words = "、".join(str(names[name]) for name in missing)
        raise Invalid("hazard.parts", _("还缺：{parts}。"), parts=words)
    if not hazard.is_major:
        raise Invalid("hazard.not_major", _("只有重大隐患要报告和治理方案。"))
    return given
