"""吹哨报到: minutes, scope, once; answer, report in, act, evaluate, close; the ranking's definitions."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Whistle, WhistleAct, WhistleCall, WhistleReminder
from qianshao.hazards.rules.whistles import figures, ranks
from qianshao.hazards.ticks import whistles as sweep
from tests.cast import NOW, Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import find

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SPOT = Position(114.84, 31.67, 5.0)


def blow(cast: Cast, who: str = "town_duty", at: datetime | None = None, **given: Any) -> Whistle:
    options = {"case": "urgent", "matter": "煤气味很重", "departments": ["fire", "urban"], "position": SPOT, **given}
    return services.blow_whistle(actor=cast.actor(who), now=at or cast.now, **options)


def call_of(whistle: Whistle, department: str = "fire") -> WhistleCall:
    return WhistleCall.objects.unscoped("a test").get(whistle=whistle, department=department)


def answer(cast: Cast, call: WhistleCall, minutes: int = 5, **given: Any) -> WhistleCall:
    at = cast.now + minutes * MINUTE
    told = {"contact": "周队长", "measure": "派一车去看", "promised_at": at + timedelta(hours=3), **given}
    return services.answer_call(call_id=call.pk, actor=cast.actor("county_duty"), now=at, **told)


def arrive(cast: Cast, call: WhistleCall, minutes: int = 30, who: str = "county_duty", **given: Any) -> WhistleCall:
    return services.arrive_at(call_id=call.pk, actor=cast.actor(who), now=cast.now + minutes * MINUTE, **given)


def finish(cast: Cast, call: WhistleCall, minutes: int = 60, words: str = "已关阀") -> WhistleCall:
    actor = cast.actor("county_duty")
    return services.finish_call(call_id=call.pk, words=words, actor=actor, now=cast.now + minutes * MINUTE)


def rate(cast: Cast, call: WhistleCall, rating: int = 4) -> WhistleCall:
    actor, at = cast.actor("town_lead"), cast.now + 90 * MINUTE
    return services.rate_call(call_id=call.pk, rating=rating, actor=actor, now=at)


def swept(cast: Cast, minutes: float) -> list[tuple[str, int, list[str]]]:
    """What the sweep says at a moment."""
    before = set(WhistleReminder.objects.unscoped("a test").values_list("pk", flat=True))
    sweep(cast.now + minutes * MINUTE, 100)
    rows = WhistleReminder.objects.unscoped("a test").exclude(pk__in=before)
    return sorted((row.step, row.number, row.copies) for row in rows.filter(call__department="fire"))


def test_a_whistle_goes_from_blown_to_closed_with_one_timeline(cast: Cast) -> None:
    made = blow(cast, departments=["fire"])
    call = call_of(made)
    answer(cast, call)
    arrive(cast, call, who="town_lead")
    finish(cast, call)
    rate(cast, call)
    services.close_whistle(whistle_id=made.pk, actor=cast.actor("town_duty"), now=cast.now + 100 * MINUTE)
    acts = [act.act for act in selectors.timeline_of(made)]
    assert acts == ["blow", "answer", "arrive", "finish", "rate", "close"]
    assert made.no == "W2026-411599-000001"


def test_the_minutes_are_the_countys_and_are_copied(cast: Cast) -> None:
    call = call_of(blow(cast))
    assert (call.answer_due_at, call.arrive_due_at) == (cast.now + 10 * MINUTE, cast.now + 60 * MINUTE)
    rows = [dict(row, answer_minutes=30) for row in selectors.standard_rows("whistles", cast.now)]
    publish = {"name": "whistles", "rows": rows, "version": 0}
    services.publish_standard(**publish, actor=cast.actor("county_admin"), now=cast.now)
    assert call_of(blow(cast, at=cast.now)).answer_due_at == cast.now + 30 * MINUTE
    assert WhistleCall.objects.unscoped("a test").get(pk=call.pk).answer_due_at == cast.now + 10 * MINUTE


def test_missed_minutes_are_said_once_and_then_climb_to_the_leaders(cast: Cast) -> None:
    blow(cast)
    assert swept(cast, 9.9) == []
    assert swept(cast, 10) == [("answer", 1, [])]
    assert swept(cast, 10.1) == []
    assert swept(cast, 20) == [("answer", 2, ["county_lead"])]
    assert swept(cast, 30) == [("answer", 3, ["county_lead"])]
    assert swept(cast, 50) == []
    assert swept(cast, 60) == [("arrive", 1, [])]
    told = selectors.whistle_reminders_to_tell()
    ids = [row.pk for row in told]
    assert services.mark_whistles_told(reminder_ids=ids, now=cast.now) == len(ids)
    assert services.mark_whistles_told(reminder_ids=ids, now=cast.now) == 0
    assert selectors.whistle_reminders_to_tell() == []


def test_what_was_done_in_time_is_not_said_and_what_was_late_is_not_said_again(cast: Cast) -> None:
    call = call_of(blow(cast))
    answer(cast, call, 5)
    assert swept(cast, 30) == []
    assert swept(cast, 61) == [("arrive", 1, [])]
    arrive(cast, call, 62)
    assert swept(cast, 300) == []
    assert WhistleCall.objects.unscoped("a test").get(pk=call.pk).late_steps(cast.now + 300 * MINUTE) == ["arrive"]


def test_a_sweep_after_a_long_stop_says_each_missed_date_once(cast: Cast) -> None:
    blow(cast)
    assert swept(cast, 600) == [("answer", 1, []), ("arrive", 1, [])]


def test_who_need_not_come_is_reminded_no_more_nor_anybody_of_a_withdrawn_whistle(cast: Cast) -> None:
    made, other = blow(cast), blow(cast)
    lead = cast.actor("town_lead")
    services.release_call(call_id=call_of(made).pk, words="是误会", actor=lead, now=cast.now)
    services.withdraw_whistle(whistle_id=other.pk, words="吹错了", actor=lead, now=cast.now)
    assert swept(cast, 600) == []


def test_an_answer_holds_four_things(cast: Cast) -> None:
    call = call_of(blow(cast))
    for left_out in ({"contact": " "}, {"measure": ""}, {"promised_at": None}):
        with pytest.raises(Invalid) as refused:
            answer(cast, call, **left_out)
        assert refused.value.code == "whistle.four_things"
    with pytest.raises(Invalid) as refused:
        answer(cast, call, promised_at=cast.now)
    assert refused.value.code == "whistle.past_promise"


def test_a_moment_told_later_counts_but_not_one_before_the_whistle_or_in_the_future(cast: Cast) -> None:
    call = call_of(blow(cast))
    for at in (cast.now - timedelta(hours=1), cast.now + timedelta(hours=5)):
        with pytest.raises(Invalid) as refused:
            answer(cast, call, 20, answered_at=at)
        assert refused.value.code == "whistle.bad_time"
    answered = answer(cast, call, 20, answered_at=cast.now + 8 * MINUTE)
    assert answered.late_steps(cast.now + 20 * MINUTE) == []


def test_nobody_acts_before_they_came_and_nothing_is_done_twice(cast: Cast) -> None:
    call = call_of(blow(cast))
    with pytest.raises(Stale):
        finish(cast, call)
    arrive(cast, call)
    with pytest.raises(Stale):
        arrive(cast, call)
    with pytest.raises(Stale):
        answer(cast, call)
    assert call_of(call.whistle).answered_at == call_of(call.whistle).arrived_at


def test_how_it_is_known_that_they_came(cast: Cast) -> None:
    made = blow(cast, departments=["fire", "urban", "police", "water"])
    wrong = "0000" if made.site_code != "0000" else "1111"
    with pytest.raises(Invalid) as refused:
        arrive(cast, call_of(made), site_code=wrong)
    assert refused.value.code == "whistle.wrong_code"
    assert arrive(cast, call_of(made), site_code=made.site_code).proof == "code"
    far = arrive(cast, call_of(made, "urban"), position=Position(114.85, 31.67, 5.0))
    assert far.proof == "gps"
    assert 900 < (far.metres or 0) < 1000
    assert arrive(cast, call_of(made, "police"), who="town_duty").proof == "caller"
    assert arrive(cast, call_of(made, "water")).proof == "word"


def test_a_case_closes_only_when_all_have_acted_or_need_not_and_were_evaluated(cast: Cast) -> None:
    made, lead = blow(cast), cast.actor("town_lead")

    def close() -> str:
        with pytest.raises(Invalid) as refused:
            services.close_whistle(whistle_id=made.pk, actor=lead, now=cast.now)
        return refused.value.code

    assert close() == "whistle.still_open"
    services.release_call(call_id=call_of(made, "urban").pk, words="不归他管", actor=lead, now=cast.now)
    arrive(cast, call_of(made))
    finish(cast, call_of(made))
    assert close() == "whistle.not_rated"
    rate(cast, call_of(made))
    with pytest.raises(Stale):
        rate(cast, call_of(made), 5)
    services.close_whistle(whistle_id=made.pk, actor=lead, now=cast.now)
    with pytest.raises(Stale):
        services.close_whistle(whistle_id=made.pk, actor=lead, now=cast.now)
    with pytest.raises(Stale):
        services.call_department(whistle_id=made.pk, department="water", actor=lead, now=cast.now)


def test_only_the_township_blows_and_only_within_its_area(cast: Cast) -> None:
    for who in ("county_duty", "village_cadre", "county_auditor"):
        with pytest.raises(NotAllowed):
            blow(cast, who)
    made = blow(cast, division_path=cast.village_b1.path)
    assert made.division_path == cast.town_a.path
    other = cast.actor("town_lead_b")
    with pytest.raises(NotFound):
        services.withdraw_whistle(whistle_id=made.pk, words="x", actor=other, now=cast.now)
    with pytest.raises(NotFound):
        services.arrive_at(call_id=call_of(made).pk, actor=other, now=cast.now)
    assert not selectors.whistles(cast.scope("town_lead_b")).exists()
    with pytest.raises(NotAllowed):
        services.rate_call(call_id=call_of(made).pk, rating=5, actor=cast.actor("county_duty"), now=cast.now)
    with pytest.raises(NotAllowed):
        answer_by_town = {"contact": "a", "measure": "b", "promised_at": cast.now + MINUTE}
        services.answer_call(call_id=call_of(made).pk, actor=cast.actor("town_duty"), now=cast.now, **answer_by_town)


def test_sent_twice_it_is_blown_once_and_a_department_is_called_once(cast: Cast) -> None:
    key = uuid7()
    one, two = blow(cast, command_id=key), blow(cast, command_id=key)
    assert one.pk == two.pk
    with pytest.raises(NotAllowed):
        blow(cast, "town_lead", command_id=key)
    call = {"whistle_id": one.pk, "actor": cast.actor("town_duty"), "now": cast.now}
    services.call_department(department="police", **call)
    with pytest.raises(Invalid) as refused:
        services.call_department(department="police", **call)
    assert refused.value.code == "whistle.twice"
    with pytest.raises(IntegrityError), transaction.atomic():
        WhistleCall.objects.create(
            whistle=one, division_path=one.division_path, department="police", department_name="x", called_at=cast.now
        )


def test_a_drill_stays_a_drill(cast: Cast) -> None:
    real = find(cast)
    with pytest.raises(Invalid) as refused:
        blow(cast, hazard_id=real.pk, is_drill=True)
    assert refused.value.code == "whistle.drill"
    made = blow(cast, is_drill=True)
    assert call_of(made).is_drill
    sweep(cast.now + timedelta(hours=1), 10)
    assert set(WhistleReminder.objects.unscoped("a test").values_list("is_drill", flat=True)) == {True}
    rows, _least = selectors.response(cast.scope("county_duty"), by="department", now=cast.now + timedelta(days=1))
    assert rows == []
    assert selectors.whistles_waiting(cast.scope("county_duty")).count() == 0


@pytest.mark.parametrize("sql", ["UPDATE hazards_whistleact SET words = 'x'", "DELETE FROM hazards_whistleact"])
def test_the_timeline_is_append_only(cast: Cast, sql: str) -> None:
    blow(cast)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert WhistleAct.objects.get().words == "煤气味很重"


def test_figures_count_only_what_was_due_and_never_done_is_slowest() -> None:
    due = NOW + 10 * MINUTE
    rows = [(NOW, due, NOW + 4 * MINUTE), (NOW, due, NOW + 12 * MINUTE), (NOW, due, None)]
    early = (NOW, NOW + 50 * MINUTE, NOW + MINUTE)
    found = figures([*rows, early, (NOW, None, NOW)], NOW + 20 * MINUTE)
    assert (found.n, found.median) == (3, 12)
    assert found.share == pytest.approx(1 / 3)
    assert figures([(NOW, due, None)], NOW + 20 * MINUTE).median is None
    assert figures([early], NOW + 2 * MINUTE).n == 0


def test_equal_scores_share_a_place_and_few_cases_have_none() -> None:
    assert ranks([(1.0,), (0.5,), None, (1.0,)]) == [1, 3, None, 1]


def test_the_ranking_needs_enough_cases(cast: Cast) -> None:
    later = cast.now + timedelta(days=1)
    for n in range(5):
        made = blow(cast, departments=["fire"] if n else ["fire", "urban"])
        arrive(cast, call_of(made), 10)
    rows, least = selectors.response(cast.scope("county_lead"), by="department", now=later)
    assert least == 5
    assert [(row.key, row.n, row.place) for row in rows] == [("fire", 5, 1), ("urban", 1, None)]
    assert (rows[0].arrive.share, rows[0].arrive.median) == (1.0, 10)
    towns, _least = selectors.response(cast.scope("county_lead"), by="town", now=later)
    assert [(row.key, row.n, row.arrive.n) for row in towns] == [(cast.town_a.path, 6, 6)]


def test_who_never_came_and_was_then_told_not_to_is_ranked_as_late(cast: Cast) -> None:
    """The only way out of a call nobody answers: else the ranking would show the quick ones only."""
    later, lead = cast.now + timedelta(days=1), cast.actor("town_lead")
    for _n in range(5):
        made = blow(cast)
        arrive(cast, call_of(made, "fire"), 10)
        services.release_call(
            call_id=call_of(made, "urban").pk, words="没来，不等了", actor=lead, now=cast.now + 61 * MINUTE
        )
    early = blow(cast, departments=["urban"])
    services.release_call(call_id=call_of(early, "urban").pk, words="是误会", actor=lead, now=cast.now + 9 * MINUTE)
    rows, _least = selectors.response(cast.scope("county_lead"), by="department", now=later)
    assert [(row.key, row.n, row.place) for row in rows] == [("fire", 5, 1), ("urban", 5, 2)]
    urban = rows[1]
    assert (urban.arrive.n, urban.arrive.share, urban.arrive.median, urban.answer.share) == (5, 0.0, None, 0.0)
    assert urban.finish.n == 0
    assert call_of(made, "urban").late_steps(later) == ["answer", "arrive"]
    assert call_of(early, "urban").late_steps(later) == []


def test_the_pages_from_blowing_to_closing(client_as: ClientAs, cast: Cast) -> None:
    town, county = client_as("town_lead"), client_as("county_duty")
    hazard = find(cast)
    page = BeautifulSoup(town.get(f"/whistles/new/?hazard={hazard.pk}").content, "html.parser")
    hidden = {box["name"]: box.get("value", "") for box in page.select("form.form input[type=hidden]")}
    given = {**hidden, "case": "urgent", "matter": "<b>墙要倒</b>", "departments": ["housing"]}
    given |= {"division_path": hazard.division_path, "place": "老粮站"}
    answer_ = town.post("/whistles/new/", given)
    assert answer_.status_code == 302
    again = town.post("/whistles/new/", given)
    assert again["Location"] == answer_["Location"]
    made = Whistle.objects.unscoped("a test").get()
    assert made.hazard_id == hazard.pk
    call = call_of(made, "housing")
    for client, group, act, form in (
        (county, "answer", "answer", {"contact": "周", "measure": "去看", "promised_at": "2036-07-18T23:00"}),
        (county, "answer", "arrive", {"who": "周", "site_code": made.site_code}),
        (county, "answer", "finish", {"words": "已支撑"}),
        (town, "whistle", "rate", {"rating": "5"}),
        (town, "whistle", "close", {}),
    ):
        done = client.post(f"/whistles/{made.pk}/{group}/", {"act": act, "call_id": call.pk, **form})
        assert done.status_code == 302, done.content.decode()
    assert Whistle.objects.unscoped("a test").get().state == "closed"
    shown = county.get(f"/whistles/{made.pk}/").content.decode()
    assert "<b>墙要倒" not in shown
    assert made.no in county.get("/whistles/?tab=closed").content.decode()
    assert made.no in county.get(f"/hazards/{hazard.pk}/").content.decode()
    assert county.get("/whistles/ranking/?days=365").status_code == 200


def test_the_code_of_the_place_is_shown_to_the_township_only(client_as: ClientAs, cast: Cast) -> None:
    made = blow(cast)
    Whistle.objects.unscoped("a test").filter(pk=made.pk).update(site_code="7391")
    assert "7391" in client_as("town_duty").get(f"/whistles/{made.pk}/").content.decode()
    assert "7391" not in client_as("county_duty").get(f"/whistles/{made.pk}/").content.decode()


def test_a_call_of_another_whistle_is_not_taken(client_as: ClientAs, cast: Cast) -> None:
    one, other = blow(cast), blow(cast)
    given = {"act": "came", "call_id": call_of(other).pk}
    assert client_as("town_duty").post(f"/whistles/{one.pk}/whistle/", given).status_code == 422
    assert call_of(other).state == "called"
