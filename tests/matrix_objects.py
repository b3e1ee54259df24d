"""Objects for the permission matrix: for each address with parameters, how to make one in a given area.

``OBJECTS["room:name"]`` (``"api:METHOD route"`` for API operations) is called with the cast and a division and
returns the address's parameters. The matrix makes one in the user's own area and two outside. A new address
with parameters and no builder here fails the matrix.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from qianshao.accounts.models import Device, User
from qianshao.accounts.services import create_user, grant_role, issue_token
from qianshao.alerts.models import Alert
from qianshao.channels.services import Setup, configure_channel
from qianshao.command.models import Reaction, Suggestion
from qianshao.core.actor import Actor
from qianshao.core.ids import sign_case_token, uuid7
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.evacuation.lists import services as one_list
from qianshao.evacuation.models import ListConflict, Order
from qianshao.field import shell
from qianshao.field.models import PhoneCommand
from qianshao.files import store
from qianshao.files.models import Evidence, new_key
from qianshao.hazards import services as hazards
from qianshao.hazards.models import PatrolPoint
from qianshao.people import services as people
from qianshao.people.models import Member, Person
from qianshao.places import services as places
from qianshao.places.models import FacilityItem, Shelter, ShelterClass
from tests.cast import SYSTEM, Cast
from tests.desk import builders
from tests.evacuation import matrix as evacuation

Builder = Callable[[Cast, Division], Mapping[str, Any]]


def _user(cast: Cast, where: Division) -> User:
    name = f"someone-{where.code}-{User.objects.unscoped('a test counts').count()}"
    made = create_user(actor=SYSTEM, now=cast.now, username=name, display_name="某某", division_path=where.path)
    return made.user


def user(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A user of the area."""
    return {"user_id": _user(cast, where).pk}


def grant(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A user of the area with a role there."""
    person = _user(cast, where)
    given = grant_role(actor=SYSTEM, now=cast.now, user_id=person.pk, role="grid_worker", division_path=where.path)
    return {"user_id": person.pk, "grant_id": given.pk}


def token(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A program's key of a user of the area."""
    given = grant(cast, where)
    made = issue_token(actor=SYSTEM, now=cast.now, grant_id=given["grant_id"], name="试接", days=9)
    return {"user_id": given["user_id"], "token_id": made.token.pk}


def gateway(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A gateway's code; gateways serve the whole site."""
    return {"code": "sms"}


def callout(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A call-out of the area with one person in it."""
    evening = builders.start(cast, where)
    builders.add(cast, evening, "某某", where)
    return {"callout_id": evening.callout.pk}


def case(cast: Cast, where: Division) -> Mapping[str, Any]:
    """One person of a call-out of the area, at the door."""
    evening = builders.start(cast, where)
    one = builders.add(cast, evening, "某某", where)
    builders.send_to_door(cast, one)
    return {"callout_id": evening.callout.pk, "case_id": one.pk}


def channel(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A channel of the site; the neighbouring county has none."""
    if where.path == cast.neighbour_village.path:
        return {"code": "nobody"}
    setup = Setup("simulated", "模拟", "simulated")
    configure_channel(actor=SYSTEM, now=cast.now, code="matrix", setup=setup)
    return {"code": "matrix"}


def ladder(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A ladder of the site; the neighbouring county asks for a colour that is none."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"audience": "town", "colour": "purple" if elsewhere else "red"}


def hazard(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard type of the site's table; the neighbouring county asks for one that there is not."""
    return {"code": "nothing" if where.path == cast.neighbour_village.path else "rainstorm"}


def colour(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A colour of the site's table; the neighbouring county asks for one that is none."""
    return {"colour": "purple" if where.path == cast.neighbour_village.path else "red"}


def alert(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A draft of an alert of the area."""
    row = Alert._base_manager.create(
        identifier=f"{where.code}_{Alert._base_manager.count()}",
        sender="某台",
        sent=cast.now,
        source="manual",
        status="Actual",
        msg_type="Alert",
        headline="暴雨红色预警",
        division_path=where.path,
        received_at=cast.now,
        received_by="某某",
    )
    return {"key": row.pk}


def suggestion(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A reminder about the area."""
    row = Suggestion._base_manager.create(
        kind="note",
        cause_kind="test",
        cause_id=Suggestion._base_manager.count() + 1,
        title="提示做好准备",
        division_path=where.path,
        made_at=cast.now,
    )
    return {"key": row.pk}


def reaction(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A reaction that failed; reactions belong to the site, the neighbouring county asks for one there is not."""
    if where.path == cast.neighbour_village.path:
        return {"key": 999_999}
    row = Reaction.objects.create(entry_id=Reaction.objects.count() + 1, name="propose", state="failed", at=cast.now)
    return {"key": row.pk}


def sheet(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard of the site's table of proposals."""
    return {"hazard": hazard(cast, where)["code"]}


def program(_cast: Cast, _where: Division) -> Mapping[str, Any]:
    """A file of the phone's program, the same for everybody."""
    return {"version": shell.version(), "name": "app.js"}


def link(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An answer link of one person of the area."""
    return {"token": sign_case_token(case(cast, where)["case_id"])}


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


def phone(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A phone of somebody of the area."""
    return {"device_id": _phone(cast, where).pk}


def _phone(cast: Cast, where: Division) -> Device:
    return Device.objects.create(
        user=_user(cast, where),
        name="某机",
        digest=str(Device.objects.unscoped("a test counts").count()),
        enrolled_at=cast.now,
        enrolled_by="某某",
        expires_at=cast.now,
        last_seen_at=cast.now,
    )


def held(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A command that waits for an officer."""
    row = PhoneCommand.objects.create(
        device=_phone(cast, where),
        uuid=uuid4(),
        kind="calling.answer",
        division_path=where.path,
        made_at=cast.now,
        received_at=cast.now,
        payload="{}",
        digest="0",
        state="quarantined",
    )
    return {"command_id": row.pk, "what": "discard"}


def risk_list(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A department's list brought by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"evacuation.lists"})}))
    cover = one_list.Cover("水利", "某名册", "torrent", cast.now.date())
    rows = "乡镇,村,姓名\n某镇,某村,某某\n".encode()
    made = one_list.receive_list(cover=cover, file_name="某.csv", data=rows, actor=clerk, now=cast.now)
    return {"list_id": made.pk}


def risk_list_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A department's list to be dropped."""
    return {**risk_list(cast, where), "what": "drop"}


def list_conflict(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something of the area that does not fit."""
    number = ListConflict.objects.unscoped("a test counts").count()
    made = ListConflict.objects.create(
        fingerprint=f"某{number}", kind="heads", subject="h:0", division_path=where.path, found_at=cast.now
    )
    return {"conflict_id": made.pk}


def shelter(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A shelter of the area."""
    count = Shelter.objects.unscoped("a test counts").count()
    made = places.create_shelter(
        actor=SYSTEM, now=cast.now, name=f"某安置点{count}", division_path=where.path, capacity=9,
        keeper_name="某某", keeper_phone="13900100000",
    )  # fmt: skip
    return {"shelter_id": made.pk}


def shelter_need(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Something a shelter of the area lacks."""
    made = shelter(cast, where)
    need = places.request_need(actor=SYSTEM, now=cast.now, kind="water", **made)
    return {**made, "need_id": need.pk}


def shelter_batch(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of shelters checked by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"places.import"})}))
    rows = "名称,可容人数\n某小学,300\n".encode()
    return {"batch_id": places.check_file(name="安置点.csv", data=rows, actor=clerk, now=cast.now).pk}


def shelter_batch_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of shelters to be dropped."""
    return {**shelter_batch(cast, where), "what": "drop"}


def shelter_class(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A class of the site; the neighbouring county asks for one there is none of."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"class_id": 0 if elsewhere else ShelterClass.objects.first().pk}


def facility_item(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A line of the checklist, likewise."""
    elsewhere = where.path == cast.neighbour_village.path
    return {"item_id": 0 if elsewhere else FacilityItem.objects.first().pk}


def closed_order(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An evacuation of the area that is over."""
    made = Order.objects.create(
        title="某转移", deadline=cast.now, division_path=where.path, state="closed", salt=0, basis="某预警",
        proposed_at=cast.now, proposed_by="某某", ordered_at=cast.now, ordered_by="某某", all_clear_by="某某",
        closed_at=cast.now,
    )  # fmt: skip
    return {"order_id": made.pk}


def register(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An order of the area and a shelter."""
    return {**evacuation.evacuation(cast, where), "shelter_id": 1}


OBJECTS: dict[str, Builder] = {
    "evacuation:paper": evacuation.evacuation,
    "evacuation:paper-doors": evacuation.evacuation,
    "evacuation:paper-register": register,
    "evacuation:paper-entry": evacuation.evacuation,
    "evacuation:ledger-export": evacuation.evacuation,
    "evacuation:disposal": closed_order,
    "evacuation:disposal-approve": closed_order,
    "evacuation:disposal-refuse": closed_order,
    **evacuation.OBJECTS,
    "accounts:phone-revoke": phone,
    "field:quarantine-decide": held,
    "hazards:danger": danger,
    "hazards:danger-handle": danger,
    "hazards:danger-merge": danger,
    "hazards:danger-split": danger,
    "hazards:photos-erase": danger,
    "hazards:point": patrol_point,
    "hazards:point-edit": patrol_point,
    "hazards:point-retire": patrol_point,
    "evacuation:list": risk_list,
    "evacuation:list-problems": risk_list,
    "evacuation:list-act": risk_list_act,
    "evacuation:list-conflict": list_conflict,
    "places:shelter": shelter,
    "places:shelter-edit": shelter,
    "places:shelter-retire": shelter,
    "places:shelter-state": shelter,
    "places:shelter-reveal": shelter,
    "places:inspect": shelter,
    "places:sheet": shelter,
    "places:need-new": shelter,
    "places:need-answer": shelter_need,
    "places:import": shelter_batch,
    "places:import-problems": shelter_batch,
    "places:import-act": shelter_batch_act,
    "places:class-edit": shelter_class,
    "places:item-edit": facility_item,
    "files:photo": evidence,
    "files:thumb": evidence,
    "api:PUT api/v1/files/<uuidstr:uid>": evidence,
    "api:GET api/v1/files/<uuidstr:uid>": evidence,
    "api:HEAD api/v1/files/<uuidstr:uid>": evidence,
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
    "accounts:user": user,
    "accounts:user-grant": user,
    "accounts:user-disable": user,
    "accounts:user-enable": user,
    "accounts:user-reset": user,
    "accounts:token-new": user,
    "accounts:grant-revoke": grant,
    "accounts:token-revoke": token,
    "channels:callback": gateway,
    "desk:callout": callout,
    "desk:callout_print": callout,
    "desk:callout_export": callout,
    "desk:callout_close": callout,
    "desk:wall_callout": callout,
    "desk:ladder_edit": ladder,
    "desk:case": case,
    "desk:case_number": case,
    "desk:case_reply": case,
    "desk:case_walker": case,
    "desk:case_dial": case,
    "desk:case_answer": case,
    "desk:case_door": case,
    "desk:case_excuse": case,
    "alerts:alert": alert,
    "alerts:cap": alert,
    "alerts:edit": alert,
    "alerts:submit": alert,
    "alerts:return": alert,
    "alerts:withdraw": alert,
    "alerts:release": alert,
    "command:dismiss": suggestion,
    "command:retry": reaction,
    "command:sheet": sheet,
    "alerts:hazard_edit": hazard,
    "alerts:reach_edit": colour,
    "api:GET api/v1/alerts/<int:key>/cap.xml": alert,
    "channels:edit": channel,
    "channels:enable": channel,
    "channels:disable": channel,
    "channels:test": channel,
    "field:answer": link,
    "field:code": program,
}
