"""Anybody reports; what is odd is folded, never refused, and the genuine stand at the top."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qianshao.core.errors import Invalid
from qianshao.hazards.models import StandardSet
from qianshao.hazards.selectors.standards import standard_rows
from qianshao.journal.models import Entry
from qianshao.tips import services
from qianshao.tips.models import Reporter, Tip, Trait
from qianshao.tips.rules.folding import Signs, is_noise, judge, near_keys, same_key
from qianshao.tips.selectors import inbox
from qianshao.tips.selectors.numbers import numbers_and_kinds, numbers_at
from qianshao.tips.ticks import forget_traits
from tests.cast import Cast
from tests.files.pictures import photo
from tests.tips.tips import GENUINE, PHONE, fresh, send

pytestmark = pytest.mark.django_db


def top(cast: Cast, count: int = 20) -> list[str]:
    return [row.words for row in inbox.tips(cast.scope("county_duty"))[:count]]


def test_a_word_or_a_photo_is_enough(cast: Cast) -> None:
    assert send(cast, "", photos=[photo((64, 48))]).state == "waiting"
    assert send(cast, "路塌了", kind="").kind_name == "其他"
    with pytest.raises(Invalid):
        send(cast, " \0\n ")


def test_place_and_deadline_come_from_the_sign_and_the_county(cast: Cast) -> None:
    tip = send(cast)
    assert (tip.place_name, tip.division_path, tip.channel) == ("青石镇红旗村", cast.village_a1.path, "sign")
    assert tip.due_at == cast.now + timedelta(hours=24)
    lost = send(cast, "路上有坑", sign="ZZZZZZ-Z")
    assert (lost.channel, lost.division_path) == ("page", cast.county.path)


def test_who_it_was_stands_apart_and_sealed(cast: Cast) -> None:
    tip = send(cast, phone=PHONE, name="张三")
    row = Reporter.objects.get()
    assert (row.phone, row.name, row.tip_id) == (PHONE, "张三", tip.pk)
    raw = Reporter.objects.raw("SELECT id, phone AS sealed FROM tips_reporter")[0].sealed
    assert PHONE not in raw
    said = "".join(f"{e.data}{e.actor_label}" for e in Entry.objects.unscoped("a test looks"))
    assert PHONE not in said
    assert "张三" not in said
    assert "裂缝" not in said


def test_nothing_is_refused_and_everything_is_found(cast: Cast) -> None:
    spam = [send(cast, f"加微信领红包{n}", network="203.0.113.9") for n in range(40)]
    assert len({tip.no for tip in spam}) == 40
    found = inbox.tips(cast.scope("county_duty"), inbox.Asked("all", search="领红包"))
    assert found.count() == 40
    assert inbox.tips(cast.scope("county_duty"), inbox.Asked("waiting")).count() <= 2


def test_genuine_reports_stand_above_spam_of_four_kinds(cast: Cast) -> None:
    for n in range(30):
        send(cast, "这里有问题快来看看吧", network="203.0.113.9")
        send(cast, f"第{n}次反映情况请领导重视处理一下", network=f"203.0.113.{n}")
        send(cast, "哈哈哈哈哈哈哈哈" + "x" * n, network="203.0.113.9")
        if n % 3 == 0:
            send(cast, GENUINE[n // 3], network="203.0.113.9" if n < 9 else f"192.0.2.{n}")
    assert set(top(cast, 10)) == set(GENUINE)


def test_without_folding_the_same_spam_would_bury_them(cast: Cast) -> None:
    """Must fail without the weighing: in the order of arrival most of the ten would stand far below."""
    for _n in range(30):
        send(cast, "这里有问题快来看看吧", network="203.0.113.9")
    for words in GENUINE:
        send(cast, words)
    by_arrival = Tip.objects.unscoped("a test looks").order_by("received_at", "id")[:10]
    assert not {row.words for row in by_arrival} & set(GENUINE)
    assert set(GENUINE) <= set(top(cast, 11))


def test_an_office_behind_one_address_is_never_stopped(cast: Cast) -> None:
    tips = [send(cast, f"{words}，{n}号", network="203.0.113.9") for n, words in enumerate(GENUINE * 3)]
    assert len(tips) == 30
    assert all(fresh(tip).state == "waiting" for tip in tips[:10])


def test_many_people_with_the_same_words_lie_under_the_first(cast: Cast) -> None:
    tips = [send(cast, "村口的路塌了一半", network=f"192.0.2.{n}") for n in range(6)]
    assert fresh(tips[0]).state == "waiting"
    assert {fresh(tip).under_id for tip in tips[3:]} == {tips[0].pk}
    assert inbox.beneath(cast.scope("county_duty"), tips[0])[1] >= 3


def test_what_an_officer_unfolded_is_not_folded_again_by_the_next_that_says_the_same(cast: Cast) -> None:
    tips = [send(cast, "村口的路塌了一半", network=f"192.0.2.{n}") for n in range(6)]
    services.unfold_tip(tip_id=tips[3].pk, actor=cast.actor("town_duty"), now=cast.now)
    for n in range(6):
        send(cast, "村口的路塌了一半", network=f"198.51.100.{n}")
    row = fresh(tips[3])
    assert (row.state, row.points, row.under_id) == ("waiting", -2, None)


def test_the_same_photo_is_folded_and_a_new_one_speaks_for_it(cast: Cast) -> None:
    one, other = photo((64, 48)), photo((64, 48), colour="navy")
    assert send(cast, "", photos=[one]).points == -1
    again = send(cast, "", photos=[one])
    assert (again.state, again.why) == ("folded", ["photo"])
    assert send(cast, "", photos=[other]).state == "waiting"


def test_what_another_site_posts_is_folded(cast: Cast) -> None:
    assert send(cast, "楼道堆满了杂物", elsewhere=True).why == ["elsewhere"]


def test_an_officer_brings_it_back_to_the_top(cast: Cast) -> None:
    tip = send(cast, "asdfghjklqwertyuiop")
    assert tip.state == "folded"
    services.unfold_tip(tip_id=tip.pk, actor=cast.actor("town_duty"), now=cast.now)
    assert (fresh(tip).state, fresh(tip).under_id) == ("waiting", None)


def test_marks_are_forgotten_and_say_nothing_about_the_network(cast: Cast) -> None:
    send(cast, network="198.51.100.7")
    assert not Trait.objects.filter(value__contains="198.51").exists()
    assert forget_traits(cast.now + timedelta(hours=23), 100) == 0
    assert forget_traits(cast.now + timedelta(hours=25), 100) > 0
    assert not Trait.objects.exists()


def test_nearly_the_same_words_share_a_key_and_others_do_not() -> None:
    assert same_key("路 塌了！") == same_key("路塌了")
    shared = set(near_keys("领导请看这里的情况很严重请处理1")) & set(near_keys("领导请看这里的情况很严重请处理27"))
    assert shared
    keys = [set(near_keys(words)) for words in GENUINE]
    assert not any(a & b for n, a in enumerate(keys) for b in keys[:n])


def test_noise_is_what_nobody_could_act_on() -> None:
    assert all(is_noise(words) for words in ("asdfghjkl", "111111111", "加微信代开发票", "哈哈哈哈哈哈哈哈哈"))
    assert not any(is_noise(words) for words in (*GENUINE, "", "路塌了"))


def test_points_follow_the_countys_numbers(cast: Cast) -> None:
    numbers = numbers_at(cast.now)
    assert judge(Signs(same=1), numbers).folded
    assert not judge(Signs(same=1), {**numbers, "same_some": 5}).folded


def test_a_flood_costs_few_questions_and_no_more_for_the_hundredth(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    """Eight with the transaction's own two; the test's transaction has two marks more."""
    address = reverse("tips:report")
    for n in range(70):
        client.post(address, {"words": f"第{n}次反映这里的情况请重视一下"}, REMOTE_ADDR="203.0.113.9")
    with django_assert_max_num_queries(8):
        assert (
            client.post(address, {"words": "第99次反映这里的情况请重视一下"}, REMOTE_ADDR="203.0.113.9").status_code
            == 303
        )
    last = Tip.objects.unscoped("a test looks").order_by("-pk")[0]
    assert last.under_id is not None


def test_two_never_have_the_same_six_digits_on_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr(secrets, "randbelow", lambda _most: next(drawn))
    assert [send(cast, words).code for words in GENUINE[:2]] == ["000007", "000008"]


def test_a_published_table_counts_at_once(cast: Cast) -> None:
    numbers, kinds = numbers_and_kinds(cast.now)
    assert numbers == numbers_at(cast.now)
    rows = [
        dict(row) | ({"value": 48} if row["code"] == "answer_hours" else {})
        for row in standard_rows("tip_rules", cast.now)
    ]
    StandardSet.objects.create(name="tip_rules", version=1, valid_from=cast.now, rows=rows, published_by="x")
    StandardSet.objects.create(
        name="tip_rules", version=2, valid_from=cast.now + timedelta(hours=1), rows=[], published_by="x"
    )
    assert numbers_and_kinds(cast.now)[0]["answer_hours"] == 48
    assert list(kinds) == standard_rows("tip_kinds", cast.now)
