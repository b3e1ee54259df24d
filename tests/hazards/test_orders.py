"""The unit that has the word: its number for a reason, its order on paper; guards end; who grants time."""

from datetime import timedelta

import pytest

from qianshao.core.errors import NotFound
from qianshao.hazards import services
from qianshao.hazards.models import Guard, Hazard
from qianshao.hazards.selectors import mine, steps_waiting
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import assigned, find, verified

pytestmark = pytest.mark.django_db
PHONE = "13911112222"


def handed(cast: Cast) -> Hazard:
    made = verified(cast)
    return services.assign_hazard(
        hazard_id=made.pk,
        unit_name="老粮站食品厂",
        unit_phone=PHONE,
        interim="停用西侧仓库",
        treatment="repair",
        due_at=cast.now + timedelta(days=10),
        actor=cast.actor("town_duty"),
        now=cast.now,
    )


def revealed() -> list[str]:
    return [row.data["reason"] for row in Entry.objects.unscoped("a test looks").filter(kind="accounts.revealed")]


def test_the_units_number_is_masked_until_somebody_says_why_and_the_journal_keeps_it(
    cast: Cast, client_as: ClientAs
) -> None:
    made, page = handed(cast), client_as("town_duty")
    shown = page.get(f"/hazards/{made.pk}/").content.decode()
    assert PHONE not in shown and "139****2222" in shown and "查看号码" in shown
    answer = page.post(f"/hazards/{made.pk}/phone/", {"reason": "催整改"})
    assert answer.status_code == 200 and f'href="tel:{PHONE}"' in answer.content.decode()
    assert revealed() == ["催整改"]
    assert PHONE not in str(Entry.objects.unscoped("a test looks").values_list("data", flat=True))
    assert "no-store" in answer["Cache-Control"]


def test_without_a_reason_or_the_right_the_number_stays_masked(cast: Cast, client_as: ClientAs) -> None:
    made = handed(cast)
    refused = client_as("town_duty").post(f"/hazards/{made.pk}/phone/", {"reason": " "})
    assert refused.status_code == 422 and PHONE not in refused.content.decode()
    assert client_as("county_auditor").post(f"/hazards/{made.pk}/phone/", {"reason": "看看"}).status_code == 403
    assert client_as("neighbour_lead").post(f"/hazards/{made.pk}/phone/", {"reason": "看看"}).status_code == 404
    assert revealed() == []


def test_the_order_on_paper_says_what_where_and_until_when_with_masks(cast: Cast, client_as: ClientAs) -> None:
    made = handed(cast)
    page = client_as("town_duty").get(f"/hazards/{made.pk}/order/").content.decode()
    for part in (
        made.no,
        "老粮站食品厂",
        "外墙开裂",
        "老粮站",
        "2026-07-28",
        "停用西侧仓库",
        "一般整改",
        "<svg",
        "139****2222",
    ):
        assert part in page
    assert PHONE not in page


def test_what_was_handed_to_nobody_has_no_order(cast: Cast, client_as: ClientAs) -> None:
    made = verified(cast)
    assert client_as("town_duty").get(f"/hazards/{made.pk}/order/").status_code == 404
    assert "/order/" not in client_as("town_duty").get(f"/hazards/{made.pk}/").content.decode()


def guard_on(cast: Cast, hazard: Hazard) -> Guard:
    return services.set_guard(
        hazard_id=hazard.pk, cause=("desk", "1"), cause_label="下雨", actor=cast.actor("town_duty"), now=cast.now
    )


def test_the_desk_ends_a_guard(cast: Cast, client_as: ClientAs) -> None:
    made = find(cast)
    guard, page = guard_on(cast, made), client_as("town_duty")
    assert "结束盯守" in page.get(f"/hazards/{made.pk}/").content.decode()
    given = {"act": "end_guard", "version": made.version, "guard": guard.pk, "words": "雨停了"}
    assert page.post(f"/hazards/{made.pk}/assign/", given).status_code == 302
    guard.refresh_from_db()
    assert guard.state == "ended"
    assert 'name="guard"' not in page.get(f"/hazards/{made.pk}/").content.decode()


def test_a_guard_of_another_hazard_is_not_ended_from_here(cast: Cast) -> None:
    made, other = find(cast), find(cast, place_name="桥头")
    guard = guard_on(cast, other)
    with pytest.raises(NotFound):
        services.end_guard_of(hazard_id=made.pk, guard_id=guard.pk, actor=cast.actor("town_duty"), now=cast.now)
    guard.refresh_from_db()
    assert guard.state == "open"


def test_a_request_for_more_time_is_the_turn_of_who_grants_it(cast: Cast) -> None:
    made = assigned(cast)
    assert steps_waiting(cast.scope("town_duty")).count() == 0
    services.ask_extension(
        hazard_id=made.pk,
        until=cast.now + timedelta(days=60),
        reason="缺料",
        actor=cast.actor("village_cadre"),
        now=cast.now,
    )
    who = ("town_duty", "county_duty", "town_lead", "town_lead_b", "grid_worker")
    assert [mine(cast.scope(one)).count() for one in who] == [1, 1, 1, 0, 0]
    services.decide_extension(hazard_id=made.pk, granted=True, actor=cast.actor("town_duty"), now=cast.now)
    assert steps_waiting(cast.scope("town_duty")).count() == 0


def test_nobody_is_told_to_grant_their_own_request(cast: Cast) -> None:
    made = assigned(cast)
    services.ask_extension(
        hazard_id=made.pk,
        until=cast.now + timedelta(days=60),
        reason="缺料",
        actor=cast.actor("town_duty"),
        now=cast.now,
    )
    assert mine(cast.scope("town_duty"), cast.users["town_duty"].pk).count() == 0
    assert mine(cast.scope("county_duty"), cast.users["county_duty"].pk).count() == 1
