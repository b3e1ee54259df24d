"""Records are written down, corrected, looked at, given up; every change leaves one revision and no person's name."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qianshao.core import codes
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all
from qianshao.journal.selectors import entries
from qianshao.registry.models import Kind, Record, Revision
from qianshao.registry.records import values_of
from qianshao.registry.selectors import lines_of, record_of, records, requests_in, revisions_of
from qianshao.registry.services import (
    bulk_change,
    change_record,
    create_record,
    decide_change,
    drop_line,
    edit_kind,
    import_records,
    put_line,
    request_change,
    restore_record,
    retire_record,
    verify_record,
    withdraw_change,
)
from qianshao.registry.ticks import note_expiring, note_overdue
from tests.cast import NOW, SYSTEM
from tests.registry.conftest import BELOW, Register, actor_at, make, refused

ALL = Scope.everything("test")
SECRETS = ("孙丽丽", "13800138000", "钱师傅", "13900139000")


def kinds_said() -> list[str]:
    return [entry.kind for entry in entries(ALL) if entry.kind.startswith("registry.")]


def test_personal_values_are_sealed_in_the_table_and_open_to_the_program(register: Register) -> None:
    (row,) = fetch_all("SELECT * FROM registry_record WHERE id = %s", [register.store.pk])
    assert not any(secret in str(row) for secret in SECRETS)
    assert register.store.details == {"area": 120.0}
    assert values_of(register.store)["key_phone"] == "13900139000"


def test_no_person_stands_in_history_journal_or_search(register: Register) -> None:
    store = register.store
    values = {"keeper_name": "赵大力", "key_phone": "13700137001"}
    change_record(record_id=store.pk, version=1, values=values, actor=SYSTEM, now=NOW)
    member = {"name": "周小川", "phone": "13600136000"}
    put_line(record_id=store.pk, sort="member", values=member, actor=SYSTEM, now=NOW)
    request_change(record_id=store.pk, values={"keeper_phone": "13500135000"}, actor=SYSTEM, now=NOW)
    written = str(fetch_all("SELECT * FROM registry_revision")) + str(fetch_all("SELECT * FROM journal_entry"))
    written += str(fetch_all("SELECT find_text FROM registry_record"))
    written += str(fetch_all("SELECT proposed, sealed FROM registry_changerequest"))
    for secret in (*SECRETS, "赵大力", "13700137001", "周小川", "13600136000", "13500135000"):
        assert secret not in written
    change = revisions_of(ALL, store.pk).filter(act="change").get()
    assert change.changes == {"keeper_name": ["changed", "changed"], "key_phone": ["changed", "changed"]}


def test_a_change_names_old_and_new_and_raises_the_version(register: Register) -> None:
    row = change_record(record_id=register.store.pk, version=1, values={"area": 130}, actor=SYSTEM, now=NOW)
    assert (row.version, row.details["area"]) == (2, 130.0)
    assert revisions_of(ALL, row.pk)[0].changes == {"area": [120.0, 130.0]}


def test_a_change_that_changes_nothing_leaves_nothing(register: Register) -> None:
    change_record(record_id=register.store.pk, version=1, values={"area": "120"}, actor=SYSTEM, now=NOW)
    assert revisions_of(ALL, register.store.pk).count() == 1


def test_the_second_of_two_changes_of_the_same_version_is_told(register: Register) -> None:
    key = register.store.pk
    change_record(record_id=key, version=1, values={"area": 1}, actor=SYSTEM, now=NOW)
    with refused("record.raced"):
        change_record(record_id=key, version=1, values={"area": 2}, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"area": "很大"}, "record.value"),
        ({"store_level": "镇"}, "record.value"),
        ({"key_phone": "12"}, "record.value"),
        ({"keeper_phone": "138"}, "record.phone"),
        ({"lon": 114.8}, "record.place"),
        ({"lon": 200, "lat": 31}, "record.place"),
        ({"grade": "purple"}, "record.grade"),
        ({"name": " "}, "record.name"),
        ({"no_such": 1}, "record.field"),
        ({"name": "长" * 81}, "record.long"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(register: Register, values: dict[str, object], code: str) -> None:
    with refused(code):
        change_record(record_id=register.store.pk, version=1, values=values, actor=SYSTEM, now=NOW)


def test_what_a_kind_requires_must_be_there(register: Register) -> None:
    with refused("record.value"):
        make("team_general", register.cast.town_a.path, "没有人数的队伍")


def test_two_living_records_of_a_kind_never_share_a_name_in_an_area(register: Register) -> None:
    path = register.cast.village_a1.path
    with refused("record.double"):
        make("store", path, "红旗镇应急物资仓库")
    retire_record(record_id=register.store.pk, version=1, reason="搬迁", actor=SYSTEM, now=NOW)
    make("store", path, "红旗镇应急物资仓库")
    with refused("record.double"):
        restore_record(record_id=register.store.pk, version=2, reason="又启用", actor=SYSTEM, now=NOW)


def test_who_may_not_edit_may_not_and_another_area_is_not_there(register: Register) -> None:
    key, cast = register.store.pk, register.cast
    with refused("action.denied"):
        change_record(record_id=key, version=1, values={"area": 1}, actor=actor_at(cast.town_a.path, *BELOW), now=NOW)
    with refused("record.unknown"):
        change_record(record_id=key, version=1, values={"area": 1}, actor=actor_at(cast.town_b.path), now=NOW)
    with refused("area.unknown"):
        values = {"division_path": cast.town_b.path}
        change_record(record_id=key, version=1, values=values, actor=actor_at(cast.town_a.path), now=NOW)
    with refused("area.unknown"):
        values = {"name": "x", "division_path": cast.town_b.path}
        create_record(kind="point", values=values, actor=actor_at(cast.town_a.path), now=NOW)


def test_a_check_moves_the_next_one_and_a_bad_one_comes_again_soon(register: Register) -> None:
    late = NOW + timedelta(days=100)
    actor = actor_at(register.cast.village_a1.path, *BELOW)
    row = verify_record(record_id=register.store.pk, found="ok", actor=actor, now=late)
    assert (row.verified_at, row.next_check_at) == (late, late + timedelta(days=90))
    with refused("record.found_words"):
        verify_record(record_id=row.pk, found="missing", actor=actor, now=late)
    row = verify_record(record_id=row.pk, found="missing", words="门锁着，没人", actor=actor, now=late)
    assert row.next_check_at == late + timedelta(days=7)


def test_where_nobody_knew_the_place_a_check_brings_it(register: Register) -> None:
    row = verify_record(record_id=register.team.pk, found="ok", position=(114.85, 31.66), actor=SYSTEM, now=NOW)
    assert (row.lon, row.lat) == (114.85, 31.66)
    row = verify_record(record_id=register.store.pk, found="ok", position=(110.0, 30.0), actor=SYSTEM, now=NOW)
    assert row.lon == 114.841, "a known place is not moved by where somebody stands"


def test_overdue_checks_are_said_once_for_each_township_and_kind(register: Register) -> None:
    make("store", register.cast.village_a2.path, "下湾仓库")
    late = NOW + timedelta(days=91)
    assert note_overdue(late, 100) == 3
    assert note_overdue(late, 100) == 0
    said = [entry.data for entry in entries(ALL) if entry.kind == "registry.overdue"]
    assert sorted((d["kind"], d["count"]) for d in said) == [("应急物资仓库", 2), ("综合应急救援队", 1)]
    verify_record(record_id=register.store.pk, found="ok", actor=SYSTEM, now=late)
    note_overdue(late + timedelta(days=91), 100)
    said = [entry.data["names"] for entry in entries(ALL) if entry.kind == "registry.overdue"]
    assert "红旗镇应急物资仓库" in said, "its next check passed too, and is said again, alone"


def test_a_paper_that_runs_out_is_said_once(register: Register) -> None:
    values = {"name": "意外险", "expires_on": (NOW + timedelta(days=10)).date()}
    line = put_line(record_id=register.team.pk, sort="insurance", values=values, actor=SYSTEM, now=NOW)
    assert [note_expiring(NOW, 100), note_expiring(NOW, 100)] == [1, 0]
    assert "registry.expiring" in kinds_said()
    drop_line(record_id=register.team.pk, line_id=line.pk, version=0, actor=SYSTEM, now=NOW)
    assert list(lines_of(ALL, register.team.pk)) == []


def test_asked_from_below_decided_above_and_never_by_the_same_person(register: Register) -> None:
    path = register.cast.village_a1.path
    below, above = actor_at(path, *BELOW, user_id=7), actor_at(register.cast.town_a.path, user_id=8)
    asked = request_change(
        record_id=register.store.pk, values={"area": 150, "key_phone": "13600136000"}, actor=below, now=NOW
    )
    assert record_of(ALL, register.store.pk).details["area"] == 120.0
    with refused("action.denied"):
        decide_change(request_id=asked.pk, accept=True, actor=below, now=NOW)
    own = actor_at(path, user_id=7)
    with refused("request.own"):
        decide_change(request_id=asked.pk, accept=True, actor=own, now=NOW)
    with refused("request.reason"):
        decide_change(request_id=asked.pk, accept=False, actor=above, now=NOW)
    decide_change(request_id=asked.pk, accept=True, actor=above, now=NOW)
    assert values_of(record_of(ALL, register.store.pk))["key_phone"] == "13600136000"
    with refused("state.moved"):
        decide_change(request_id=asked.pk, accept=False, reason="晚了", actor=above, now=NOW)
    assert list(requests_in(ALL)) == []


def test_a_new_record_asked_for_is_there_once_agreed_and_a_refused_one_never(register: Register) -> None:
    path = register.cast.village_a1.path
    below, above = actor_at(path, *BELOW, user_id=7), actor_at(register.cast.town_a.path, user_id=8)
    for name in ("一组储备点", "二组储备点", "三组储备点"):
        values = {"name": name, "division_path": path}
        request_change(kind="point", values=values, actor=below, now=NOW)
    first, second, third = requests_in(ALL)
    decide_change(request_id=first.pk, accept=True, actor=above, now=NOW)
    decide_change(request_id=second.pk, accept=False, reason="没有这个点", actor=above, now=NOW)
    withdraw_change(request_id=third.pk, actor=below, now=NOW)
    assert [row.name for row in records(ALL, kind="point")] == ["一组储备点"]
    first.refresh_from_db()
    assert first.record is not None


def test_revisions_cannot_be_changed_or_removed_on_either_database(register: Register) -> None:
    rows = Revision.objects.unscoped("test").filter(record_id=register.store.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(changes={})
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(connection.alias)
    assert rows.get().changes["name"] == [None, "红旗镇应急物资仓库"]


def test_many_at_once_all_or_none(register: Register) -> None:
    ids = [register.store.pk, register.team.pk]
    assert bulk_change(ids=ids, values={"owner_org": "县应急管理局"}, actor=SYSTEM, now=NOW) == 2
    assert {row.find_text.split("\n")[-1] for row in records(ALL).filter(pk__in=ids)} == {"县应急管理局"}
    with refused("bulk.missing"):
        bulk_change(
            ids=[*ids, register.reservoir.pk],
            values={"owner_org": "x"},
            actor=actor_at(register.cast.town_a.path),
            now=NOW,
        )
    with refused("record.field"):
        bulk_change(ids=ids, values={"area": 5}, actor=SYSTEM, now=NOW)
    assert {row.owner_org for row in records(ALL).filter(pk__in=ids)} == {"县应急管理局"}
    assert kinds_said().count("registry.bulk_changed") == 1


def test_a_sheet_updates_what_is_known_adds_what_is_new_and_repeats_without_effect(register: Register) -> None:
    path = register.cast.village_a1.path
    rows = [
        {"code": register.store.code, "area": 140},
        {"name": "新仓库", "division_path": path, "key_phone": "13600136000"},
    ]
    found = import_records(kind="store", rows=rows, actor=SYSTEM, now=NOW)
    assert (len(found.created), found.updated, found.same, found.faults) == (1, (register.store.pk,), 0, ())
    again = import_records(kind="store", rows=rows, actor=SYSTEM, now=NOW)
    assert (again.created, again.updated, again.same) == ((), (), 2)
    assert record_of(ALL, register.store.pk).version == 2


def test_a_sheet_with_a_fault_writes_nothing_and_names_the_row(register: Register) -> None:
    path = register.cast.village_a1.path
    rows = [
        {"name": "好的", "division_path": path},
        {"name": "坏的", "division_path": path, "area": "大"},
        {"name": "好的", "division_path": path},
        {"name": "别处", "division_path": register.cast.town_b.path},
        {"name": "没有的区划", "division_path": "0009"},
    ]
    found = import_records(kind="store", rows=rows, actor=actor_at(register.cast.town_a.path), now=NOW)
    assert [number for number, _sentence in found.faults] == [2, 3, 4, 5]
    assert records(ALL, kind="store").count() == 1


def test_a_sealed_field_cannot_be_laid_open_nor_a_personal_one_made_public(register: Register) -> None:
    kind = Kind.objects.get(code="store")
    open_all = [{**field, "personal": False} for field in kind.fields]
    with refused("kind.shape"):
        edit_kind(kind_id=kind.pk, version=0, changes={"fields": open_all}, actor=SYSTEM, now=NOW)
    public = [{**field, "public": True} for field in kind.fields]
    with refused("kind.public"):
        edit_kind(kind_id=kind.pk, version=0, changes={"fields": public}, actor=SYSTEM, now=NOW)
    changed = edit_kind(kind_id=kind.pk, version=0, changes={"check_days": 30}, actor=SYSTEM, now=NOW)
    assert (changed.check_days, changed.version) == (30, 1)
    with refused("action.denied"):
        edit_kind(kind_id=kind.pk, version=1, changes={"note": "x"}, actor=_editor(register), now=NOW)


def _editor(register: Register) -> Actor:
    return actor_at(register.cast.county.path)


def test_codes_are_never_given_twice_even_if_chance_gives_them(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = codes.read(register.store.code, 6)
    assert known
    drawn = iter([*known, *known, *[0] * 6, *[0] * 6, *[0] * 5, 1])
    monkeypatch.setattr("secrets.randbelow", lambda _top: next(drawn))
    path = register.cast.village_a1.path
    rows = [{"name": name, "division_path": path} for name in ("甲", "乙")]
    found = import_records(kind="point", rows=rows, actor=SYSTEM, now=NOW)
    given = set(Record.objects.unscoped("test").filter(pk__in=found.created).values_list("code", flat=True))
    assert given == {codes.spell([0] * 6), codes.spell([0, 0, 0, 0, 0, 1])}
