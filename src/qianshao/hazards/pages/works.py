"""Pages of treatment projects: the list by township, one project with what may be done, the form of a plan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.forms import works as forms
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.rules.ledger import days_late
from qianshao.hazards.rules.works import Mark, Plan, Step, missed
from qianshao.hazards.selectors.works import WorksFilters
from qianshao.hazards.states.ledger import TREATMENT_LABELS, WITH_UNIT, Treatment
from qianshao.hazards.states.works import ENGINEERING, PROJECT_LABELS, ProjectState
from qianshao.people.selectors.households import zones_with_counts

PER_PAGE = 50
MOST_ZONES = 200


def filters_of(given: Any) -> WorksFilters:
    """What the address asks for; the list opens on what is not over."""
    asked = {name: given.get(name, "")[:40] for name in ("under", "treatment")}
    tab = given.get("tab", "open")[:10]
    return WorksFilters(tab=tab, late=given.get("late") == "1", search=given.get("q", "")[:60], **asked)


def list_context(scope: Scope, asked: WorksFilters, now: datetime) -> dict[str, Any]:
    """The list's filters and the sums by township."""
    sums = selectors.works_by_town(scope, asked, now)
    named = choices.places([one["key"] for one in sums])
    return {
        "asked": asked,
        "tabs": [
            ("open", None),
            *((state.value, PROJECT_LABELS[state]) for state in list(ProjectState)[1:]),
            ("", None),
        ],
        "towns": choices.towns(scope, asked.under),
        "sums": [{**one, "name": named[one["key"]]} for one in sums],
        "treatments": [(one.value, TREATMENT_LABELS[one]) for one in ENGINEERING],
        "may_export": scope.may("hazards.export"),
    }


def lines(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Rows of the list with their places and how late each is."""
    where = choices.places([row.division_path for row in rows])
    return [
        {"p": row, "h": row.hazard, "place": where[row.division_path], "late": days_late(row.due_at, now)}
        for row in rows
    ]


def project_context(scope: Scope, project: Any, now: datetime, failed: dict[str, Any]) -> dict[str, Any]:
    """One project: milestones with their photos, what may be done. ``failed``: forms to be shown again, by name."""
    hazard, steps = project.hazard, selectors.milestones_of(project)
    photos = selectors.photos_shown(scope, steps)
    may = {name: scope.may(f"hazards.{name}", project.division_path) for name in ("assign", "fix", "accept")}
    marks = [Mark(step.due_at, step.done_at is not None, step.photos) for step in steps]
    rows = [_step_line(project, step, photos.get(step.pk, []), now, failed) for step in steps]
    for row in [row for row in rows if row["step"].done_at is None][:1]:
        row["is_next"] = True
    return {
        "p": project,
        "h": hazard,
        "place": choices.places([project.division_path])[project.division_path],
        "rows": rows,
        "done": sum(mark.is_done for mark in marks),
        "is_through": all(mark.is_done for mark in marks),
        "total": len(marks),
        "missed": missed(marks, now) if project.state == ProjectState.RUNNING else 0,
        "guards": [one for one in hazard.guards.within(scope) if one.state == "open"],
        "may": may,
        "is_running": project.state == ProjectState.RUNNING,
        "is_asked": project.state == ProjectState.ASKED,
        **_act_forms(project, steps, failed),
    }


def _step_line(project: Any, step: Any, photos: list[Any], now: datetime, failed: dict[str, Any]) -> dict[str, Any]:
    """A milestone with its photos and its form, which is the one that was refused where it was this one's."""
    late = days_late(step.due_at, now) if step.done_at is None and project.is_open else 0
    form = failed.get("milestone")
    if form is None or form.data.get("milestone_id") != str(step.pk):
        form = milestone_form(project, step)
    return {"step": step, "photos": photos, "form": form, "late": late, "opened": form.is_bound}


def milestone_form(project: Any, step: Any) -> forms.MilestoneForm:
    """The empty form of a milestone."""
    initial = {"version": project.version, "milestone_id": step.pk}
    return forms.MilestoneForm(initial=initial, auto_id=f"id_step{step.pk}_%s")


def _act_forms(project: Any, steps: Sequence[Any], failed: dict[str, Any]) -> dict[str, Any]:
    initial = {"version": project.version}
    told = {**initial, "moved": project.moved, "money_paid": project.money_paid}
    empty = {
        "told": forms.ToldForm(initial=told, households=project.households, auto_id="id_told_%s"),
        "ask": forms.AskForm(initial=initial, auto_id="id_ask_%s"),
        "accept": forms.AcceptForm(initial=initial, auto_id="id_accept_%s"),
        "reject": forms.RejectForm(initial=initial, steps=step_choices(steps), auto_id="id_reject_%s"),
        "drop": forms.ReasonForm(initial=initial, auto_id="id_drop_%s"),
    }
    return {"forms": {**empty, **failed}, "failed": failed}


def step_choices(steps: Sequence[Any]) -> list[tuple[str, str]]:
    """The milestones that may be sent back."""
    return [(str(step.pk), step.name) for step in steps]


def zone_choices(scope: Scope, path: str) -> list[tuple[str, str]]:
    """The danger zones around a hazard with how many households the register has in each."""
    rows = zones_with_counts(scope, under=path[:16])[:MOST_ZONES]
    return [(str(row.pk), f"{row.name}　{row.homes}") for row in rows]


def plan_initial(hazard: Any) -> dict[str, Any]:
    """What a new plan starts with: what the hazard says already."""
    known = {name: getattr(hazard, name) for name in ("unit_name", "person_name", "interim", "treatment")}
    known["treatment"] = hazard.treatment if hazard.treatment in ENGINEERING else Treatment.WORKS
    return {**known, "version": hazard.version, "name": hazard.title[:80], "money_planned": hazard.money}


def steps_initial(hazard: Any, now: datetime) -> list[dict[str, Any]]:
    """The county's milestones for the hazard's treatment, dated from today."""
    way = "move" if hazard.treatment == Treatment.MOVE else "build"
    rows = [row for row in selectors.standard_rows("milestones", now) if row.get("way", "") in ("", way)]
    today = now.astimezone(BEIJING).date()
    return [
        {"code": row["code"], "name": row["name"], "due_on": today + timedelta(days=float(row.get("days") or 0))}
        for row in rows
    ]


def replan_initial(project: Any) -> dict[str, Any]:
    """What a plan says now."""
    names = (
        "name",
        "unit_name",
        "person_name",
        "interim",
        "starts_on",
        "money_planned",
        "money_source",
        "households",
    )
    known = {name: getattr(project, name) for name in (*names, "version")}
    return {**known, "ends_on": project.ends_at.astimezone(BEIJING).date(), "treatment": project.hazard.treatment}


def replan_steps(project: Any) -> list[dict[str, Any]]:
    """The milestones that are still to come."""
    return [
        {"id": step.pk, "code": step.code, "name": step.name, "due_on": step.due_at.astimezone(BEIJING).date()}
        for step in selectors.milestones_of(project)
        if step.done_at is None
    ]


def plan_of(scope: Scope, path: str, clean: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Plan:
    """A form's values as the verb takes them. A chosen danger zone says how many households there are."""
    steps = [
        Step(row["name"], end_of(row["due_on"]), row["code"], row["id"])  # type: ignore[arg-type]  # a named one has a date
        for row in rows
        if row.get("name")
    ]
    names = ("name", "treatment", "unit_name", "interim", "starts_on", "person_name", "money_planned", "money_source")
    homes = clean["households"] if clean["households"] is not None else _homes(scope, path, clean.get("zone", ""))
    ends_at: Any = end_of(clean["ends_on"])
    return Plan(**{name: clean[name] for name in names}, ends_at=ends_at, steps=tuple(steps), households=homes)


def _homes(scope: Scope, path: str, zone: str) -> int | None:
    if not zone:
        return None
    found = zones_with_counts(scope, under=path[:16]).filter(pk=int(zone)).first()
    return found.homes if found else None


def works_of(scope: Scope, hazard: Any, now: datetime) -> dict[str, Any]:
    """What the hazard's page says of its projects, and whether one may be planned."""
    found = selectors.projects_of(hazard)
    is_free = hazard.state in WITH_UNIT and hazard.same_as_id is None and not any(one.is_open for one in found)
    return {
        "works": [(one, days_late(one.due_at, now)) for one in found],
        "may_plan": is_free and scope.may("hazards.assign", hazard.division_path),
        "needs_works": is_free and hazard.treatment in ENGINEERING and not found,
    }
