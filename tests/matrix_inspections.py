"""Objects for the permission matrix: plans, visits, draws, inspectors."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from qianshao.divisions.models import Division
from qianshao.inspections.models import Draw, Guidance, Inspector, Interest, Plan, SelfLink, Visit
from qianshao.inspections.selectors import token_of
from tests.cast import Cast
from tests.matrix import Builder


def _plan(cast: Cast, where: Division) -> Plan:
    made: Plan = Plan.objects.create(
        name=f"某巡查{Plan.objects.unscoped('a test counts').count()}",
        kind="patrol",
        place_class="JX3",
        place_class_name="小商店",
        division_path=where.path,
        starts_on=cast.now.date(),
        made_at=cast.now,
        made_by="某某",
    )
    return made


def plan(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A plan of the area."""
    return {"plan_id": _plan(cast, where).pk}


def visit(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A visit of the area, started so that every form is there."""
    row = _plan(cast, where)
    made = Visit.objects.create(
        plan=row,
        kind="patrol",
        place_class="JX3",
        place_class_name="小商店",
        record_id=row.pk,
        place_uid="0197f000-0000-7000-8000-000000000001",
        place_name="某店",
        code="000000-0",
        division_path=where.path,
        turn=cast.now.date(),
        due_at=cast.now + timedelta(days=3),
        state_at=cast.now,
    )
    return {"visit_id": made.pk}


def drawn(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A draw of the area of which nothing is sealed any more."""
    made = Draw.objects.create(
        no=f"CC-{Draw.objects.unscoped('a test counts').count()}",
        kind="random",
        title="某抽查",
        division_path=where.path,
        place_class="JX3",
        place_class_name="小商店",
        wanted=0,
        each=2,
        seed="0",
        pool={"places": [], "inspectors": []},
        result=[],
        due_at=cast.now,
        made_at=cast.now,
        maker_label="某某",
        is_sealed=False,
    )
    return {"draw_id": made.pk}


def inspector(_cast: Cast, where: Division) -> Mapping[str, Any]:
    """An inspector of the area."""
    number = Inspector.objects.unscoped("a test counts").count() + 900_000
    made = Inspector.objects.create(user_id=number, label="某某", division_path=where.path)
    return {"inspector_id": made.pk}


def interest(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A declared interest of an inspector of the area."""
    row = Inspector.objects.unscoped("a test looks").get(pk=inspector(cast, where)["inspector_id"])
    return {"interest_id": Interest.objects.create(inspector=row, unit="某厂", made_at=cast.now).pk}


def link(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A self-check link of a place of the area."""
    made = SelfLink.objects.create(
        record_id=1, place_uid=uuid4(), place_name="某厂", place_class="QY1", division_path=where.path,
        made_at=cast.now, maker_label="某某", expires_at=cast.now + timedelta(days=3),
    )  # fmt: skip
    return {"token": token_of(made)}


def guidance(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A wish for advice of the area."""
    made = Guidance.objects.create(
        kind="expert", division_path=where.path, subject="某坡", words="看一看", state_at=cast.now, asked_at=cast.now,
        asker_label="某某",
    )  # fmt: skip
    return {"guidance_id": made.pk}


_VISIT = ("visit", "visit-start", "visit-finish", "visit-reason", "visit-cancel", "visit-hand", "visit-print")
_LINK = ("self-link", "self-link-end")
OBJECTS: dict[str, Builder] = {
    "inspections:plan-edit": plan,
    "inspections:plan-stop": plan,
    "inspections:draw": drawn,
    "inspections:draw-tell": drawn,
    "inspections:draw-void": drawn,
    "inspections:interest": inspector,
    **dict.fromkeys(("inspections:guidance", "inspections:guidance-answer", "inspections:guidance-record"), guidance),
    "inspections:self-check": link,
    "inspections:interest-withdraw": interest,
    **{f"inspections:{name}": visit for name in (*_VISIT, *_LINK)},
}
