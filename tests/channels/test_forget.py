"""Old messages keep their counts and lose their people."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.channels.models import Message
from qianshao.channels.ticks import forget_recipients
from qianshao.core.sql import fetch_all
from qianshao.journal.models import Entry
from tests.channels.outbox import NOW, enqueue

pytestmark = pytest.mark.django_db(transaction=True)


def put(number: int, days: int, state: str = "sent") -> None:
    at = NOW - timedelta(days=days)
    enqueue(1, start=number, now=at)
    Message.objects.unscoped("test").filter(subject_id=number).update(
        state=state, created_at=at, provider_ref="13800002046-1", error="号码 13800002046 停机"
    )


def raw(number: int) -> tuple[Any, ...]:
    statement = "SELECT address_enc, to_label, provider_ref, error, state FROM channels_message WHERE subject_id = %s"
    return fetch_all(statement, [number])[0]


def test_old_messages_lose_address_and_name_and_are_still_counted() -> None:
    put(1, 200)
    put(2, 10)
    assert raw(1)[0] and forget_recipients(NOW, 100) == 1
    assert raw(1) == ("", "", "", "", "sent")
    assert raw(2)[0] and raw(2)[1] == "张三"
    assert Message.objects.unscoped("test").filter(state="sent").count() == 2
    entry = Entry.objects.unscoped("test").get(kind="channels.forgotten")
    assert str(entry) == "1 条 180 天前的消息已去掉姓名和号码"


def test_it_goes_on_where_it_stopped_and_does_nothing_twice(settings: Any) -> None:
    for number in range(1, 6):
        put(number, 200)
    assert [forget_recipients(NOW, 2) for _turn in range(4)] == [2, 2, 1, 0]


def test_how_long_is_the_sites_choice(settings: Any) -> None:
    put(1, 10)
    assert forget_recipients(NOW, 100) == 0
    settings.OUTBOX_KEEP_DAYS = 5
    assert forget_recipients(NOW, 100) == 1


def test_what_still_waits_to_be_sent_keeps_its_address() -> None:
    put(1, 200, state="queued")
    assert forget_recipients(NOW, 100) == 0 and raw(1)[0]
