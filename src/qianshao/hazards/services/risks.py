"""Verbs of 双重预防: assess a risk point, hold it down by measures, look whether they hold."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal, Stale
from qianshao.core.units import group, unit
from qianshao.hazards.models import RiskAssessment, RiskCheck, RiskControl, RiskSheet
from qianshao.hazards.rules.risks import Assessed, by_lec, by_matrix, keeper_fault, lec_fault, review_due
from qianshao.hazards.selectors.risks import control_of, risk_row, unassessed
from qianshao.hazards.selectors.standards import standard_in_force, standard_rows
from qianshao.hazards.services.find import find_hazard
from qianshao.hazards.states.ledger import Source
from qianshao.hazards.states.risks import ControlSort, Keeper, Method
from qianshao.journal.services import record
from qianshao.registry.services import change_record

_SENTENCES = {
    "no_method": _("请选评估方法。"),
    "no_score": _("请从表里选分值。"),
    "no_keeper": _("请选由哪一级管控。"),
    "low_keeper": _("这种颜色的风险要由更高一级管控，见隐患标准。"),
    "no_words": _("请写清楚措施和责任人。"),
    "no_sort": _("请选措施的种类。"),
    "no_finding": _("不管用的，请写一句看到什么。"),
    "not_assessed": _("先评估，再写管控措施。"),
    "days": _("检查周期是 1 到 3660 天。"),
}
#: What the register's file calls the level of control, as this room knows it.
_LEVELS = {
    "县级": Keeper.COUNTY,  # zh: a value of the register's file
    "乡镇级": Keeper.TOWN,  # zh: as above
    "村级": Keeper.VILLAGE,  # zh: as above
    "单位": Keeper.ENTERPRISE,  # zh: as above
}


def _refuse(fault: str) -> None:
    if fault:
        raise Invalid(f"risk.{fault}", _SENTENCES[fault])


def assess_risk(
    *,
    record_id: int,
    method: str,
    given: Mapping[str, float | None],
    keeper: str,
    keeper_unit: str = "",
    keeper_person: str = "",
    harm: str = "",
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> RiskSheet:
    """Assess a risk point. ``given``: L, E and C, or likelihood and consequence; the colour is computed.
    The register's grade follows, where the actor may edit the register; else it stays and this sheet counts.

    Raises:
        NotFound, NotAllowed. Invalid: no value of the county's tables, held too low. Stale: assessed meanwhile.
    """
    row = risk_row(actor.scope, record_id, now)
    point = row.record
    actor.demand("hazards.risks", point.division_path)
    found, tables = _assessed(method, given, now)
    review = standard_rows("risk_review", now)
    _refuse(keeper_fault(keeper, found.colour, review))
    columns = {
        "division_path": point.division_path,
        "method": method,
        "given": dict(given),
        "score": found.score,
        "colour": found.colour,
        "band": found.band[:40],
        "tables": tables,
        "harm": harm.strip()[:300],
        "keeper": keeper,
        "keeper_unit": keeper_unit.strip()[:80],
        "keeper_person": keeper_person.strip()[:40],
        "assessed_at": now,
        "assessed_by": actor.label[:80],
        "due_at": review_due(found.colour, review, now),
    }
    with unit():
        sheet = _put(point, row.sheet, columns, version)
        _keep(sheet, words, actor, now)
        data = {"name": point.name, "colour": found.colour, "score": found.score}
        _note("assessed", sheet, data, actor, now)
    _tell_register(point, found.colour, actor, now)
    return sheet


def _assessed(method: str, given: Mapping[str, float | None], now: datetime) -> tuple[Assessed, dict[str, int]]:
    if method == Method.LEC:
        scores, bands = standard_in_force("risk_scores", now), standard_in_force("risk_bands", now)
        _refuse(lec_fault(given, scores.rows))
        likelihood, exposure, harm = (float(given[part] or 0) for part in ("L", "E", "C"))
        found = by_lec(likelihood, exposure, harm, bands.rows)
        tables = {"risk_scores": scores.version, "risk_bands": bands.version}
    elif method == Method.MATRIX:
        cells = standard_in_force("risk_matrix", now)
        row, column = (int(given.get(name) or 0) for name in ("likelihood", "consequence"))
        found, tables = by_matrix(row, column, cells.rows), {"risk_matrix": cells.version}
    else:
        raise Invalid("risk.no_method", _SENTENCES["no_method"])
    if found is None:
        raise Invalid("risk.no_score", _SENTENCES["no_score"])
    return found, tables


def _put(point: Any, sheet: RiskSheet | None, columns: dict[str, Any], version: int | None) -> RiskSheet:
    if sheet is None:
        made, is_new = RiskSheet.objects.unscoped("a point the verb has authorised").get_or_create(
            record_uid=point.uid, defaults=columns
        )
        if not is_new:
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
        first: RiskSheet = made
        return first
    same = RiskSheet.objects.unscoped("as above").filter(pk=sheet.pk, version=sheet.version)
    raced = version is not None and version != sheet.version
    if raced or not same.update(**columns, version=sheet.version + 1):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    fresh: RiskSheet = RiskSheet.objects.unscoped("as above").get(pk=sheet.pk)
    return fresh


def _keep(sheet: RiskSheet, words: str, actor: Actor, now: datetime) -> None:
    RiskAssessment.objects.create(
        sheet=sheet, at=now, by_id=actor.user_id, by_label=actor.label[:80], method=sheet.method, given=sheet.given,
        score=sheet.score, colour=sheet.colour, tables=sheet.tables, words=words.strip()[:300],
    )  # fmt: skip


def _tell_register(point: Any, colour: str, actor: Actor, now: datetime) -> None:
    """The register's own grade follows; what stands in the way there never undoes an assessment."""
    if point.grade == colour or not actor.scope.may("registry.edit", point.division_path):
        return
    try:
        change_record(record_id=point.pk, version=point.version, values={"grade": colour}, actor=actor, now=now)
    except Refusal:
        return


def adopt_registered(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Assess by LEC whatever the register (a file imported there) holds L, E and C of and nobody has assessed
    here; (how many were, how many could not be: no value of the county's tables, or held too low).

    Raises:
        NotAllowed.
    """
    actor.demand("hazards.risks", "")
    done = left = 0
    for point in unassessed(actor.scope):
        details = point.details
        given = {part: _number(details.get(f"lec_{part.lower()}")) for part in ("L", "E", "C")}
        keeper = _LEVELS.get(str(details.get("control_level", "")), "")
        try:
            assess_risk(
                record_id=point.pk, method=Method.LEC, given=given, keeper=keeper, keeper_unit=point.owner_org,
                harm=str(details.get("hazard") or ""), words=str(_("按登记的分值")), actor=actor, now=now,
            )  # fmt: skip
        except Refusal:
            left += 1
        else:
            done += 1
    return done, left


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def put_control(
    *, record_id: int, sort: str, words: str, person: str, every_days: int | None = None, actor: Actor, now: datetime
) -> RiskControl:
    """Add a measure with its person and how often somebody must look.

    Raises:
        NotFound, NotAllowed. Invalid: no words, no person, no such kind, not assessed yet.
    """
    row = risk_row(actor.scope, record_id, now)
    actor.demand("hazards.risks", row.record.division_path)
    if row.sheet is None:
        raise Invalid("risk.not_assessed", _SENTENCES["not_assessed"])
    _refuse("" if words.strip() and person.strip() else "no_words")
    _refuse("" if sort in set(ControlSort) else "no_sort")
    _refuse("" if every_days is None or 1 <= every_days <= 3660 else "days")
    with unit():
        made: RiskControl = RiskControl.objects.create(
            sheet=row.sheet, division_path=row.record.division_path, sort=sort, words=words.strip()[:300],
            person=person.strip()[:40], every_days=every_days, next_at=_next(now, every_days), made_at=now,
        )  # fmt: skip
        _note("control", row.sheet, {"name": row.record.name}, actor, now)
    return made


def drop_control(*, control_id: int, actor: Actor, now: datetime) -> RiskControl:
    """A measure is no longer in force; it stays on record.

    Raises:
        NotFound, NotAllowed.
    """
    control = control_of(actor.scope, control_id)
    actor.demand("hazards.risks", control.division_path)
    with unit():
        RiskControl.objects.unscoped("a row the verb has authorised").filter(pk=control.pk).update(is_active=False)
        _note("control_dropped", control.sheet, {"words": control.words[:40]}, actor, now)
    return control


def check_control(
    *, control_id: int, is_ok: bool, words: str = "", kind: str = "other", actor: Actor, now: datetime
) -> RiskCheck:
    """Somebody looked. A measure that does not hold is a hazard of its risk point, taken into the ledger at once.

    Raises:
        NotFound, NotAllowed. Invalid: it does not hold and nobody says what was seen.
    """
    control = control_of(actor.scope, control_id)
    actor.demand("hazards.find", control.division_path)
    _refuse("" if is_ok or words.strip() else "no_finding")
    with group():
        no = "" if is_ok else _found(control, kind, words, actor, now)
        made: RiskCheck = RiskCheck.objects.create(
            control=control, at=now, by_id=actor.user_id, by_label=actor.label[:80], is_ok=is_ok,
            words=words.strip()[:300], hazard_no=no,
        )  # fmt: skip
        same = RiskControl.objects.unscoped("a row the verb has authorised").filter(pk=control.pk)
        same.update(last_at=now, last_by=actor.label[:80], last_ok=is_ok, next_at=_next(now, control.every_days))
        _note("check" if is_ok else "check_failed", control.sheet, {"words": control.words[:40]}, actor, now)
    return made


def _found(control: RiskControl, kind: str, words: str, actor: Actor, now: datetime) -> str:
    uid = control.sheet.record_uid
    made = find_hazard(
        kind=kind, words=f"{control.words}：{words}"[:500], source=Source.PATROL, place_uid=uid, risk_uid=uid,
        division_path=control.division_path, actor=actor, now=now,
    )  # fmt: skip
    return str(made.no)


def _next(now: datetime, every_days: int | None) -> datetime | None:
    return None if every_days is None else now + timedelta(days=every_days)


def _note(what: str, sheet: RiskSheet, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(
        kind=f"hazards.risk_{what}",
        actor=actor,
        now=now,
        subject=("risk", sheet.pk),
        division_path=sheet.division_path,
        data=data,
    )
