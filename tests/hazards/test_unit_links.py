"""A unit reports its work and asks for more time by the link of its order; officers alone accept it."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, Refusal
from qianshao.core.ids import DEPARTMENT, UNIT, sign_link
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Extension, Hazard
from qianshao.hazards.selectors.links import handing_over
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import PLAN, REPORT, arrive, assigned, fresh, verified
from tests.hazards.ledger import UNIT as VILLAGE
from tests.hazards.test_links import text
from tests.tips.test_pages import jpeg

pytestmark = pytest.mark.django_db
DONE = {"act": "mended", "words": "已加固"}


def path_of(hazard: Hazard) -> str:
    return urlsplit(selectors.unit_address(hazard)).path


def ready(cast: Cast, grade: int = 1, **given: Any) -> tuple[Client, Hazard, str]:
    made = assigned(cast, grade, **given)
    return Client(enforce_csrf_checks=True), made, path_of(made)


def hand(cast: Cast, hazard: Hazard, name: str, minutes: int = 1) -> Hazard:
    now = cast.now + timedelta(minutes=minutes)
    return services.assign_hazard(hazard_id=hazard.pk, unit_name=name, actor=cast.actor("town_duty"), now=now)


def refused(verb: Any, **given: Any) -> str:
    with pytest.raises(Refusal) as found:
        verb(**given)
    return found.value.code


def test_a_unit_shows_its_work_and_another_accepts_it(cast: Cast, client_as: ClientAs) -> None:
    phone, made, path = ready(cast, words="外墙开裂，找13911112222")
    page = phone.get(path)
    said = page.content.decode()
    assert (page.status_code, len(page.cookies), page["Referrer-Policy"]) == (200, 0, "no-referrer")
    for part in (VILLAGE, "外墙开裂", "老粮站", "还剩", made.no):
        assert part in said
    assert "13911112222" not in said and made.finder_label not in said
    answer = phone.post(path, DONE | {"photos": jpeg()})
    assert answer.status_code == 303 and "等镇上来验收" in text(phone.get(answer["Location"]))
    found = fresh(made)
    assert (found.state, found.fixer_label, found.fixer_id) == ("accept_asked", f"{VILLAGE}（凭链接）", None)
    photo = Evidence.objects.unscoped("a test").get()
    assert (photo.subject_kind, photo.owner_id) == ("hazard_act", 0)
    entry = Entry.objects.unscoped("a test").get(kind="hazards.ledger_ask")
    assert (entry.source, entry.actor_label) == ("link", f"{VILLAGE}（凭链接）")
    given = {"hazard_id": made.pk, "actor": cast.actor("town_lead"), "now": cast.now}
    assert refused(services.accept_hazard, unit_name=VILLAGE, **given) == "hazard.own_work"
    assert services.accept_hazard(unit_name="青石镇应急办", **given).state == "accepted"


def test_without_a_photo_of_this_press_or_without_words_nothing_is_done(cast: Cast) -> None:
    phone, made, path = ready(cast)
    services.report_progress(
        hazard_id=made.pk, words="在改", evidence=[made.uid], actor=cast.actor("village_cadre"), now=cast.now
    )
    for given in (DONE, {"act": "mended", "words": " ", "photos": jpeg()}, {"act": "accept", "words": "好"}, {}):
        answer = phone.post(path, given)
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), given
    bare: dict[str, Any] = {"token": path.split("/")[2], "act": "mended", "given": {"words": "好"}}
    assert refused(services.press_hazard, **bare, now=cast.now) == "hazard.no_photo"
    assert fresh(made).state == "assigned"


def test_pressed_twice_the_work_is_shown_once_and_after_a_rejection_again(cast: Cast) -> None:
    phone, made, path = ready(cast)
    for _n in range(2):
        assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    assert [act.act for act in selectors.acts_of(made)].count("ask") == 1
    services.reject_hazard(hazard_id=made.pk, words="还在漏", actor=cast.actor("town_lead"), now=cast.now)
    assert "还在漏" in text(phone.get(path))
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    assert [act.act for act in selectors.acts_of(made)].count("ask") == 2


def test_a_wish_for_more_time_that_comes_too_late_is_not_said_to_be_written_down(cast: Cast) -> None:
    phone, _made, path = ready(cast)
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    answer = phone.post(path, {"act": "later", "until": "2026-09-30", "reason": "缺料"})
    assert answer.status_code == 409 and 'role="alert"' in answer.content.decode()
    assert not Extension.objects.unscoped("a test").exists()


def test_a_unit_asks_for_more_time_once_and_an_officer_grants_it(cast: Cast) -> None:
    phone, made, path = ready(cast)
    day = f"{made.due_at + timedelta(days=9):%Y-%m-%d}" if made.due_at else ""
    wish = {"act": "later", "until": day, "reason": "缺料"}
    for odd in ({"until": "2020-01-01"}, {"until": "9999-12-31"}, {"until": "x"}, {"reason": " "}):
        assert phone.post(path, wish | odd).status_code == 422
    assert [phone.post(path, wish).status_code for _n in range(2)] == [303, 303]
    assert Extension.objects.unscoped("a test").get().asked_by == f"{VILLAGE}（凭链接）"
    assert "等批" in text(phone.get(path))
    services.decide_extension(hazard_id=made.pk, granted=True, actor=cast.actor("town_duty"), now=cast.now)
    assert f"{fresh(made).due_at:%Y-%m-%d}" == day


def test_a_major_hazard_is_not_reported_mended_before_its_papers(cast: Cast) -> None:
    phone, made, path = ready(cast, 2, due_at=cast.now + timedelta(days=30))
    assert "重大隐患要先有" in text(phone.get(path))
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 422
    assert not Evidence.objects.unscoped("a test").exists()
    for verb, parts in ((services.put_report, REPORT), (services.put_plan, PLAN)):
        verb(hazard_id=made.pk, parts=parts, actor=cast.actor("town_duty"), now=cast.now)
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303


def test_a_link_ends_when_the_hazard_is_handed_on_and_the_next_units_works(cast: Cast) -> None:
    phone, made, path = ready(cast)
    newer = path_of(hand(cast, made, "老粮站食品厂"))
    assert newer != path and phone.get(newer).status_code == 200
    for answer in (phone.get(path), phone.post(path, DONE | {"photos": jpeg()})):
        assert answer.status_code == 410 and "外墙" not in answer.content.decode()
    hand(cast, made, "老粮站食品厂", 2)
    assert phone.get(newer).status_code == 410
    assert fresh(made).state == "assigned"


def test_photos_of_work_that_is_refused_do_not_stay(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.QIANSHAO_HOME = tmp_path
    phone, made, path = ready(cast)
    Hazard.objects.unscoped("a test").filter(pk=made.pk).update(treatment="works")
    answer = phone.post(path, DONE | {"photos": jpeg()})
    assert answer.status_code == 422 and "治理工程" in text(answer)
    assert list(store.names()) == []


def test_sent_back_to_another_unit_the_first_ones_link_is_over(cast: Cast) -> None:
    phone, made, path = ready(cast)
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    lead = {"actor": cast.actor("town_lead"), "now": cast.now}
    services.accept_hazard(hazard_id=made.pk, unit_name="青石镇应急办", **lead)
    assert "等销号" in text(phone.get(path))
    services.send_back(
        hazard_id=made.pk, words="没改好", unit_name="别的厂", actor=cast.actor("county_duty"), now=cast.now
    )
    assert phone.get(path).status_code == 410
    newer = path_of(fresh(made))
    assert newer != path and phone.get(newer).status_code == 200


def test_closed_or_put_with_another_a_link_is_over(cast: Cast) -> None:
    phone, made, path = ready(cast)
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    services.accept_hazard(
        hazard_id=made.pk, unit_name="青石镇应急办", actor=cast.actor("town_lead"), now=cast.now
    )
    services.close_hazard(hazard_id=made.pk, actor=cast.actor("county_duty"), now=cast.now)
    assert phone.get(path).status_code == 410
    other, second, where = ready(cast)
    Hazard.objects.unscoped("a test").filter(pk=second.pk).update(same_as=made)
    assert (other.get(where).status_code, selectors.unit_address(fresh(second))) == (410, "")


def test_no_other_link_opens_it(cast: Cast) -> None:
    phone, made, path = ready(cast)
    assign = handing_over(made)
    assert assign is not None
    find = made.acts.get(act="find")
    mac = path.split(".")[1].strip("/")
    for odd in (sign_link(DEPARTMENT, assign.pk), f"zzzzzzzzzzzz.{mac}", f"{made.pk}-{'0' * 32}", "é", "9" * 5000):
        assert phone.get(f"/u/{odd}/").status_code == phone.post(f"/u/{odd}/", DONE).status_code == 404, odd
    assert phone.get(f"/u/{sign_link(UNIT, find.pk)}/").status_code == 410
    assert phone.get(f"/selfcheck/{sign_link(UNIT, assign.pk)}/").status_code == 404


def test_a_drills_order_says_so_and_its_link_ends_with_the_day(cast: Cast, fake_clock: FakeClock) -> None:
    phone, _made, path = ready(cast, is_drill=True)
    assert "【演练】" in text(phone.get(path))
    hours = selectors.limit_of("drill_link_hours", cast.now)
    fake_clock.advance(hours * 3600 + 1)
    assert phone.get(path).status_code == 410


def test_the_order_on_paper_carries_the_units_link(cast: Cast, client_as: ClientAs) -> None:
    _phone, made, path = ready(cast)
    assert path in client_as("town_duty").get(f"/hazards/{made.pk}/order/").content.decode()
    assert "/u/" not in client_as("county_auditor").get(f"/hazards/{made.pk}/order/").content.decode()
    other = verified(cast)
    with pytest.raises(Invalid):
        hand(cast, other, " ")
    assert selectors.unit_address(fresh(other)) == ""


def test_whoever_could_have_pressed_the_link_does_not_accept_what_came_by_it(
    cast: Cast, client_as: ClientAs
) -> None:
    phone, made, path = ready(cast)
    shown = client_as("county_duty")
    for _n in range(2):
        assert path in shown.get(f"/hazards/{made.pk}/order/").content.decode()
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    accept: dict[str, Any] = {"hazard_id": made.pk, "unit_name": "别的单位", "now": cast.now}
    for who in ("county_duty", "town_duty"):  # was shown it; handed it over
        assert refused(services.accept_hazard, actor=cast.actor(who), **accept) == "hazard.own_link"
        page = client_as(who).get(f"/hazards/{made.pk}/").content.decode()
        assert "等另一个人来验" in page and 'value="accept"' not in page
    assert Entry.objects.unscoped("a test").filter(kind="hazards.link_shown").count() == 1
    lead = client_as("town_lead").get(f"/hazards/{made.pk}/").content.decode()
    assert 'value="accept"' in lead and "等另一个人来验" not in lead
    assert services.accept_hazard(actor=cast.actor("town_lead"), **accept).state == "accepted"


def test_who_is_shown_no_link_and_work_written_down_at_the_desk_are_as_before(
    cast: Cast, client_as: ClientAs
) -> None:
    _phone, made, path = ready(cast)
    assert path not in client_as("town_lead").get(f"/hazards/{made.pk}/order/").content.decode()
    client_as("county_duty").get(f"/hazards/{made.pk}/order/")
    services.ask_acceptance(
        hazard_id=made.pk, evidence=[made.uid], actor=cast.actor("village_cadre"), now=cast.now
    )
    arrive(made)
    given: dict[str, Any] = {"hazard_id": made.pk, "unit_name": "县应急局", "now": cast.now}
    assert services.accept_hazard(actor=cast.actor("county_duty"), **given).state == "accepted"


def test_another_units_link_binds_nobody_and_giving_the_work_back_binds_who_gave_it(cast: Cast) -> None:
    phone, made, path = ready(cast)
    services.show_unit_link(hazard_id=made.pk, actor=cast.actor("county_duty"), now=cast.now)
    hand(cast, made, "另一家")
    path = path_of(fresh(made))
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    assert selectors.link_holders(fresh(made)) == {cast.users["town_duty"].pk}
    lead, county = cast.actor("town_lead"), cast.actor("county_duty")
    later: dict[str, Any] = {"hazard_id": made.pk, "now": cast.now + timedelta(hours=1)}
    services.accept_hazard(unit_name="县应急局", actor=county, **later)
    services.send_back(words="没改好", unit_phone="13911112222", actor=cast.actor("county_lead"), **later)
    assert phone.post(path, DONE | {"photos": jpeg()}).status_code == 303
    assert selectors.link_holders(fresh(made)) == {cast.users[who].pk for who in ("town_duty", "county_lead")}
    assert services.accept_hazard(unit_name="青石镇应急办", actor=lead, **later).state == "accepted"
