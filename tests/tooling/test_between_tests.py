"""What stands between two tests: real transactions leave nothing behind, and the cast put back is the cast built."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from qianshao.accounts.selectors import scope_of
from qianshao.journal.models import Entry
from tests import kept
from tests.cast import NOW, build_cast
from tests.empty import APPEND_ONLY, DJANGOS_OWN, empty_tables, filled_tables


def rows_of(tables: list[str]) -> Any:
    return {table: rows for table, (_columns, rows) in kept._read(tables).items()}


def guards() -> int:
    """How many triggers are awake."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            if connection.vendor == "postgresql"
            else "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_every_table_is_empty_after_a_test_with_real_transactions_and_as_guarded_as_before() -> None:
    before = guards()
    build_cast()
    assert {"accounts_user", "divisions_division", "journal_entry"} <= set(filled_tables(connection))
    empty_tables(connection)
    assert filled_tables(connection) == []
    assert guards() == before >= len(APPEND_ONLY) * 2
    build_cast()
    with pytest.raises(DatabaseError):
        Entry.objects.unscoped("a test tries").all().delete()


@pytest.mark.django_db
def test_django_writes_its_own_two_tables_once_and_nobody_empties_them() -> None:
    held = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in {"contenttypes", "auth"}}
    assert held >= DJANGOS_OWN
    assert all(rows for rows in rows_of(sorted(DJANGOS_OWN)).values())


@pytest.mark.django_db
def test_the_cast_put_back_is_the_cast_built() -> None:
    def seen() -> Any:
        cast = build_cast()
        scopes = {key: scope_of(user, NOW).grants for key, user in cast.users.items()}
        return rows_of(filled_tables(connection)), scopes, {code: area.pk for code, area in cast.area.items()}

    kept._KEPT.clear()
    with transaction.atomic():
        mark = transaction.savepoint()
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True  # services begin outermost transactions
        built = seen()
        transaction.savepoint_rollback(mark)
    assert kept._KEPT, "must fail: nothing was kept, so nothing can be put back"
    again = seen()
    assert again == built


@pytest.mark.django_db
def test_what_one_test_does_to_the_cast_is_not_seen_by_the_next() -> None:
    kept._KEPT.clear()
    first = build_cast()
    first.users.clear()
    first.area["411599100201"].name = "别村"
    second = next(iter(kept._KEPT.values()))
    assert second is not None
    assert len(second.result.users) == 12
    assert second.result.area["411599100201"].name == "红旗村"


@pytest.mark.django_db
def test_a_build_that_changes_what_was_there_is_done_again_each_time() -> None:
    cast, calls = build_cast(), []

    def rename() -> int:
        calls.append(cast.county.pk)
        type(cast.county).objects.unscoped("a test").filter(pk=cast.county.pk).update(name=f"县{len(calls)}")
        return len(calls)

    assert [kept.once("rename", rename) for _ in range(2)] == [1, 2]
    del kept._KEPT["rename"]
