"""What a gateway reports counts once, only when it is really from the gateway, and only about what we sent it."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.channels import selectors, services
from qianshao.channels.adapters.signing import NONCE, SIGNATURE, TIMESTAMP, sign, signature
from qianshao.channels.models import Message, Nonce, Receipt
from qianshao.channels.states import RECEIPT_RANK
from qianshao.channels.ticks import forget_nonces
from qianshao.channels.ticks.sender import Sender
from qianshao.core import clock
from qianshao.journal.models import Entry

from .conftest import RunningGateway
from .outbox import NOW, SECRET, column, enqueue, gateway, rows, simulated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now() -> Any:
    with clock.use(clock.FakeClock(NOW)) as fake:
        yield fake


@pytest.fixture
def sent(gateway_process: RunningGateway) -> RunningGateway:
    """Ten messages that left through the channel ``gw``."""
    gateway("gw", gateway_process.port)
    enqueue(10)
    assert Sender("test").turn(NOW, limit=100, seconds=2).sent == 10
    return gateway_process


def fact(n: int, kind: str = "answered", seq: int = 1, **more: Any) -> dict[str, Any]:
    return {"key": f"c{n}-s0-t1", "id": f"g-{n}", "seq": seq, "kind": kind, **more}


def post(items: Any, *, secret: str = SECRET, code: str = "gw", **change: str) -> Any:
    body = json.dumps({"receipts": items}).encode()
    headers = sign(secret, body, clock.now()) | change
    return send_raw(body, headers, code)


def send_raw(body: bytes, headers: dict[str, str], code: str = "gw") -> Any:
    return Client().post(f"/gateway/{code}/callback", body, content_type="application/json", headers=headers)


def verdicts(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [result["status"] for result in response.json()["results"]]


def test_a_pressed_key_becomes_a_receipt_the_engine_reads_in_order(sent: RunningGateway) -> None:
    response = post(
        [fact(1, "delivered", 1), fact(1, "answered", 2, pressed="1", heard=22), fact(2, "hung_up", heard=8)]
    )
    assert verdicts(response) == ["accepted"] * 3
    heard = selectors.receipts_after(0, 10)
    assert [(r.subject_id, r.kind, r.pressed, r.heard_seconds) for r in heard] == [
        (1, "delivered", "", None),
        (1, "answered", "1", 22),
        (2, "hung_up", "", 8),
    ]
    assert selectors.receipts_after(heard[1].id, 10) == heard[2:]
    assert column("result", ["c1-s0-t1", "c2-s0-t1"]) == ["answered", "hung_up"]


def test_the_same_request_again_is_refused_and_changes_nothing(sent: RunningGateway) -> None:
    body = json.dumps({"receipts": [fact(1)]}).encode()
    headers = sign(SECRET, body, NOW)
    assert send_raw(body, headers).status_code == 200
    assert send_raw(body, headers).status_code == 409
    assert Receipt.objects.count() == 1


def test_the_same_receipt_in_a_new_request_is_a_repeat(sent: RunningGateway) -> None:
    assert verdicts(post([fact(1), fact(1)])) == ["accepted", "duplicate"]
    assert verdicts(post([fact(1)])) == ["duplicate"]
    assert Receipt.objects.count() == 1


def test_the_same_number_with_other_content_is_a_conflict_and_is_told(sent: RunningGateway) -> None:
    post([fact(1, "no_answer")])
    assert verdicts(post([fact(1, "answered", pressed="1")])) == ["conflict"]
    assert column("result", ["c1-s0-t1"]) == ["no_answer"]
    assert Entry.objects.unscoped("test").filter(kind="channels.receipt_conflict").count() == 1


def test_a_receipt_that_overtakes_another_is_kept_and_marked_and_never_weakens(sent: RunningGateway) -> None:
    post([fact(1, "answered", 5)])
    assert verdicts(post([fact(1, "delivered", 3)])) == ["accepted"]
    assert list(Receipt.objects.order_by("id").values_list("out_of_order", flat=True)) == [False, True]
    assert column("result", ["c1-s0-t1"]) == ["answered"]


def test_receipts_about_messages_that_are_not_ours_or_were_never_sent_count_for_nothing(sent: RunningGateway) -> None:
    enqueue(1, start=500)
    assert verdicts(post([fact(500), {**fact(1), "key": "c77777-s0-t1"}])) == ["unknown", "unknown"]
    assert Receipt.objects.count() == 0


def test_a_real_gateway_says_nothing_about_a_drill(sent: RunningGateway) -> None:
    simulated()
    services.enqueue_many(rows(1, start=900, is_drill=True), now=NOW)
    Sender("test").turn(NOW, limit=10, seconds=1)
    assert Message.objects.unscoped("test").get(key="c900-s0-t1").state == "sent"
    assert verdicts(post([fact(900)])) == ["unknown"]


def forged(body: bytes) -> list[dict[str, str]]:
    good = sign(SECRET, body, NOW)
    old, early = sign(SECRET, body, NOW - timedelta(minutes=6)), sign(SECRET, body, NOW + timedelta(minutes=6))
    return [
        {},
        sign("another-secret-of-16", body, NOW),
        sign("", body, NOW),
        {**good, SIGNATURE: good[SIGNATURE][:-1]},
        {**good, SIGNATURE: "ü"},
        {**good, NONCE: "0" * 32},
        {**good, TIMESTAMP: str(int(good[TIMESTAMP]) + 1)},
        {**good, TIMESTAMP: "²"},
        {**good, TIMESTAMP: "9" * 12},
        {**good, NONCE: "x", SIGNATURE: signature(SECRET, good[TIMESTAMP], "x", body)},
        old,
        early,
    ]


def test_what_is_not_signed_by_the_gateway_or_not_fresh_is_refused_and_told_once(sent: RunningGateway) -> None:
    body = json.dumps({"receipts": [fact(1)]}).encode()
    assert [send_raw(body, headers).status_code for headers in forged(body)] == [403] * len(forged(body))
    altered = body.replace(b"answered", b"read")
    assert send_raw(altered, sign(SECRET, body, NOW)).status_code == 403
    assert (Receipt.objects.count(), Nonce.objects.count()) == (0, 0)
    assert Entry.objects.unscoped("test").filter(kind="channels.callback_refused").count() == 1


def test_channels_without_callbacks_are_not_there(sent: RunningGateway) -> None:
    simulated()
    assert post([fact(1)], code="simulated").status_code == 404
    assert post([fact(1)], code="nobody").status_code == 404
    assert Client().get("/gateway/gw/callback").status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"{", b'{"receipts": 3}', b'{"receipts": [3]}', b'{"receipts": [{}]}', b"\xff\xfe",
        b"null",
        b'{"receipts": [{"key": "c1-s0-t1", "id": "", "seq": 1, "kind": "read"}]}',
        b'{"receipts": [{"key": "c1-s0-t1", "id": "a", "seq": -1, "kind": "read"}]}',
        b'{"receipts": [{"key": "c1-s0-t1", "id": "a", "seq": 1e99, "kind": "read"}]}',
        b'{"receipts": [{"key": "c1-s0-t1", "id": "a", "seq": 1, "kind": "won"}]}',
        b'{"receipts": [{"key": "c1-s0-t1", "id": "a", "seq": 1, "kind": "read", "at": "2026-07-18 12:00"}]}',
        b'{"receipts": [{"key": "c1\\u0000", "id": "a", "seq": 1, "kind": "read"}]}',
        b'{"receipts": [{"key": "c1\\ud800", "id": "a", "seq": 1, "kind": "read"}]}',
    ],
)  # fmt: skip
def test_signed_nonsense_is_refused_in_words_and_writes_nothing(body: bytes, sent: RunningGateway) -> None:
    response = send_raw(body, sign(SECRET, body, NOW))
    assert response.status_code == 422
    assert response.json()["message"]
    assert Receipt.objects.count() == 0


def test_a_thousand_at_once_but_not_more(sent: RunningGateway) -> None:
    assert verdicts(post([fact(n % 10 + 1, "delivered", n) for n in range(1000)])) == ["accepted"] * 1000
    assert post([fact(1, "read", n) for n in range(2000, 3001)]).status_code == 422


def test_a_batch_costs_as_many_statements_as_one(sent: RunningGateway, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        post([fact(n % 10 + 1, "delivered", n) for n in range(500)])


def test_receipts_are_looked_up_by_their_keys_however_many_there_are(sent: RunningGateway) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("EXPLAIN of an almost empty table says nothing on PostgreSQL")
    seen: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "json_each" in sql and not many and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
                seen.extend(str(row[3]) for row in cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        post([fact(1), fact(2)])
    plans = "\n".join(seen)
    assert "channel_id=? AND provider_id=?" in plans
    assert plans.count("(key=?)") == 2
    assert "SCAN m" not in plans and "SCAN c" not in plans and "SCAN channels" not in plans


def test_a_gateway_that_comes_late_is_heard_though_another_channel_sent_last(sent: RunningGateway) -> None:
    gateway("other", sent.port)
    assert verdicts(post([fact(1, pressed="1")], code="other")) == ["accepted"]


def test_old_nonces_are_forgotten_when_they_protect_nothing_any_more(sent: RunningGateway) -> None:
    post([fact(1)])
    assert forget_nonces(NOW + timedelta(minutes=9), 100) == 0
    assert forget_nonces(NOW + timedelta(minutes=11), 100) == 1


@given(order=st.permutations(sorted(RECEIPT_RANK)), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_and_groups_receipts_come_the_strongest_stands(
    order: list[str], data: st.DataObject, sent: RunningGateway
) -> None:
    Receipt.objects.all().delete()
    Message.objects.unscoped("test").update(result="")
    told = order[: data.draw(st.integers(1, len(order)))]
    cut = data.draw(st.integers(0, len(told)))
    for part in (told[:cut], told[cut:], told):
        post([fact(1, kind, RECEIPT_RANK[kind]) for kind in part])
    assert column("result", ["c1-s0-t1"]) == [max(told, key=lambda kind: RECEIPT_RANK[kind])]
    assert Receipt.objects.count() == len(told)


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_a_real_gateway_reports_over_http_twice_and_out_of_order_and_each_counts_once(
    live_server: Any, gateway_process: RunningGateway
) -> None:
    now = clock.SystemClock().now()
    with clock.use(clock.SystemClock()):
        gateway("gw", gateway_process.port, path=f"/send?callback={live_server.url}/gateway/gw/callback")
        enqueue(40, now=now)
        assert Sender("test").turn(now, limit=100, seconds=3).sent == 40
        end = time.monotonic() + 60  # another process answers, and the machine may be busy
        while time.monotonic() < end and Nonce.objects.count() < 2:
            gateway_process.process.poll()
            time.sleep(0.02)
    heard = selectors.receipts_after(0, 1000)
    assert len(heard) == 80
    assert sorted(r.subject_id for r in heard if r.kind == "answered" and r.pressed == "1") == list(range(1, 41))
    assert column("result") == ["answered"] * 40
