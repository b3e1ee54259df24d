"""A label was read: the visit due there is one touch away, for those who may."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from qianshao.core.clock import FakeClock
from qianshao.hazards.models import Hazard
from qianshao.inspections import services
from qianshao.inspections.models import Visit
from qianshao.registry.at_label import Reader, offers
from qianshao.registry.models import Record
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.inspections.places import HERE, MACHINE, drawn, due, visits

pytestmark = pytest.mark.django_db


def place(visit: Visit) -> Record:
    found: Record = Record.objects.unscoped("a test looks").get(pk=visit.record_id)
    return found


def offered(cast: Cast, who: str, visit: Visit, **given: Any) -> list[str]:
    user = cast.users[who].pk
    reader = Reader(cast.scope(who), user, given.get("on_phone", False), given.get("now", cast.now))
    return [offer.url for offer in offers(reader, place(visit)) if offer.first]


def test_a_label_offers_the_visit_due_there_and_brings_its_code(
    client_as: ClientAs, cast: Cast, fake_clock: FakeClock
) -> None:
    visit = due(cast)
    page = client_as("grid_worker").get(f"/r/{visit.code}/").content.decode()
    assert "开始检查" in page and "报隐患" in page
    address = f"/inspections/{visit.pk}/?code={visit.code}"
    assert address in page
    assert f'value="{visit.code}"' in client_as("grid_worker").get(address).content.decode()
    who = cast.actor("grid_worker")
    services.start_visit(visit_id=visit.pk, code=visit.code, position=HERE, actor=who, now=cast.now)
    assert "继续检查" in client_as("grid_worker").get(f"/r/{visit.code}/").content.decode()


def test_a_bound_phone_is_led_into_its_own_app(cast: Cast) -> None:
    visit = due(cast)
    assert offered(cast, "grid_worker", visit, on_phone=True) == [f"/m/#/visit/{visit.pk}/{visit.code}"]
    reader = Reader(cast.scope("grid_worker"), cast.users["grid_worker"].pk, True, cast.now)
    [find] = [offer.url for offer in offers(reader, place(visit)) if offer.label == "报隐患"]
    assert find == f"/m/#/find/{place(visit).uid}/{quote('河边小卖部')}"
    assert offered(cast, "grid_worker", visit) == [f"/inspections/{visit.pk}/?code={visit.code}"]


def test_who_may_not_inspect_is_offered_nothing_and_a_done_or_long_missed_visit_is_none(cast: Cast) -> None:
    visit = due(cast)
    assert offered(cast, "county_auditor", visit) == []
    assert offered(cast, "grid_worker", visit)
    late = visit.due_at + timedelta(days=200)
    services.miss_due(limit=10, actor=MACHINE, now=late)
    assert offered(cast, "grid_worker", visit, now=late) == []


def test_a_sealed_visit_is_not_given_away_by_its_label(cast: Cast) -> None:
    drawn(cast)
    sealed = next(row for row in visits() if row.is_sealed)
    assert offered(cast, "grid_worker", sealed) == []
    assert offered(cast, "county_lead", sealed)


def test_a_hazard_found_at_a_label_knows_its_place(client_as: ClientAs, cast: Cast, fake_clock: FakeClock) -> None:
    record, client = place(due(cast)), client_as("town_duty")
    address = f"/hazards/new/?place={record.uid}"
    assert address in client.get(f"/r/{record.code}/").content.decode()
    page = client.get(address).content.decode()
    assert record.name in page and str(record.uid) in page
    given = {"kind": "other", "division_path": record.division_path, "source": "department", "grade": "0"}
    made = client.post("/hazards/new/", given | {"place_uid": str(record.uid)})
    assert made.status_code == 302, made.content.decode()[-3000:]
    assert Hazard.objects.unscoped("a test looks").get().place_uid == record.uid
    for odd in ("x", str(uuid4()), "0" * 5000):
        assert client.get("/hazards/new/", {"place": odd}).status_code == 200
