"""Advice on hazards: a township asks, the county sends somebody, what they said is kept (S2-044, S2-061, S2-062)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qianshao.core.errors import NotAllowed, Refusal
from qianshao.inspections import selectors, services
from qianshao.inspections.models import Guidance
from qianshao.journal.models import Entry
from qianshao.people.models import Assignment, Person, Post
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import find
from tests.hazards.test_ledger_pages import text_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 18)
WHO = {"who": "石工", "who_org": "地质队"}


def asked(cast: Cast, who: str = "town_duty", **given: Any) -> Guidance:
    options = {
        "kind": "expert",
        "subject": "后山裂缝",
        "words": "不知道要不要撤人",
        "division_path": cast.village_a1.path,
    }
    return services.ask_guidance(actor=cast.actor(who), now=cast.now, **{**options, **given})


def refused(code: str, verb: Any, /, **given: Any) -> None:
    with pytest.raises(Refusal) as found:
        verb(**given)
    assert found.value.code == code


def test_a_township_asks_the_county_sends_and_the_advice_is_kept(cast: Cast) -> None:
    row = asked(cast)
    town, county = ({"actor": cast.actor(who), "now": cast.now} for who in ("town_duty", "county_duty"))
    sent = {"guidance_id": row.pk, **WHO, "planned_on": TODAY + timedelta(days=2)}
    with pytest.raises(NotAllowed):
        services.plan_guidance(**sent, **town)
    refused("inspection.guidance_who", services.plan_guidance, **sent | {"who": " "}, **county)
    refused(
        "inspection.guidance_day", services.plan_guidance, **sent | {"planned_on": TODAY - timedelta(1)}, **county
    )
    assert services.plan_guidance(**sent, **county).state == "planned"
    told = {"guidance_id": row.pk, "advice": "先撤三户，设位移桩", "done_on": TODAY}
    refused("inspection.guidance_advice", services.record_guidance, **told | {"advice": ""}, **town)
    refused("inspection.guidance_done", services.record_guidance, **told | {"done_on": TODAY + timedelta(1)}, **town)
    refused("state.raced", services.record_guidance, **told, version=0, **town)
    done = services.record_guidance(**told, **town)
    assert (done.state, done.who, done.who_org) == ("done", "石工", "地质队")
    refused("state.moved", services.decline_guidance, guidance_id=row.pk, words="晚了", **county)
    helped = selectors.services_by_adviser(cast.scope("county_duty"), 2026)
    assert [(one["who"], one["n"]) for one in helped] == [("石工", 1)]
    assert Entry._base_manager.filter(kind__startswith="inspections.guidance_").count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Guidance.objects.unscoped("a test").filter(pk=row.pk).update(advice="")


def test_nobody_comes_only_with_words_and_another_township_sees_nothing(cast: Cast) -> None:
    refused("inspection.guidance", asked, cast=cast, words=" ")
    refused("inspection.guidance", asked, cast=cast, kind="nobody")
    with pytest.raises(NotAllowed):
        asked(cast, "grid_worker")
    row = asked(cast)
    county = {"guidance_id": row.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("inspection.reason", services.decline_guidance, words="", **county)
    assert not selectors.guidances(cast.scope("town_lead_b")).exists()
    assert services.decline_guidance(words="县里上周刚去过", **county).state == "declined"
    assert selectors.guidance_counts(cast.scope("county_duty"))["open"] == 0


def expert(cast: Cast) -> Record:
    load_kinds(Kind)
    values = {"name": "石工", "division_path": cast.county.path, "trade": "地质", "works_at": "地质队"}
    return create_record(kind="expert", values=values, actor=SYSTEM, now=cast.now)


def supervisor(cast: Cast, until: date | None = None) -> Assignment:
    person = Person.objects.create(name="周监督", division=cast.county, division_path=cast.county.path)
    post = Post.objects.get(code="R-SS")
    return Assignment.objects.create(
        person=person, post=post, division=cast.county, division_path=cast.county.path, is_key=False,
        valid_from=date(2026, 1, 1), valid_to=until,
    )  # fmt: skip


def test_experts_of_the_register_and_holders_of_the_two_posts_may_be_chosen(cast: Cast) -> None:
    record, held = expert(cast), supervisor(cast)
    known = selectors.advisers(cast.scope("county_duty"), cast.now)
    assert {(one.name, one.org, one.uid) for one in known.values()} == {
        ("石工", "地质队 地质", record.uid),
        ("周监督", "社会监督员", None),
    }
    held.valid_to = TODAY - timedelta(days=1)
    held.save()
    assert len(selectors.advisers(cast.scope("county_duty"), cast.now)) == 1


def test_the_pages_go_from_a_hazard_to_the_advice(client_as: ClientAs, cast: Cast) -> None:
    record, hazard = expert(cast), find(cast)
    town, county = client_as("town_duty"), client_as("county_duty")
    address = f"/inspections/guidance/new/?hazard={hazard.pk}"
    assert address in town.get(f"/hazards/{hazard.pk}/").content.decode()
    given = {"kind": "expert", "division_path": hazard.division_path, "subject": "看坡", "words": "裂了"}
    assert town.post(address, given | {"words": ""}).status_code == 422
    page = town.post(address, given).headers["Location"]
    assert "安排谁去" not in text_of(town.get(page))
    assert town.post(f"{page}answer/", {"act": "plan"}).status_code == 403
    plan = {"act": "plan", "who_key": f"expert:{record.uid}", "planned_on": "2026-07-20"}
    assert county.post(f"{page}answer/", plan | {"planned_on": "2026-07-01"}).status_code == 422
    assert county.post(f"{page}answer/", plan).status_code == 302
    assert town.post(f"{page}record/", {"act": "decline", "words": "x"}).status_code == 302
    done = {"act": "record", "done_on": "2026-07-18", "advice": "<script>alert(1)</script>先撤三户"}
    assert town.post(f"{page}record/", done).status_code == 302
    row = Guidance.objects.unscoped("a test").get()
    assert (row.state, row.who, row.who_uid, row.hazard_id) == ("done", "石工", record.uid, hazard.pk)
    shown = county.get(page)
    assert "先撤三户" in text_of(shown)
    assert "<script>alert(1)" not in shown.content.decode()
    assert "石工" in text_of(county.get("/inspections/guidance/?tab=done"))
    assert "已指导 石工" in text_of(town.get(f"/hazards/{hazard.pk}/"))
    assert client_as("town_lead_b").get(page).status_code == 404
