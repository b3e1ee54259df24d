"""挂牌督办 from putting up to taking down: what a level hangs is its own, and its leader hears of each step."""

from datetime import timedelta

import pytest

from qianshao.core.errors import NotAllowed
from qianshao.core.ids import uuid7
from qianshao.hazards import services, ticks
from qianshao.hazards.models import Hazard, Reminder
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import ACCEPTER, UNIT, arrive, assigned, find, fresh, refused, verified
from tests.hazards.test_ledger_pages import do, offers

pytestmark = pytest.mark.django_db


def hang(cast: Cast, made: Hazard, level: str = "county", role: str = "county_lead", days: int = 10) -> Hazard:
    due = cast.now + timedelta(days=days)
    give = {"hazard_id": made.pk, "level": level, "words": "久拖", "due_at": due, "now": cast.now}
    return services.escalate(actor=cast.actor(role), **give)


def accepted(cast: Cast, made: Hazard) -> None:
    give = {"hazard_id": made.pk, "now": cast.now}
    services.ask_acceptance(evidence=[uuid7()], actor=cast.actor("village_cadre"), **give)
    arrive(made)
    services.accept_hazard(unit_name=ACCEPTER, actor=cast.actor("town_lead"), **give)


def test_what_hangs_is_closed_only_after_its_level_has_taken_it_down(cast: Cast) -> None:
    made = hang(cast, assigned(cast))
    give = {"hazard_id": made.pk, "words": "看过", "now": cast.now}
    refused("hazard.not_mended", services.delist_hazard, actor=cast.actor("county_lead"), **give)
    accepted(cast, made)
    refused("hazard.hung", services.close_hazard, actor=cast.actor("county_duty"), **give)
    refused("hazard.level", services.delist_hazard, actor=cast.actor("town_lead"), **give)
    with pytest.raises(NotAllowed):
        services.delist_hazard(actor=cast.actor("county_duty"), **give)
    lead = cast.actor("county_lead")
    refused("hazard.no_words", services.delist_hazard, actor=lead, **{**give, "words": " "})
    services.delist_hazard(actor=lead, **give)
    refused("state.moved", services.delist_hazard, actor=lead, **give)
    row = services.close_hazard(actor=cast.actor("county_duty"), **give)
    assert (row.state, row.supervised_at, row.supervision_level) == ("closed", None, "county")


def test_a_lower_level_neither_takes_over_a_list_nor_ends_what_hangs(cast: Cast) -> None:
    made = hang(cast, verified(cast))
    give = {"hazard_id": made.pk, "words": "不是", "now": cast.now}
    refused("hazard.hung_above", services.escalate, level="town", actor=cast.actor("town_lead"), **give)
    refused("hazard.hung", services.mark_false, actor=cast.actor("town_duty"), **give)
    other = {"into_id": find(cast).pk, "actor": cast.actor("town_duty")}
    refused("hazard.hung", services.merge_hazards, **other, **give)
    services.delist_hazard(actor=cast.actor("county_lead"), **give)
    services.mark_false(actor=cast.actor("town_duty"), **give)


def test_the_date_of_a_list_is_put_off_by_its_level_only(cast: Cast) -> None:
    made, later = hang(cast, assigned(cast)), cast.now + timedelta(days=40)
    hand = {"hazard_id": made.pk, "unit_name": UNIT, "now": cast.now, "actor": cast.actor("town_duty")}
    refused("hazard.hung_date", services.assign_hazard, due_at=later, **hand)
    services.assign_hazard(due_at=cast.now + timedelta(days=5), **hand)
    cadre = cast.actor("village_cadre")
    services.ask_extension(hazard_id=made.pk, until=later, reason="下雨", actor=cadre, now=cast.now)
    decide = {"hazard_id": made.pk, "granted": True, "now": cast.now}
    refused("hazard.hung_date", services.decide_extension, actor=cast.actor("town_duty"), **decide)
    services.decide_extension(actor=cast.actor("county_duty"), **decide)
    assert fresh(made).due_at == later
    own = hang(cast, assigned(cast), level="town", role="town_lead")
    assert services.assign_hazard(due_at=later, **{**hand, "hazard_id": own.pk}).due_at == later


@pytest.mark.parametrize("is_down", [False, True])
def test_while_it_hangs_the_leader_of_its_level_hears_of_every_step(cast: Cast, is_down: bool) -> None:
    made = hang(cast, verified(cast))
    if is_down:
        lead = cast.actor("county_lead")
        services.delist_hazard(hazard_id=made.pk, words="挂错了", actor=lead, now=cast.now)
    services.assign_hazard(hazard_id=made.pk, unit_name=UNIT, actor=cast.actor("town_duty"), now=cast.now)
    due = fresh(made).due_at
    assert due is not None
    for hours in (-72, 0):
        ticks.remind(due + timedelta(hours=hours), 50)
    rows = list(Reminder.objects.unscoped("a test looks").filter(hazard=made).values_list("step", "copies"))
    copies = [] if is_down else ["county_lead"]
    assert rows == [("b3", copies), ("b1", copies), ("u1", copies)]


def test_the_page_counts_down_and_offers_taking_down_to_its_level_only(cast: Cast, client_as: ClientAs) -> None:
    made = hang(cast, assigned(cast))
    page = f"/hazards/{made.pk}/"
    assert "剩 10 天" in client_as("county_lead").get(page).content.decode().partition("整改期限")[2][:400]
    assert "delist" not in offers(client_as("county_lead").get(page))
    accepted(cast, made)
    assert "delist" not in offers(client_as("town_lead").get(page))
    closer = client_as("county_duty").get(page)
    assert "close" not in offers(closer) and "还没有摘牌" in closer.content.decode()
    assert do(client_as("county_lead"), made, "delist", words="整改到位").status_code == 302
    closer = client_as("county_duty").get(page)
    assert "close" in offers(closer) and "已摘牌" in closer.content.decode()
