"""The outbox takes each key once, in one statement, from rows or from a SELECT."""

from datetime import timedelta

import pytest

from qianshao.channels import services
from qianshao.channels.models import Message
from qianshao.core.sql import Select
from qianshao.journal.models import Entry

from .outbox import ADMIN, NOW, column, enqueue, rows, states

pytestmark = pytest.mark.django_db


def test_a_key_that_is_there_already_is_left_as_it_is() -> None:
    assert enqueue(3) == 3
    assert enqueue(4, to_label="李四") == 1
    assert column("to_label") == ["张三", "张三", "张三", "李四"]


def test_a_thousand_rows_cost_as_many_statements_as_one(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        enqueue(1000)
    assert states() == {"queued": 1000}


def test_rows_come_back_as_they_went_in() -> None:
    text_id = services.add_text(kind="sms", body="{name}：{link}", now=NOW)
    enqueue(1, text_id=text_id, is_drill=True, lane=0, division_path="00010002", step=2, try_no=3)
    message = Message.objects.unscoped("test").get()
    assert (message.key, message.step, message.try_no, message.is_drill) == ("c1-s2-t3", 2, 3, True)
    assert (message.address_enc, message.division_path, message.lane) == ("13900000001", "00010002", 0)
    assert (message.due_at, message.not_after, message.created_at) == (NOW, NOW + timedelta(hours=1), NOW)


def test_a_select_feeds_the_outbox_without_passing_through_python() -> None:
    enqueue(5)
    again = Select(
        "SELECT 'again-' || key, kind, subject_kind, subject_id, step, try_no + 1, to_label, address_enc, text_id, "
        "due_at, not_after, is_drill, division_path, lane FROM channels_message WHERE subject_id > %s",
        (2,),
    )
    assert services.enqueue_select(again, now=NOW) == 3
    assert services.enqueue_select(again, now=NOW) >= 0
    assert Message.objects.unscoped("test").filter(key__startswith="again-").count() >= 3


def test_lifting_a_call_out_drops_what_is_queued_for_its_subjects_and_says_so_once() -> None:
    enqueue(10)
    cancelled = services.cancel_for_subjects("case", range(1, 7), actor=ADMIN, now=NOW, reason="解除")
    assert cancelled == 6
    assert states() == {"dropped": 6, "queued": 4}
    entries = list(Entry.objects.unscoped("test").filter(kind="channels.cancelled"))
    assert [entry.data["count"] for entry in entries] == [6]


def test_a_case_that_is_over_takes_its_messages_back_but_not_its_all_clear() -> None:
    enqueue(2)
    services.enqueue_many([("c1-clear", *rows(1)[0][1:])], now=NOW)
    assert services.withdraw("case", [1], keep="-clear") == 1
    assert column("state") == ["dropped", "queued", "queued"]


def test_rows_of_other_kinds_of_subjects_stay() -> None:
    enqueue(2)
    assert services.cancel_for_subjects("household", [1, 2], actor=ADMIN, now=NOW, reason="解除") == 0


def test_the_columns_are_the_contract_with_the_calling_engine() -> None:
    assert [name for name, _kind in services.COLUMNS] == [
        "key", "kind", "subject_kind", "subject_id", "step", "try_no", "to_label", "address_enc", "text_id", "due_at",
        "not_after", "is_drill", "division_path", "lane",
    ]  # fmt: skip
    assert len(rows(1)[0]) == len(services.COLUMNS)
