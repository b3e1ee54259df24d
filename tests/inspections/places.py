"""Places of the register, plans and visits as tests need them, made by the verbs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.sync import Position
from qianshao.hazards.selectors import standard_rows
from qianshao.inspections import services
from qianshao.inspections.models import Draw, Inspector, Plan, Visit
from qianshao.inspections.services import Reply, Signing
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import SYSTEM, Cast

MACHINE = Actor.system("inspections.make")
HERE = Position(114.8401, 31.6701, 8.0)


def refused(said: str, verb: Callable[..., Any], /, **given: Any) -> None:
    """The verb says no with the code ``said``, in words."""
    with pytest.raises(Refusal) as found:
        verb(**given)
    assert found.value.code == said
    assert str(found.value)


def shop(cast: Cast, name: str = "河边小卖部", **given: Any) -> Record:
    """A small shop of 红旗村 with a place on the map."""
    load_kinds(Kind)
    values = {
        "name": name,
        "division_path": cast.village_a1.path,
        "lon": 114.84,
        "lat": 31.67,
        "owner_org": f"{name}店主",
        "nine_kind": "小商店",
        **given,
    }
    return create_record(kind="nine_small", values=values, actor=SYSTEM, now=cast.now)


def plan(cast: Cast, **given: Any) -> Plan:
    """Small shops of the town are patrolled every month by the grid worker nearest to them."""
    options = {
        "name": "小商店巡查",
        "kind": "patrol",
        "place_class": "JX3",
        "division_path": cast.town_a.path,
        "starts_on": date(2026, 7, 1),
        "role": "grid_worker",
        **given,
    }
    return services.save_plan(actor=cast.actor("town_duty"), now=cast.now, **options)


def visits() -> list[Visit]:
    """Every visit, sealed or not, in the order they were made."""
    return list(Visit.objects.unscoped("a test looks").order_by("id"))


def due(cast: Cast, **given: Any) -> Visit:
    """A visit of the shop that a plan made."""
    shop(cast)
    plan(cast, **given)
    services.make_due(limit=10, actor=MACHINE, now=cast.now)
    return visits()[-1]


def started(cast: Cast, who: str = "grid_worker", **given: Any) -> Visit:
    """A visit somebody is at, by the code on the label."""
    row = due(cast, **given)
    return services.start_visit(
        visit_id=row.pk, code=row.code, how="scan", position=HERE, actor=cast.actor(who), now=cast.now
    )


def replies(visit: Visit, **failed: Any) -> list[Reply]:
    """Every item is all right, but those named (by code with _ for -): words, photos."""
    bad = {code.replace("_", "-"): facts for code, facts in failed.items()}
    return [
        Reply(item["code"], "fail", *bad[item["code"]]) if item["code"] in bad else Reply(item["code"], "pass")
        for item in visit.items
    ]


def form_answers(visit: Visit, **changed: Any) -> dict[str, Any]:
    """The record's form with every item all right, its numbers and dates filled in."""
    said: dict[str, Any] = {"version": visit.version, "signer": "刘店主"}
    for item in visit.items:
        asked = {"count": {"n": 2, "m": 2}, "date": {"d": "2026-06-01"}}.get(item.get("answer", ""), {})
        said |= {f"r-{item['code']}": "pass", **{f"{sort}-{item['code']}": value for sort, value in asked.items()}}
    return said | changed


SIGNED = Signing(signer="刘店主")


CERTIFIED = {"certificate": "豫A-01", "valid_until": date(2027, 7, 1)}


def inspector(cast: Cast, who: str, **given: Any) -> Inspector:
    """One of the cast on the list of inspectors."""
    user = cast.users[who]
    lead = cast.actor("county_lead")
    return services.save_inspector(
        user_id=user.pk, actor=lead, now=cast.now, **{**CERTIFIED, "unit": "县应急局", **given}
    )


def drawn(cast: Cast, who: str = "county_lead", **given: Any) -> Draw:
    """Two of three shops by chance, two inspectors each."""
    for name in ("甲店", "乙店", "丙店"):
        shop(cast, name)
    for one in ("county_duty", "county_lead_2", "town_duty"):
        inspector(cast, one, unit=one)
    options = {
        "kind": "random",
        "title": "夏季抽查",
        "division_path": cast.county.path,
        "place_class": "JX3",
        "wanted": 2,
        "due_at": cast.now + timedelta(days=10),
        **given,
    }
    return services.make_draw(actor=cast.actor(who), now=cast.now, **options)


def make(cast: Cast, days: int = 0) -> int:
    """The sweep makes what is due, so many days on."""
    return services.make_due(limit=10, actor=MACHINE, now=cast.now + timedelta(days=days))


def fresh(visit: Visit) -> Visit:
    """The row as it is now."""
    found: Visit = Visit.objects.unscoped("a test looks").get(pk=visit.pk)
    return found


def table(name: str, cast: Cast) -> list[dict[str, Any]]:
    """The rows of a county's table in force."""
    return standard_rows(name, cast.now)
