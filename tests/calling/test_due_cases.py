"""Due cases climb the frozen ladder: on time, once per try, down to a walk to the door, and nobody is forgotten."""

from datetime import timedelta

import pytest

from qianshao.calling.models import Case, DoorTask
from qianshao.calling.selectors.report import forgotten_cases
from qianshao.calling.services.answer_call import answer_by_link
from qianshao.calling.ticks import sweep_due_cases
from qianshao.channels.models import Message
from qianshao.core.ids import sign_case_token
from tests.calling.casts import HOUSE, NOW, household, person, publish, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


def messages() -> list[tuple[int, int, str]]:
    found = Message.objects.unscoped("the test looks at all of them").order_by("id")
    return list(found.values_list("step", "try_no", "kind"))


def only_case() -> Case:
    return Case.objects.unscoped("the test looks").get()


def test_the_first_message_leaves_at_once_and_the_next_only_when_its_time_has_come() -> None:
    start([person(1)])
    assert sweep_due_cases(NOW, 100) == 1
    assert messages() == [(0, 1, "sms")]
    assert sweep_due_cases(NOW + timedelta(seconds=179), 100) == 0
    assert sweep_due_cases(NOW + timedelta(seconds=180), 100) == 1
    assert messages() == [(0, 1, "sms"), (1, 1, "voice")]


def test_the_whole_ladder_is_climbed_and_ends_at_a_door() -> None:
    start([person(1)])
    moment = NOW
    for _ in range(20):
        sweep_due_cases(moment, 100)
        due = only_case().due_at
        if due is None:
            break
        moment = due
    voices = [(1, 1, "voice"), (1, 2, "voice"), (1, 3, "voice"), (2, 1, "voice")]
    assert messages() == [(0, 1, "sms"), *voices, (0, 1, "sms")]
    walk = DoorTask.objects.unscoped("the test looks").get()
    assert (walk.assignee_name, walk.state, only_case().state) == ("联系人902", "open", "open")
    assert forgotten_cases() == 0


def test_one_answer_stops_no_other_case() -> None:
    start([person(1), person(2)])
    sweep_due_cases(NOW, 100)
    first, second = Case.objects.unscoped("the test looks").order_by("id")
    answer_by_link(sign_case_token(first.pk), now=NOW + timedelta(seconds=30))
    sweep_due_cases(NOW + timedelta(seconds=180), 100)
    called = Message.objects.unscoped("the test looks").filter(kind="voice").values_list("subject_id", flat=True)
    assert list(called) == [second.pk]


def test_a_sweep_run_twice_at_the_same_moment_sends_nothing_twice() -> None:
    start([person(number) for number in range(1, 8)])
    assert sweep_due_cases(NOW, 100) == 7
    assert sweep_due_cases(NOW, 100) == 0
    assert len(messages()) == 7


def test_a_household_without_a_number_goes_straight_to_the_one_who_answers_for_it() -> None:
    start(households=[household(5, address_enc="")])
    sweep_due_cases(NOW, 100)
    walk = DoorTask.objects.unscoped("the test looks").get()
    assert walk.assignee_name == "联系人903"
    assert [kind for _step, _try, kind in messages()] == ["sms"]  # the notice to the guardian


def test_with_nobody_to_walk_the_township_gets_the_door() -> None:
    start([person(1, address_enc="", standin_ref=None, superior_ref=None)], contacts=[])
    sweep_due_cases(NOW, 100)
    walk = DoorTask.objects.unscoped("the test looks").get()
    assert (walk.level, walk.assignee_name) == (2, "乡镇值班")


def test_a_batch_takes_as_many_queries_for_five_hundred_as_for_five(django_assert_max_num_queries) -> None:  # noqa: ANN001
    start([person(number) for number in range(1, 506)])
    sweep_due_cases(NOW, 5)
    with django_assert_max_num_queries(10):
        assert sweep_due_cases(NOW, 500) == 500
