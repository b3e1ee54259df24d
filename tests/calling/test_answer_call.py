"""Answers: the first counts, later ones are kept, and one answer never stops another's calls."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from qianshao.calling.models import Answer
from qianshao.calling.rules import line_of, read_line
from qianshao.calling.services.answer_call import (
    BATCH,
    LINK,
    Incoming,
    answer_by_link,
    answer_on_behalf,
    record_answers,
)
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.states import Who
from qianshao.calling.ticks import sweep_due_cases
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.ids import sign_case_token
from qianshao.core.scope import Scope
from qianshao.journal.models import Entry
from tests.calling.casts import (
    HOUSE,
    NOW,
    OTHER_TOWN,
    VILLAGE,
    case,
    household,
    kinds,
    officer,
    person,
    publish,
    queued,
    start,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(seconds=90)


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


def answers() -> list[tuple[str, bool]]:
    return list(Answer.objects.order_by("id").values_list("who", "is_first"))


def test_the_first_answer_counts_and_later_ones_are_kept() -> None:
    start([person(1)])
    token = sign_case_token(case().pk)
    first = answer_by_link(token, now=LATER, words={"in_command": "李国强", "villages_affected": "3"})
    again = answer_by_link(token, now=LATER + timedelta(minutes=5), words={"persons_moved": "12"})
    assert (first.first, again.first) == (True, False)
    ended = case()
    assert (ended.state, ended.ended_at, ended.end_channel, ended.due_at) == ("answered", LATER, "link", None)
    assert [a.words for a in Answer.objects.order_by("id")] == [
        {"in_command": "李国强", "villages_affected": "3"},
        {"persons_moved": "12"},
    ]
    assert kinds()[-2:] == ["calling.answered", "calling.answered_again"]


def test_a_household_that_answers_is_confirmed() -> None:
    start(households=[household(5)])
    answer_by_link(sign_case_token(case(5).pk), now=LATER)
    assert case(5).state == "confirmed"


def test_a_stand_ins_answer_covers_the_post_and_the_person_is_called_on() -> None:
    start([person(1)])
    answer_by_link(sign_case_token(line_of(case().pk, Who.STANDIN)), now=LATER)
    assert (case().state, case().covered_at) == ("open", LATER)
    sweep_due_cases(NOW, 10)
    assert len(queued()) == 1
    assert kinds()[-2] == "calling.covered"


def test_a_superiors_answer_is_noted_and_ends_nothing() -> None:
    start([person(1)])
    record_answers([Incoming(case().pk, "keypad", NOW, who=Who.SUPERIOR)], actor=LINK, now=LATER)
    assert (case().state, case().covered_at, answers()) == ("open", None, [("superior", False)])
    assert kinds()[-1] == "calling.noted"


def test_an_answer_takes_back_what_is_queued_about_this_person_only() -> None:
    start([person(1), person(2)])
    sweep_due_cases(NOW, 10)
    answer_by_link(sign_case_token(case(1).pk), now=LATER)
    assert [message.subject_id for message in queued()] == [case(2).pk]
    assert case(2).state == "open"


@pytest.mark.parametrize("token", ["", "1.x", "zzzzzzzzzzzz.aaaaaaaaaaaaaaaaaaaaaa", "一.二"])
def test_a_link_that_is_none_of_ours_is_refused(token: str) -> None:
    with pytest.raises(NotFound):
        answer_by_link(token, now=NOW)


def test_a_signed_link_to_a_case_that_is_gone_is_refused() -> None:
    with pytest.raises(NotFound):
        answer_by_link(sign_case_token(999_999), now=NOW)


def test_a_changed_case_number_spoils_the_link() -> None:
    start([person(1), person(2)])
    code = sign_case_token(case(1).pk).partition(".")[2]
    other = sign_case_token(case(2).pk).partition(".")[0]
    with pytest.raises(NotFound):
        answer_by_link(f"{other}.{code}", now=NOW)


def test_every_line_names_its_case_and_whom_it_calls() -> None:
    assert [read_line(line_of(77, who)) for who in Who] == [(77, who) for who in Who]


def test_a_repeated_delivery_is_the_same_answer() -> None:
    start([person(1)])
    one = Incoming(case().pk, "keypad", NOW, key="gateway-7")
    assert record_answers([one, one], actor=LINK, now=NOW)[0].first
    assert not record_answers([one], actor=LINK, now=LATER)[0].first
    assert answers() == [("self", True)]


def test_a_batch_of_five_hundred_is_one_commit_with_few_queries(django_assert_max_num_queries) -> None:  # noqa: ANN001
    start([person(number) for number in range(1, BATCH + 1)])
    batch = [Incoming(case(number).pk, "link", NOW) for number in range(1, BATCH + 1)]
    with django_assert_max_num_queries(12):
        recorded = record_answers(batch, actor=LINK, now=NOW)
    assert all(item.first for item in recorded)
    entry = Entry.objects.unscoped("the test looks").get(kind="calling.answered")
    assert (entry.data["count"], len(entry.data["cases"]), entry.division_path) == (BATCH, BATCH, VILLAGE[:16])
    with pytest.raises(Invalid):
        record_answers([*batch, batch[0]], actor=LINK, now=NOW)


def test_two_answers_of_one_person_in_one_batch_count_once() -> None:
    start([person(1)])
    both = [Incoming(case().pk, "link", NOW), Incoming(case().pk, "keypad", NOW)]
    assert [item.first for item in record_answers(both, actor=LINK, now=NOW)] == [True, False]
    assert case().end_channel == "link"


def test_unknown_cases_in_a_batch_harm_no_other() -> None:
    start([person(1)])
    mixed = [Incoming(999_999, "link", NOW), Incoming(case().pk, "link", NOW)]
    assert [item.known for item in record_answers(mixed, actor=LINK, now=NOW)] == [False, True]
    assert case().state == "answered"


def test_an_answer_after_the_end_is_kept_and_changes_nothing() -> None:
    callout = start([person(1)])
    lift_callout(callout.pk, reason="雨停预警解除", actor=officer(), now=NOW)
    assert not answer_by_link(sign_case_token(case().pk), now=LATER).first
    assert (case().state, answers()) == ("excused", [("self", False)])


def test_the_desk_records_for_somebody_it_spoke_with_and_says_how() -> None:
    start([person(1)])
    with pytest.raises(Invalid):
        answer_on_behalf(case().pk, how=" ", actor=officer(), now=NOW)
    answer_on_behalf(case().pk, how="对讲机通话", words={"villages_affected": "2"}, actor=officer(), now=LATER)
    assert (case().state, case().ended_by, case().end_channel) == ("answered", "带班领导 李国强", "desk")
    assert Answer.objects.get().words == {"villages_affected": "2", "note": "对讲机通话"}


def test_the_desk_of_another_township_sees_no_such_case() -> None:
    start([person(1)])
    with pytest.raises(NotFound):
        answer_on_behalf(case().pk, how="手机通话", actor=officer(path=OTHER_TOWN), now=NOW)
    reader = Actor("user", "督查", "desk", user_id=2, scope=Scope({VILLAGE: frozenset({"calling.view"})}))
    with pytest.raises(NotAllowed):
        answer_on_behalf(case().pk, how="手机通话", actor=reader, now=NOW)
    assert case().state == "open"


def test_an_answer_cannot_be_changed_afterwards() -> None:
    start([person(1)])
    answer_by_link(sign_case_token(case().pk), now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(by_label="别人")
    assert Answer.objects.get().by_label == "人1"


def test_words_nobody_asked_for_are_not_kept() -> None:
    start([person(1)])
    answer_by_link(sign_case_token(case().pk), now=NOW, words={"note": "到岗", "is_admin": "1"})
    assert Answer.objects.get().words == {"note": "到岗"}


def test_those_behind_answer_in_their_own_name() -> None:
    start([person(1)])
    answer_by_link(sign_case_token(line_of(case().pk, Who.STANDIN)), now=LATER)
    assert Answer.objects.get().by_label == "联系人901"


def test_a_character_no_database_stores_does_not_cost_the_answer() -> None:
    start([person(1)])
    answer_by_link(sign_case_token(case().pk), now=LATER, words={"note": "收\x00到"})
    assert Answer.objects.get().words == {"note": "收到"}
