"""Somebody looked at a shelter, line by line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.places.models import Inspection, InspectionResult, Shelter
from qianshao.places.rules import next_due, verdict
from qianshao.places.selectors.standards import checklist_for, duration_class
from qianshao.places.services.edit_shelter import note, save, shelter_for


def inspect_shelter(
    *,
    shelter_id: int,
    answers: Mapping[str, bool],
    notes: Mapping[str, str] | None = None,
    words: str = "",
    evidence: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> Inspection:
    """Keep an inspection: ``answers`` by code of the checklist's line, every line answered; ``notes`` likewise.

    Raises:
        Invalid: a line without an answer.
    """
    found = shelter_for(actor, shelter_id, "places.inspect")
    results = _results(found, answers, notes or {})
    come = verdict(results)
    klass = duration_class(found.duration)
    day = now.astimezone(BEIJING).date()
    due = next_due(day, klass.inspect_days if klass else None)
    with unit():
        made = Inspection.objects.create(
            shelter=found,
            division_path=found.division_path,
            at=now,
            by=actor.label[:80],
            by_id=actor.user_id,
            result=come.result,
            results=results,
            faults=come.faults,
            words=words.strip()[:500],
            evidence=[str(key) for key in evidence],
            next_due=due,
        )
        changes = {"inspected_on": day, "inspection_due": due, "overdue_noted": None, "must_fix": come.must_fix}
        save(found, found.version, changes)
        data = {"result": str(InspectionResult(come.result).label), "faults": come.faults}
        note("places.inspected", found, actor, now, data)
    return made


def _results(found: Shelter, answers: Mapping[str, bool], notes: Mapping[str, str]) -> list[dict[str, Any]]:
    items = checklist_for(found.duration)
    if missing := [item.name for item in items if item.code not in answers]:
        words = _("还有 {n} 项没有选：{names}")
        raise Invalid("inspection.missing", words, n=len(missing), names="、".join(missing[:3]))
    return [
        {
            "code": item.code,
            "group": item.group,
            "name": item.name,
            "must": item.must,
            "ok": bool(answers[item.code]),
            "note": notes.get(item.code, "").strip()[:120],
        }
        for item in items
    ]
