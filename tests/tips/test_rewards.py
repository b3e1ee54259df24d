"""Rewards: by the county's table, by two persons, fetched with a code, paid once."""

import threading
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from python_calamine import CalamineWorkbook

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.hazards import services as hazards
from qianshao.journal.models import Entry
from qianshao.tips import services
from qianshao.tips.exports import export_rewards
from qianshao.tips.models import Reward, Tip
from qianshao.tips.rules.rewards import Worth, worth
from qianshao.tips.selectors.rewards import reward_sums
from qianshao.tips.selectors.track import followed, link_of
from tests.cast import Cast, build_cast
from tests.tips.tips import PHONE, approved, code_for, fresh, hazard_of, proposed, send, taken

pytestmark = pytest.mark.django_db


def pay(cast: Cast, code: str, who: str = "town_duty") -> Reward:
    return services.pay_reward(code=code, actor=cast.actor(who), now=cast.now)


def test_a_reward_goes_from_the_proposal_to_the_hand(cast: Cast) -> None:
    row = approved(cast)
    assert (row.amount, row.rule_name, row.rule_version) == (500, "一般隐患", 0)
    code = code_for(cast, row)
    paid = pay(cast, code.lower().replace("-", " "))
    assert (paid.state, paid.amount) == ("paid", 500)
    assert reward_sums(cast.scope("county_lead"))["paid"] == {"n": 1, "yuan": 500}
    assert followed(fresh(row.tip)).reward.state == "paid"


def test_nobody_approves_their_own_proposal(cast: Cast) -> None:
    row = proposed(cast)
    Reward.objects.unscoped("a test").filter(pk=row.pk).update(proposed_by_id=cast.users["town_lead"].pk)
    with pytest.raises(Invalid):
        services.decide_reward(reward_id=row.pk, granted=True, actor=cast.actor("town_lead"), now=cast.now)
    with pytest.raises(NotAllowed):
        services.decide_reward(reward_id=row.pk, granted=True, actor=cast.actor("town_duty"), now=cast.now)
    done = services.decide_reward(reward_id=row.pk, granted=True, actor=cast.actor("county_lead"), now=cast.now)
    assert done.state == "approved"


def test_nobody_pays_what_they_approved(cast: Cast) -> None:
    row = approved(cast)
    code = code_for(cast, row)
    Reward.objects.unscoped("a test").filter(pk=row.pk).update(decided_by_id=cast.users["county_duty"].pk)
    with pytest.raises(Invalid):
        pay(cast, code, "county_duty")
    assert pay(cast, code).state == "paid"


def test_it_is_paid_once(cast: Cast) -> None:
    code = code_for(cast, approved(cast))
    pay(cast, code)
    for who in ("town_duty", "county_duty"):
        with pytest.raises(Stale):
            pay(cast, code, who)
    assert Entry.objects.unscoped("a test looks").filter(kind="tips.pay").count() == 1


def test_one_reward_for_a_tip_until_it_is_refused(cast: Cast) -> None:
    row = proposed(cast)
    again = {"tip_id": row.tip_id, "rule": "major", "actor": cast.actor("town_duty"), "now": cast.now}
    with pytest.raises(Invalid):
        services.propose_reward(**again)
    with pytest.raises(Invalid):
        services.decide_reward(reward_id=row.pk, granted=False, actor=cast.actor("town_lead"), now=cast.now)
    services.decide_reward(reward_id=row.pk, granted=False, words="不够", actor=cast.actor("town_lead"), now=cast.now)
    assert services.propose_reward(**again).amount == 3000


def test_only_what_was_verified_is_rewarded(cast: Cast) -> None:
    tip = send(cast)
    with pytest.raises(Invalid):
        services.propose_reward(tip_id=tip.pk, rule="general", actor=cast.actor("town_duty"), now=cast.now)
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    with pytest.raises(Invalid):
        services.propose_reward(tip_id=tip.pk, rule="general", actor=cast.actor("town_duty"), now=cast.now)


def test_the_code_is_shown_once_and_kept_only_as_a_hash(cast: Cast) -> None:
    row = approved(cast)
    code = code_for(cast, row)
    with pytest.raises(Stale):
        code_for(cast, row)
    kept = str(Reward.objects.unscoped("a test looks").values().get())
    said = "".join(str(entry.data) for entry in Entry.objects.unscoped("a test looks"))
    assert code not in kept + said
    assert code.replace("-", "") not in kept + said


def test_a_lost_code_is_void_when_it_is_given_anew(cast: Cast) -> None:
    row = approved(cast)
    old = code_for(cast, row)
    with pytest.raises(Invalid):
        services.renew_code(reward_id=row.pk, reason=" ", actor=cast.actor("town_lead"), now=cast.now)
    services.renew_code(reward_id=row.pk, reason="没记下来", actor=cast.actor("town_lead"), now=cast.now)
    new = code_for(cast, row)
    with pytest.raises(NotFound):
        pay(cast, old)
    assert pay(cast, new).state == "paid"


def test_no_code_before_approval_and_none_without_the_link(cast: Cast) -> None:
    row = proposed(cast)
    with pytest.raises(NotFound):
        code_for(cast, row)
    with pytest.raises(NotFound):
        services.show_code(link=link_of(row.tip)[:-1] + "x", now=cast.now)
    for wrong in ("", "ABC", "0000000000-0", "ZZZZZZZZZZ-Z", "é" * 11):
        with pytest.raises(NotFound):
            pay(cast, wrong)


def test_a_month_has_its_limit_for_a_person_by_the_phones_hash(cast: Cast) -> None:
    amounts = [proposed(cast, words=words, phone=PHONE).amount for words in ("路塌了", "桥断了", "井盖没了")]
    assert amounts == [500, 500, 0]
    assert proposed(cast, words="电线断了", phone="13900000000").amount == 500


@pytest.mark.parametrize("typed", ["138 0013 8000", "13800138000", "+86 138-0013-8000", "8613800138000"])
def test_a_number_is_one_however_it_was_typed_and_by_whatever_way_it_came(cast: Cast, typed: str) -> None:
    proposed(cast, words="路塌了", phone="13800138000")
    proposed(cast, words="桥断了", phone=typed)
    tip = services.register_intake(
        channel="hotline", kind="road", words="井盖没了", division_path=cast.village_a1.path, outside_no="GD-1",
        reporter_phone=typed, actor=cast.actor("town_duty"), now=cast.now,
    )  # fmt: skip
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    hazards.verify_hazard(hazard_id=hazard_of(fresh(tip)).pk, grade=1, actor=cast.actor("town_duty"), now=cast.now)
    row = services.propose_reward(tip_id=tip.pk, rule="general", actor=cast.actor("town_duty"), now=cast.now)
    assert (row.amount, row.limited) == (0, "month_most")


def merged(cast: Cast) -> tuple[Tip, Tip]:
    """Two tips whose hazards an officer put together."""
    first, second = taken(cast), taken(cast, words="路面裂缝，卡车经过时晃动厉害", network="192.0.2.7")
    one, main = hazard_of(second), hazard_of(first)
    hazards.merge_hazards(hazard_id=one.pk, into_id=main.pk, actor=cast.actor("town_duty"), now=cast.now)
    return first, second


def test_one_reward_for_a_hazard_that_two_reported(cast: Cast) -> None:
    first, second = merged(cast)
    propose = {"rule": "general", "actor": cast.actor("town_duty"), "now": cast.now}
    row = services.propose_reward(tip_id=first.pk, **propose)
    with pytest.raises(Invalid) as refused:
        services.propose_reward(tip_id=second.pk, **propose)
    assert refused.value.code == "reward.same_hazard"
    no = {"granted": False, "words": "弄反了"}
    services.decide_reward(reward_id=row.pk, actor=cast.actor("town_lead"), now=cast.now, **no)
    assert services.propose_reward(tip_id=second.pk, **propose).state == "proposed"


def test_what_was_proposed_before_two_hazards_were_put_together_is_approved_and_paid_once(cast: Cast) -> None:
    rows = [proposed(cast, words=words) for words in ("路塌了", "路陷下去了")]
    lead, duty = cast.actor("town_lead"), cast.actor("town_duty")
    one, main = (hazard_of(row.tip) for row in rows)
    services.decide_reward(reward_id=rows[0].pk, granted=True, actor=lead, now=cast.now)
    hazards.merge_hazards(hazard_id=one.pk, into_id=main.pk, actor=duty, now=cast.now)
    with pytest.raises(Invalid) as refused:
        services.decide_reward(reward_id=rows[1].pk, granted=True, actor=lead, now=cast.now)
    assert refused.value.code == "reward.same_hazard"
    assert pay(cast, code_for(cast, rows[0])).state == "paid"
    hazards.split_hazard(hazard_id=one.pk, actor=duty, now=cast.now)
    services.decide_reward(reward_id=rows[1].pk, granted=True, actor=lead, now=cast.now)
    code = code_for(cast, rows[1])
    hazards.merge_hazards(hazard_id=one.pk, into_id=main.pk, actor=duty, now=cast.now)
    with pytest.raises(Invalid) as refused:
        pay(cast, code)
    assert refused.value.code == "reward.same_hazard"


def test_what_was_not_so_after_all_is_neither_approved_nor_paid(cast: Cast) -> None:
    waiting, row = proposed(cast, words="路塌了"), approved(cast)
    code = code_for(cast, row)
    for one in (waiting, row):
        hazards.mark_false(
            hazard_id=hazard_of(one.tip).pk, words="看错了", actor=cast.actor("town_duty"), now=cast.now
        )
    with pytest.raises(Invalid) as refused:
        services.decide_reward(reward_id=waiting.pk, granted=True, actor=cast.actor("town_lead"), now=cast.now)
    assert refused.value.code == "reward.not_so"
    with pytest.raises(Invalid) as refused:
        pay(cast, code)
    assert refused.value.code == "reward.not_so"
    refusal = {"granted": False, "words": "不属实", "actor": cast.actor("town_lead"), "now": cast.now}
    assert services.decide_reward(reward_id=waiting.pk, **refusal).state == "refused"


def test_the_limit_is_of_one_kind_of_reward(cast: Cast) -> None:
    """Must fail where all kinds are added up: the major hazard's 3,000 would leave nothing for the small ones."""
    tip = taken(cast, words="坝脚冒浑水", phone=PHONE)
    services.propose_reward(tip_id=tip.pk, rule="major", actor=cast.actor("town_duty"), now=cast.now)
    assert proposed(cast, words="路塌了", phone=PHONE).amount == 500


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_the_second_sees_the_first(fake_clock: Any) -> None:
    """Must fail where the month is added up outside the transaction that writes: then both get the whole."""
    cast = build_cast(users=("town_duty",))
    proposed(cast, words="井盖没有了", phone=PHONE)
    tips = [taken(cast, words=words, phone=PHONE) for words in ("路塌了", "桥断了")]
    gate = threading.Barrier(2)

    def propose(tip: Any) -> None:
        gate.wait()
        try:
            services.propose_reward(tip_id=tip.pk, rule="general", actor=cast.actor("town_duty"), now=cast.now)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=propose, args=(tip,)) for tip in tips]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(Reward.objects.unscoped("a test adds up").values_list("amount", flat=True)) == [0, 500, 500]


def test_a_hidden_accident_is_paid_by_the_dead_it_hid(cast: Cast) -> None:
    tip = taken(cast, words="矿上死了人没报")
    given = {"tip_id": tip.pk, "rule": "hidden_larger", "actor": cast.actor("town_duty"), "now": cast.now}
    with pytest.raises(Invalid):
        services.propose_reward(**given)
    row = services.propose_reward(**given, deaths=4)
    assert (row.amount, row.deaths, row.limited) == (160_000, 4, "")
    assert worth({"per_death": 60000, "most": 300000}, deaths=9) == Worth(300_000, "most")


def test_amounts_follow_the_row() -> None:
    share = {"share": 15, "least": 3000, "most": 300000}
    assert worth(share, fine=100_000) == Worth(15_000)
    assert worth(share, fine=10_000) == Worth(3000, "least")
    assert worth(share, fine=10**8) == Worth(300_000, "most")
    assert worth(share) is None
    assert worth({}) is None
    assert worth({"amount": 500, "month_most": 1000}, paid_this_month=800) == Worth(200, "month_most")


def test_the_workbook_has_sums_and_no_reporter_and_no_formula(cast: Cast) -> None:
    row = approved(cast, phone=PHONE, name="=HYPERLINK(1)")
    Reward.objects.unscoped("a test").filter(pk=row.pk).update(words="=1+1")
    pay(cast, code_for(cast, row))
    tip = taken(cast, words="井盖没有了")
    services.propose_reward(tip_id=tip.pk, rule="major", actor=cast.actor("town_duty"), now=cast.now)
    _name, file = export_rewards(actor=cast.actor("county_auditor"), now=cast.now)
    book = CalamineWorkbook.from_filelike(BytesIO(file.read()))
    rows = book.get_sheet_by_index(0).to_python()
    flat = str(rows)
    assert PHONE not in flat
    assert "HYPERLINK" not in flat
    assert "'=1+1" in flat or "＝1+1" in flat or "\\t=1+1" in flat
    assert "已发放 500 元，待领取 0 元" in flat
