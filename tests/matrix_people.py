"""Objects for the permission matrix: responsible people, households, zones and files of them."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.people import services as people
from qianshao.people.models import Member, Person
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def _person(cast: Cast, where: Division) -> Person:
    number = 13_900_100_000 + Person.objects.unscoped("a test counts").count()
    return people.create_person(actor=SYSTEM, now=cast.now, name="某某", division_path=where.path, phone=str(number))


def person(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A responsible person of the area."""
    return {"person_id": _person(cast, where).pk}


def person_field(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A person's number."""
    return {"person_id": _person(cast, where).pk, "field": "phone"}


def assignment(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A post held in the area."""
    one = _person(cast, where)
    held = people.assign_post(
        actor=SYSTEM, now=cast.now, person_id=one.pk, post_code="R-DI", division_path=where.path
    )
    return {"person_id": one.pk, "assignment_id": held.pk}


def household(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A household of the area."""
    draft = people.Draft(code="", head_name="某某", members=(people.MemberRow("某某"),))
    made = people.create_household(actor=SYSTEM, now=cast.now, division_path=where.path, draft=draft)
    return {"household_id": made.pk}


def zone(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A danger zone of the area."""
    made = people.create_zone(actor=SYSTEM, now=cast.now, kind="torrent", name="某沟", division_path=where.path)
    return {"zone_id": made.pk}


def member(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A member of a household of the area."""
    home = household(cast, where)
    one = Member.objects.unscoped("a test looks").get(household_id=home["household_id"])
    return {**home, "member_id": one.pk}


def batch(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file checked by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"people.import"})}))
    rows = "姓名,手机号,岗位\n某某,139,灾害信息员\n".encode()
    made = people.check_file(kind="persons", name="名册.csv", data=rows, actor=clerk, now=cast.now)
    return {"batch_id": made.pk}


def batch_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file to be dropped."""
    return {**batch(cast, where), "what": "drop"}


OBJECTS: dict[str, Builder] = {
    "people:person": person,
    "people:person-edit": person,
    "people:person-phone": person,
    "people:person-verify": person,
    "people:person-retire": person,
    "people:person-assign": person,
    "people:person-reveal": person_field,
    "people:person-end-post": assignment,
    "people:household": household,
    "people:household-edit": household,
    "people:household-reveal": household,
    "people:household-move": household,
    "people:household-retire": household,
    "people:member-new": household,
    "people:member-edit": member,
    "people:zone": zone,
    "people:zone-edit": zone,
    "people:zone-settle": zone,
    "people:zone-retire": zone,
    "people:import": batch,
    "people:import-problems": batch,
    "people:import-act": batch_act,
}
