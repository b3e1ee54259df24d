"""Visits through the verbs: started with proof, recorded whole or not at all, signed, handed over."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards.models import Hazard
from qianshao.hazards.services import publish_standard
from qianshao.inspections import selectors, services
from qianshao.inspections.models import Answer, Signature
from qianshao.inspections.services import Here, Reply, Signing
from qianshao.inspections.states import VisitState
from qianshao.journal.models import Entry
from qianshao.registry.models import Record
from tests.cast import Cast
from tests.inspections.places import (
    HERE,
    SIGNED,
    due,
    fresh,
    inspector,
    make,
    refused,
    replies,
    shop,
    started,
    table,
    visits,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
PHOTO = (uuid7(),)


def hazards() -> list[Hazard]:
    return list(Hazard.objects.unscoped("a test looks").order_by("id"))


def kinds() -> list[str]:
    rows = Entry.objects.unscoped("a test looks").filter(kind__startswith="inspections.")
    return list(rows.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("given", "presence"),
    [
        ({"code": "{code}", "how": "scan"}, "scan"),
        ({"code": "{small}"}, "typed"),
        ({"code": "http://x.example/r/{code}/?a=1", "how": "scan"}, "scan"),
        ({"code": "{code}", "how": "link"}, "link"),
        ({"code": "{code}", "how": "link", "position": HERE}, "gps"),
        ({"code": "{code}", "position": HERE}, "gps"),
        ({"code": "{code}", "how": "scan", "position": Position(114.90, 31.67, 5.0)}, "far"),
        ({"code": "{code}", "how": "scan", "position": Position(114.84, 31.67, 900.0)}, "scan"),
        ({"code": "{code}", "position": Position(114.84, 31.67, 900.0)}, "typed"),
        ({"position": HERE}, "gps"),
        ({"position": Position(114.90, 31.67, 5.0)}, "far"),
        ({"position": Position(114.84, 31.67, 900.0)}, "far"),
        ({"words": "牌子掉了"}, "none"),
        ({"told": "paper"}, "paper"),
        ({"told": "unit"}, "paper"),
    ],
)
def test_a_visit_says_how_it_was_proved_that_somebody_was_there(
    cast: Cast, given: dict[str, Any], presence: str
) -> None:
    row = due(cast)
    if "code" in given:
        given = given | {"code": given["code"].format(code=row.code, small=row.code.lower().replace("-", ""))}
    made = services.start_visit(visit_id=row.pk, actor=cast.actor("grid_worker"), now=cast.now, **given)
    assert made.presence == presence


def test_another_places_code_and_no_proof_without_words_start_nothing(cast: Cast) -> None:
    row, other = due(cast), shop(cast, "别家")
    grid = cast.actor("grid_worker")
    for code in (other.code, "ABC", "／" * 300):
        refused("inspection.code", services.start_visit, visit_id=row.pk, code=code, actor=grid, now=cast.now)
    refused("inspection.no_presence", services.start_visit, visit_id=row.pk, actor=grid, now=cast.now)
    assert fresh(row).state == "due"


def test_every_failure_is_a_hazard_of_the_place_once_and_the_register_knows_that_somebody_looked(cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    bad = replies(row, JXC_10=("后门锁着", PHOTO), JXC_05=("过期了", (uuid7(),)))
    made = services.finish_visit(
        visit_id=row.pk, replies=bad, signing=SIGNED, words="店里堆满", actor=grid, now=cast.now
    )
    assert (made.state, made.passed, made.failed) == ("done", 12, 2)
    first, second = hazards()
    assert {(h.source, h.check_item, h.grade, h.place_uid, h.place_class) for h in (first, second)} == {
        ("patrol", "JXC-05", 1, row.place_uid, "JX3"),
        ("patrol", "JXC-10", 2, row.place_uid, "JX3"),
    }
    assert {h.unit_name for h in (first, second)} == {"河边小卖部店主"}
    place = Record.objects.unscoped("a test looks").get(pk=row.record_id)
    assert (place.verified_by, place.found, place.verified_at) == (grid.label, "ok", cast.now)
    again = {"visit_id": row.pk, "replies": bad, "signing": SIGNED, "actor": grid, "now": cast.now}
    refused("state.moved", services.finish_visit, **again)
    assert len(hazards()) == 2
    assert kinds()[-2:] == ["inspections.started", "inspections.failed"]
    assert [(s.name, s.is_inspector) for s in made.signatures.all()] == [(grid.label, True), ("刘店主", False)]


def test_a_failure_still_open_from_the_last_time_is_noted_there_and_not_doubled(cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    bad = replies(row, JXC_10=("后门锁着", PHOTO))
    services.finish_visit(visit_id=row.pk, replies=bad, signing=SIGNED, actor=grid, now=cast.now)
    make(cast, 13)
    later = cast.now + timedelta(days=13)
    nxt = services.start_visit(visit_id=visits()[-1].pk, code=row.code, actor=grid, now=later)
    bad = replies(nxt, JXC_10=("还锁着", (uuid7(),)))
    services.finish_visit(visit_id=nxt.pk, replies=bad, signing=SIGNED, actor=grid, now=later)
    (only,) = hazards()
    assert [act.act for act in only.acts.order_by("id")] == ["find", "note"]
    said = [(a.hazard_no, a.is_new) for a in Answer.objects.filter(result="fail").order_by("id")]
    assert said == [(only.no, True), (only.no, False)]


def test_the_record_keeps_the_version_of_the_checklist_it_was_made_by(cast: Cast) -> None:
    row = started(cast)
    rows = [r for r in table("check_items", cast) if r["code"] != "JXC-14"]
    publish_standard(name="check_items", rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)
    assert (row.checklist_version, len(row.items)) == (0, 14)
    grid = cast.actor("grid_worker")
    made = services.finish_visit(visit_id=row.pk, replies=replies(row), signing=SIGNED, actor=grid, now=cast.now)
    assert (made.checklist_version, made.passed) == (0, 14)
    now = selectors.checklist_of("JX3", cast.now)
    assert (now.version, len(now.items), len(selectors.checklist_of("JX3", cast.now, 0).items)) == (1, 13, 14)


def test_a_record_that_lacks_something_is_refused_and_nothing_of_it_is_written(cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    common = {"visit_id": row.pk, "actor": grid, "now": cast.now, "signing": SIGNED}
    refused("inspection.unanswered", services.finish_visit, replies=replies(row)[1:], **common)
    refused("inspection.no_photo", services.finish_visit, replies=replies(row, JXC_10=("锁着",)), **common)
    refused("inspection.no_words", services.finish_visit, replies=replies(row, JXC_10=("", PHOTO)), **common)
    odd = [*replies(row), Reply("JXC-99", "pass")]
    refused("inspection.unknown_item", services.finish_visit, replies=odd, **common)
    assert (fresh(row).state, Answer.objects.count(), len(hazards())) == ("started", 0, 0)


def test_an_inspection_needs_two_officers_and_the_inspected_signs_or_refuses_with_words(cast: Cast) -> None:
    for who in ("town_duty", "town_lead"):
        inspector(cast, who)
    row = started(cast, "town_duty", kind="inspection", role="town_duty")
    common = {"visit_id": row.pk, "actor": cast.actor("town_duty"), "now": cast.now, "replies": replies(row)}
    verb = services.finish_visit
    refused("inspection.few_inspectors", verb, signing=Signing([], "刘店主"), **common)
    twice = ["吴敏", cast.users["town_duty"].pk]
    refused("inspection.few_inspectors", verb, signing=Signing(twice, "刘店主"), **common)
    refused("inspection.no_signer", verb, signing=Signing(["郑河"], ""), **common)
    refused("inspection.no_refusal", verb, signing=Signing(["郑河"], "", refused=True), **common)
    verb(signing=Signing([cast.users["town_lead"].pk], "", refused=True, words="说老板不在"), **common)
    signed = list(Signature.objects.order_by("id"))
    assert [(s.name, s.user_id, s.certificate) for s in signed[:2]] == [
        (name, cast.users[who].pk, "豫A-01") for name, who in (("吴敏", "town_duty"), ("郑河", "town_lead"))
    ]
    assert (signed[2].is_refused, signed[2].words, signed[2].is_inspector) == (True, "说老板不在", False)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "赵强"),
        ({"valid_until": date(2026, 7, 17)}, "郑河"),
        ({"valid_until": None}, "郑河"),
        ({"certificate": " "}, "郑河"),
        ({"is_active": False}, "郑河"),
    ],
)
def test_who_is_not_on_the_countys_list_with_a_valid_certificate_is_no_officer(
    cast: Cast, changes: dict[str, Any], name: str
) -> None:
    inspector(cast, "town_duty")
    inspector(cast, "town_lead", **changes)
    row = started(cast, "town_duty", kind="inspection", role="town_duty")
    given = {"visit_id": row.pk, "actor": cast.actor("town_duty"), "now": cast.now, "replies": replies(row)}
    refused("inspection.no_officer", services.finish_visit, signing=Signing([name], "店主"), **given)
    assert (fresh(row).state, Signature.objects.count()) == ("started", 0)
    inspector(cast, "town_lead", valid_until=date(2026, 7, 18))
    services.finish_visit(signing=Signing(["郑河"], "店主"), **given)
    assert fresh(row).state == "done"


def test_what_a_record_says_can_be_neither_changed_nor_removed(cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    services.finish_visit(visit_id=row.pk, replies=replies(row), signing=SIGNED, actor=grid, now=cast.now)
    for model in (Answer, Signature):
        for change in (lambda rows: rows.update(words="x"), lambda rows: rows._raw_delete(rows.db)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.all())


def test_a_failure_without_a_hazard_cannot_be_written(cast: Cast) -> None:
    row = started(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.create(visit=row, item="JXC-10", item_name="x", result="fail")


@pytest.mark.django_db(transaction=True)
def test_a_whole_record_from_a_phone_is_all_or_nothing_and_another_places_code_proves_nothing(cast: Cast) -> None:
    row = due(cast)
    items = selectors.checklist_of("JX3", cast.now).codes
    whole = [Reply(code, "pass") for code in items]
    common = {"visit_id": row.pk, "signing": SIGNED, "actor": cast.actor("grid_worker", "phone"), "now": cast.now}
    here = Here(code=shop(cast, "别家").code, how="scan", started_at=cast.now - timedelta(hours=1))
    with pytest.raises(Invalid):
        services.record_visit(here=here, replies=whole[1:], **common)
    assert fresh(row).state == "due"
    bad = [*whole[1:], Reply(items[0], "fail", "没人管", PHOTO)]
    made = services.record_visit(here=here, replies=bad, command_id=uuid7(), **common)
    assert (made.state, fresh(made).presence, fresh(made).presence_words) == ("done", "none", "码不是这个场所的")
    assert len(hazards()) == 1
    place = Record.objects.unscoped("a test looks").get(pk=row.record_id)
    assert place.verified_at is None


@pytest.mark.django_db(transaction=True)
def test_a_hazard_that_cannot_be_written_takes_the_record_back(cast: Cast) -> None:
    row = started(cast)
    blind = cast.actor("grid_worker")
    grants = {path: actions - {"hazards.find"} for path, actions in blind.scope.grants.items()}
    weak = replace(blind, scope=Scope(grants))
    bad = replies(row, JXC_10=("锁着", PHOTO))
    with pytest.raises(NotAllowed):
        services.finish_visit(visit_id=row.pk, replies=bad, signing=SIGNED, actor=weak, now=cast.now)
    assert (fresh(row).state, Answer.objects.count()) == ("started", 0)


def test_handing_over_and_cancelling_are_for_those_who_arrange_and_need_words(cast: Cast) -> None:
    row = due(cast)
    duty, cadre = cast.actor("town_duty"), cast.users["village_cadre"]
    made = services.hand_visit(visit_id=row.pk, user_id=cadre.pk, actor=duty, now=cast.now)
    assert made.assignee_label == "王守厚"
    refused("state.raced", services.cancel_visit, visit_id=row.pk, words="x", version=0, actor=duty, now=cast.now)
    refused("inspection.reason", services.cancel_visit, visit_id=row.pk, words=" ", actor=duty, now=cast.now)
    with pytest.raises(NotAllowed):
        services.cancel_visit(visit_id=row.pk, words="x", actor=cast.actor("grid_worker"), now=cast.now)
    services.cancel_visit(visit_id=row.pk, words="停业了", actor=duty, now=cast.now)
    with pytest.raises(Stale):
        services.start_visit(visit_id=row.pk, code=row.code, actor=duty, now=cast.now)
    assert fresh(row).state == VisitState.CANCELLED


def test_nobody_of_another_area_sees_or_does_anything(cast: Cast) -> None:
    row = due(cast)
    for verb, given in (
        (services.start_visit, {"code": row.code}),
        (services.cancel_visit, {"words": "x"}),
        (services.give_reason, {"words": "x"}),
    ):
        with pytest.raises(NotFound):
            verb(visit_id=row.pk, actor=cast.actor("neighbour_lead"), now=cast.now, **given)
    assert not selectors.visits(cast.scope("town_lead_b")).exists()
