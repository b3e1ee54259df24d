"""An Update of the same colour that moves the area: out, in and still in, each hears exactly what concerns them."""

from typing import Any

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors import targets_of
from qianshao.alerts.services import expected_count
from qianshao.alerts.services.call_people import call_people
from qianshao.calling.models import CallOut, Case
from qianshao.calling.services.answer_call import answer_on_behalf
from qianshao.calling.ticks.due_cases import sweep_due_cases
from qianshao.channels.models import Message
from qianshao.core import clock
from qianshao.core.ids import sign_case_token
from qianshao.field.selectors import answer_page
from tests.alerts import messages
from tests.alerts.conftest import SQUARE, message, submitted
from tests.alerts.test_release_alert import called, later, release
from tests.cast import Cast
from tests.cast_people import People

#: 红旗村 and 下湾村; only 下湾村; as in SQUARE only 红旗村.
BOTH = SQUARE.replace("31.66,", "31.64,").replace("114.85", "114.87")
NEXT = "<polygon>31.64,114.855 31.64,114.87 31.66,114.87 31.66,114.855 31.64,114.855</polygon>"


def case(name: str) -> Case:
    return Case.objects.unscoped("test").filter(name=name).order_by("-pk")[0]


def told(name: str) -> list[str]:
    """Which all-clear or no-longer messages somebody has in the outbox."""
    ids = Case.objects.unscoped("test").filter(name=name).values_list("pk", flat=True)
    rows = Message.objects.unscoped("test").filter(key__in=[f"c{pk}-clear" for pk in ids])
    return [row.text.body for row in rows.select_related("text")]


def update(first: Alert, area: str, before: str, *, sent: str = "20:10:00", serial: str = "") -> bytes:
    triple = f"{first.sender},{first.identifier},2026-07-18T{sent}+08:00"
    text = message((SQUARE, area)) if area != SQUARE else message()
    data = messages.cancel(text.decode(), of=triple, kind="Update")
    return data.replace(b"233800_0</identifier>", f"{serial}</identifier>".encode()) if serial else data


def start(cast: Cast, area: str = BOTH) -> Alert:
    """Everybody inside is called once; 赵国民 has answered."""
    first = release(cast, submitted(cast, message((SQUARE, area)) if area != SQUARE else message()))
    sweep_due_cases(clock.now(), 1000)
    answer_on_behalf(case("赵国民").pk, how="电话里听清了", actor=cast.actor("county_duty"), now=clock.now())
    return first


def test_those_outside_are_told_once_those_inside_notice_nothing(cast: Cast, people: People) -> None:
    first = start(cast)
    second = submitted(cast, update(first, NEXT, BOTH))
    assert targets_of(second, clock.now()).preview.left_out >= 3
    before = case("陈立新")
    release(cast, second)
    sweep_due_cases(clock.now(), 1000)
    # Out, whether or not they had answered: one message each, nobody calls them any more.
    for name, state in (("张有福", "excused"), ("赵国民", "confirmed")):
        found = case(name)
        assert (found.state, found.cleared_at is not None, len(told(name))) == (state, True, 1)
        assert "不再涉及" in told(name)[0] and "解除" not in told(name)[0]
    assert case("张有福").end_reason and case("张有福").ended_by == "李江（带班领导）"
    # Still in: the same case, as it stood; nothing said, nothing called again.
    after = case("陈立新")
    assert (after.pk, after.state, after.attempts, told("陈立新")) == (before.pk, "open", before.attempts, [])
    assert CallOut.objects.unscoped("test").count() == 1


def test_an_area_that_grows_and_shrinks_at_once(cast: Cast, people: People) -> None:
    first = start(cast, SQUARE)
    second = release(cast, submitted(cast, update(first, NEXT, SQUARE)))
    assert "陈立新" in called(second) and "张有福" not in called(second)
    assert len(told("张有福")) == 1 and told("陈立新") == []
    # The county's leaders are concerned either way: not called again, told nothing.
    assert told("陈国栋") == [] and "陈国栋" not in called(second)
    assert case("陈国栋").cleared_at is None


def test_run_again_after_a_crash_nobody_is_told_twice(cast: Cast, people: People) -> None:
    first = start(cast)
    second = release(cast, submitted(cast, update(first, NEXT, BOTH)))
    count = Message.objects.unscoped("test").count()
    Alert.objects.unscoped("test").filter(pk=second.pk).update(called_at=None)
    second.refresh_from_db()
    call_people(second, actor=cast.actor("county_lead"), now=clock.now())
    assert Message.objects.unscoped("test").count() == count and len(told("张有福")) == 1


def test_whom_a_later_update_takes_in_again_is_called_again(cast: Cast, people: People, fake_clock: Any) -> None:
    first = start(cast)
    second = release(cast, submitted(cast, update(first, NEXT, BOTH)))
    fake_clock.advance(60)
    data = update(second, BOTH, NEXT, sent="23:38:00", serial="235000_0")
    third = release(cast, submitted(cast, data))
    assert {"张有福", "李秀梅", "赵国民"} <= called(third) and "陈立新" not in called(third)


def test_the_cancel_at_the_end_tells_only_those_still_concerned(cast: Cast, people: People) -> None:
    first = start(cast)
    second = release(cast, submitted(cast, update(first, NEXT, BOTH)))
    data = messages.cancel(
        message().decode(), of=f"{second.sender},{second.identifier},2026-07-18T23:38:00+08:00"
    ).replace(b"233800_0</identifier>", b"235000_0</identifier>")
    cancel = submitted(cast, data)
    total = CallOut.objects.unscoped("test").get().total
    cleared = Case.objects.unscoped("test").filter(cleared_at__isnull=False).count()
    assert expected_count(cancel, targets_of(cancel, clock.now())) == total - cleared
    release(cast, cancel)
    assert len(told("张有福")) == 1 and "不再涉及" in told("张有福")[0]
    assert len(told("陈立新")) == 1 and "解除" in told("陈立新")[0]


def test_the_link_of_somebody_outside_says_so(cast: Cast, people: People) -> None:
    first = start(cast)
    release(cast, submitted(cast, update(first, NEXT, BOTH)))
    for name in ("张有福", "赵国民"):
        page = answer_page(sign_case_token(case(name).pk))
        assert page.stage == "over" and "不再涉及" in page.over_words
    assert answer_page(sign_case_token(case("陈立新").pk)).stage == "ask"


def test_an_update_of_words_only_lets_go_of_nobody(cast: Cast, people: People) -> None:
    """The control: the same area, nobody is told anything."""
    first = start(cast)
    longer = (("2026-07-19T02:38", "2026-07-19T08:38"),)
    release(cast, submitted(cast, later(first, "Update", (SQUARE, BOTH), *longer)))
    assert not Message.objects.unscoped("test").filter(key__endswith="-clear").exists()
    assert not Case.objects.unscoped("test").filter(cleared_at__isnull=False).exists()
