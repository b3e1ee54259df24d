"""Objects for the permission matrix: dangers, patrol points and photos."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.ids import DEPARTMENT, UNIT, sign_link, uuid7
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.files import store
from qianshao.files.models import Evidence, new_key
from qianshao.hazards import services as hazards
from qianshao.hazards.models import HazardAct, PatrolPoint, Station, WhistleCall
from qianshao.hazards.rules.works import Plan, Step
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def evidence(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A photo somebody of the area sent."""
    key = new_key()
    name = store.put(b"picture", base64.b64decode(key))
    made = Evidence.objects.create(
        uid=uuid7(),
        state="kept",
        owner_id=0,
        owner_label="某某",
        division_path=where.path,
        created_at=cast.now,
        key=key,
        kept_name=name,
        thumb_name=name,
    )
    return {"uid": made.uid}


def danger(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A danger somebody of the area reported."""
    reporter = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"hazards.report"})}))
    made = hazards.report_danger(kind="slide", division_path=where.path, actor=reporter, now=cast.now)
    return {"sighting_id": made.pk}


def patrol_point(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A patrol point of the area."""
    name = f"某沟{PatrolPoint.objects.unscoped('a test counts').count()}"
    made = hazards.create_point(name=name, kind="gully", division_path=where.path, actor=SYSTEM, now=cast.now)
    return {"point_id": made.pk}


def hazard(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard somebody of the area found."""
    made = hazards.find_hazard(kind="house", words="某某", division_path=where.path, actor=SYSTEM, now=cast.now)
    return {"hazard_id": made.pk}


def handed(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard that was handed to a unit with a number."""
    made = hazards.find_hazard(kind="house", words="某某", division_path=where.path, actor=SYSTEM, now=cast.now)
    hazards.verify_hazard(hazard_id=made.pk, grade=1, actor=SYSTEM, now=cast.now)
    hazards.assign_hazard(hazard_id=made.pk, unit_name="某厂", unit_phone="13911112222", actor=SYSTEM, now=cast.now)
    return {"hazard_id": made.pk}


def project(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A treatment project of a hazard of the area."""
    plan = Plan(
        name="某工程",
        treatment="works",
        unit_name="某厂",
        interim="拉线",
        starts_on=cast.now.date(),
        ends_at=cast.now + timedelta(days=9),
        steps=(Step("立项", cast.now + timedelta(days=5)),),
    )
    made = hazards.plan_project(**handed(cast, where), plan=plan, actor=SYSTEM, now=cast.now)
    return {"project_id": made.pk}


def station(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A monitoring station of the area."""
    code = f"S{Station.objects.unscoped('a test counts').count()}"
    made = hazards.put_station(
        code=code, quantity="level", name="某站", division_path=where.path, lon=114.8, lat=31.6, actor=SYSTEM,
        now=cast.now,
    )  # fmt: skip
    return {"station_id": made.pk}


def whistle(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A whistle blown in the area."""
    made = hazards.blow_whistle(
        case="urgent", matter="某某", departments=["fire"], division_path=where.path, actor=SYSTEM, now=cast.now
    )
    return {"whistle_id": made.pk}


def risk(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A risk point of the area's register."""
    load_kinds(Kind)
    values = {"name": f"某点{Record.objects.unscoped('a test counts').count()}", "division_path": where.path}
    made = create_record(kind="risk_point", values=values, actor=SYSTEM, now=cast.now)
    return {"record_id": made.pk}


def called(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The link of a department that a whistle in the area calls."""
    return {"token": sign_link(DEPARTMENT, WhistleCall.objects.unscoped("a test").get(**whistle(cast, where)).pk)}


def ordered(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The link of a unit that has to mend something in the area."""
    act = HazardAct.objects.get(act="assign", **handed(cast, where))
    return {"token": sign_link(UNIT, act.pk)}


OBJECTS: dict[str, Builder] = {
    "hazards:link-whistle": called,
    "hazards:link-unit": ordered,
    "hazards:hazard": hazard,
    "hazards:act-find": hazard,
    "hazards:act-verify": hazard,
    "hazards:assist-eye": hazard,
    "hazards:act-assign": hazard,
    "hazards:act-fix": hazard,
    "hazards:act-accept": hazard,
    "hazards:act-close": hazard,
    "hazards:act-supervise": hazard,
    "hazards:unit-phone": handed,
    "hazards:order": handed,
    "hazards:station": station,
    "hazards:station-edit": station,
    "hazards:works-new": handed,
    **{f"hazards:project{what}": project for what in ("", "-plan", "-fix", "-accept", "-drop")},
    **{f"hazards:risk{what}": risk for what in ("", "-card", "-assess", "-control", "-check")},
    "hazards:whistle": whistle,
    "hazards:whistle-answer": whistle,
    "hazards:whistle-act": whistle,
    "hazards:danger": danger,
    "hazards:danger-handle": danger,
    "hazards:danger-merge": danger,
    "hazards:danger-split": danger,
    "hazards:photos-erase": danger,
    "hazards:point": patrol_point,
    "hazards:point-edit": patrol_point,
    "hazards:point-retire": patrol_point,
    "files:photo": evidence,
    "files:thumb": evidence,
    "files:whole": evidence,
    "api:PUT api/v1/files/<uuidstr:uid>": evidence,
    "api:GET api/v1/files/<uuidstr:uid>": evidence,
    "api:HEAD api/v1/files/<uuidstr:uid>": evidence,
}
