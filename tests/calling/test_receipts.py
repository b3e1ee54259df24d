"""What providers report: heard and pressed counts, hung up early does not, a dead number moves on at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from qianshao.calling.models import Answer
from qianshao.calling.ticks import sweep_due_cases, sweep_receipts
from qianshao.channels.models import Message
from qianshao.channels.services.receipts import Fact, store
from qianshao.journal.models import Cursor
from tests.calling.casts import HOUSE, NOW, case, household, kinds, person, publish, start

pytestmark = pytest.mark.django_db
VOICE = NOW + timedelta(seconds=180)  # when the first voice call leaves
NO_CHANNEL = 0


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


@pytest.fixture
def called() -> None:
    """One person whose first voice call has left."""
    start([person(1)])
    sweep_due_cases(NOW, 10)
    sweep_due_cases(VOICE, 10)


def report(kind: str, seq: int = 1, *, step: int = 1, try_no: int = 1, **facts: object) -> None:
    """A provider says something about one of the person's messages."""
    key = f"c{case().pk}-r0-s{step}-t{try_no}"
    message = Message.objects.unscoped("the test looks").get(key=key)
    store([Fact(NO_CHANNEL, str(message.pk), seq, key, kind, VOICE, **facts)], now=VOICE)  # type: ignore[arg-type]


def test_heard_and_pressed_is_an_answer(called: None) -> None:
    report("answered", pressed="1", heard_seconds=25)
    assert sweep_receipts(VOICE, 100) == 1
    assert (case().state, case().end_channel) == ("answered", "keypad")


def test_pressed_after_eight_seconds_is_none_and_the_calls_go_on(called: None) -> None:
    report("answered", pressed="1", heard_seconds=8)
    sweep_receipts(VOICE, 100)
    assert (case().state, case().last_result, Answer.objects.count()) == ("open", "hung_up", 0)
    assert "calling.unheard" in kinds()
    assert sweep_due_cases(VOICE + timedelta(seconds=100), 10) == 1


def test_heard_to_the_end_without_a_key_is_no_answer(called: None) -> None:
    report("answered", heard_seconds=40)
    sweep_receipts(VOICE, 100)
    assert case().state == "open"


def test_a_text_that_was_only_delivered_or_read_is_no_answer(called: None) -> None:
    report("delivered", step=0)
    report("read", 2, step=0)
    sweep_receipts(VOICE, 100)
    assert (case().state, Answer.objects.count()) == ("open", 0)


@pytest.mark.parametrize("result", ["wrong_number", "power_off", "unreachable"])
def test_a_dead_number_goes_to_the_next_rung_at_once(called: None, result: str) -> None:
    report(result)
    sweep_receipts(VOICE, 100)
    assert (case().due_at, case().last_result) == (VOICE, result)
    sweep_due_cases(VOICE, 10)
    assert (case().step, case().try_no) == (2, 1)  # the stand-in; tries 2 and 3 of the own number were spared
    assert "calling.skipped" in kinds()


def test_nobody_answering_is_tried_again_on_the_same_rung_in_its_time(called: None) -> None:
    report("no_answer")
    sweep_receipts(VOICE, 100)
    assert (case().step, case().due_at) == (1, VOICE + timedelta(seconds=100))


def test_a_late_report_about_an_old_rung_skips_nothing(called: None) -> None:
    report("wrong_number", step=0)
    sweep_receipts(VOICE, 100)
    assert case().due_at == VOICE + timedelta(seconds=100)


def test_a_stand_ins_keypad_covers_the_post_only(called: None) -> None:
    for seconds in (100, 200, 300):
        sweep_due_cases(VOICE + timedelta(seconds=seconds), 10)
    report("answered", step=2, pressed="1", heard_seconds=30)
    sweep_receipts(VOICE + timedelta(seconds=300), 100)
    assert (case().state, case().covered_at is not None, Answer.objects.get().who) == ("open", True, "standin")


def test_a_household_that_pressed_a_key_is_confirmed() -> None:
    publish("house", "household", [{"kind": "voice", "who": "self"}, HOUSE[-1]])
    start(households=[household(1)])
    sweep_due_cases(NOW, 10)
    report("answered", step=0, pressed="1", heard_seconds=20)
    sweep_receipts(NOW, 100)
    assert case().state == "confirmed"


def test_a_receipt_is_acted_on_once_also_after_a_crash(called: None) -> None:
    class Broken(Exception):
        pass

    def fails(run: Any, sql: str, *args: Any) -> Any:
        if "journal_cursor" in sql and sql.startswith("UPDATE"):
            raise Broken
        return run(sql, *args)

    report("answered", pressed="1", heard_seconds=25)
    with pytest.raises(Broken), connection.execute_wrapper(fails):
        sweep_receipts(VOICE, 100)
    assert (case().state, Answer.objects.count()) == ("open", 0)
    assert sweep_receipts(VOICE, 100) == 1
    assert sweep_receipts(VOICE, 100) == 0
    Cursor.objects.update(last_id=0)
    sweep_receipts(VOICE, 100)
    assert (case().state, Answer.objects.count()) == ("answered", 1)
