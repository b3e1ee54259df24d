"""An enterprise checks itself: by a link from the desk, without a login, within the county's limits."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotFound, Refusal
from qianshao.hazards.models import Hazard
from qianshao.inspections import selectors, services
from qianshao.inspections.models import SelfLink, Visit
from qianshao.journal.models import Entry
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind
from qianshao.registry.services import create_record
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.inspections.places import MACHINE, due, plan, refused, visits

pytestmark = pytest.mark.django_db


def works(cast: Cast) -> Visit:
    """The self-check of a chemical works of 红旗村 that a plan made."""
    load_kinds(Kind)
    values = {"name": "红旗化工", "division_path": cast.village_a1.path, "owner_org": "红旗化工有限公司"}
    create_record(kind="chemical", values=values, actor=SYSTEM, now=cast.now)
    plan(cast, name="危化自查", kind="self", place_class="QY2", role="")
    services.make_due(limit=10, actor=MACHINE, now=cast.now)
    return visits()[-1]


def link(cast: Cast, visit: Visit) -> str:
    made = services.make_self_link(visit_id=visit.pk, actor=cast.actor("town_duty"), now=cast.now)
    return f"/selfcheck/{selectors.token_of(made)}/"


def filled(page: Any, **changed: Any) -> dict[str, Any]:
    """The keeper's form with every item all right."""
    soup = BeautifulSoup(page.content, "html.parser")
    said: dict[str, Any] = {"signer": "刘厂长"}
    for field in soup.select("input[name]"):
        name = str(field["name"])
        if name[:2] == "r-":
            said[name] = "pass"
        elif name[:2] in ("n-", "m-", "d-"):
            said[name] = "2026-07-01" if name[0] == "d" else "3"
    return said | changed


def test_a_keeper_fills_in_the_checklist_by_link_and_what_fails_is_a_hazard(
    client_as: ClientAs, cast: Cast, fake_clock: FakeClock
) -> None:
    row = works(cast)
    town, url = client_as("town_duty"), f"/inspections/{row.pk}/"
    assert town.post(f"{url}self-link/")["Location"] == url
    soup = BeautifulSoup(town.get(url).content, "html.parser")
    path = "/selfcheck/" + str(soup.select_one(".brk a")["href"]).split("/selfcheck/")[1]  # type: ignore[index]
    assert soup.select_one("svg.qr")
    anybody = Client(enforce_csrf_checks=True)
    page = anybody.get(path)
    assert (page.status_code, len(page.cookies), page["Referrer-Policy"]) == (200, 0, "no-referrer")
    assert "双重预防" in page.content.decode()
    assert anybody.post(path, filled(page, **{"r-QY-04": ""})).status_code == 422
    answer = anybody.post(path, filled(page, **{"r-QY2-02": "fail", "w-QY2-02": "三号阀门滴漏"}))
    assert (answer.status_code, len(answer.cookies)) == (303, 0)
    assert "已交" in anybody.get(answer["Location"]).content.decode()
    row.refresh_from_db()
    assert (row.state, row.presence, row.failed, row.starter_label) == ("done", "unit", 1, "红旗化工自查")
    hazard = Hazard.objects.unscoped("a test looks").get()
    assert (hazard.source, hazard.place_uid, hazard.grade) == ("enterprise", row.place_uid, 2)
    kept = row.answers.get(item="QY-04")
    assert (kept.have, kept.need) == (3, 3)
    assert [s.name for s in row.signatures.all()] == ["刘厂长"]
    kinds = set(Entry.objects.unscoped("a test looks").values_list("kind", flat=True))
    assert {"inspections.self_link_made", "inspections.failed"} <= kinds


def test_what_was_missed_is_shown_and_caught_up_and_what_is_not_due_is_recorded_too(
    cast: Cast, fake_clock: FakeClock
) -> None:
    row = works(cast)
    path, anybody = link(cast, row), Client()
    services.miss_due(limit=5, actor=MACHINE, now=row.due_at + timedelta(minutes=1))
    page = anybody.get(path).content.decode()
    assert "漏检" in page
    assert "没有交" in page
    for _n in range(2):
        assert anybody.post(path, filled(anybody.get(path))).status_code == 303
    assert [(v.state, v.plan_id is None) for v in visits()] == [("done", False), ("done", True)]


def test_a_link_that_is_over_revoked_changed_or_used_too_often_does_nothing(
    cast: Cast, fake_clock: FakeClock
) -> None:
    row = works(cast)
    path, anybody = link(cast, row), Client()
    said = filled(anybody.get(path))
    limit = selectors.number_in_force("self_sends_hour", cast.now)
    answers = [anybody.post(path, said).status_code for _n in range(limit + 1)]
    assert answers == [303] * limit + [429]
    count = len(visits())
    for odd in (
        path[:-3] + "zz/",
        "/selfcheck/x/",
        f"/selfcheck/{'9' * 5000}/",
        "/selfcheck/9-9/",
        "/selfcheck/é-é/",
    ):
        assert anybody.get(odd).status_code == 404
        assert anybody.post(odd, said).status_code == 404
    renewed = link(cast, row)
    assert [anybody.get(one).status_code for one in (path, renewed)] == [404, 200]
    given = {"visit_id": row.pk, "actor": cast.actor("town_duty"), "now": cast.now}
    services.revoke_self_link(**given)
    assert anybody.post(renewed, said).status_code == 404
    refused("self_link.none", services.revoke_self_link, **given)
    link(cast, row)
    days = selectors.number_in_force("self_link_days", cast.now)
    over = SelfLink.objects.unscoped("a test looks").get(revoked_at__isnull=True)
    token, last = selectors.token_of(over), cast.now + timedelta(days=days)
    assert selectors.link_by_token(token, last - timedelta(seconds=1)).pk == over.pk
    with pytest.raises(NotFound):
        selectors.link_by_token(token, last)
    assert len(visits()) == count


def test_a_link_is_given_only_for_a_self_check_by_who_arranges_there(cast: Cast) -> None:
    row = works(cast)
    for who in ("grid_worker", "county_auditor", "neighbour_lead"):
        with pytest.raises(Refusal):
            services.make_self_link(visit_id=row.pk, actor=cast.actor(who), now=cast.now)
    other = due(cast)
    with pytest.raises(Invalid):
        services.make_self_link(visit_id=other.pk, actor=cast.actor("town_duty"), now=cast.now)
    assert not SelfLink.objects.unscoped("a test looks").exists()


def test_odd_forms_of_a_keeper_are_refused_in_words(cast: Cast, fake_clock: FakeClock) -> None:
    row = works(cast)
    path, anybody = link(cast, row), Client()
    said = filled(anybody.get(path))
    for odd in ({"n-QY-04": "-1"}, {"n-QY-04": "9" * 40}, {"d-QY-06": "x"}, {"signer": ""}, {"r-QY-01": "\0"}):
        assert anybody.post(path, said | odd).status_code == 422, odd
    broken = anybody.post(path, b"\xff\xfe", content_type="multipart/form-data; boundary=x")
    assert broken.status_code in (400, 422)
    assert anybody.put(path).status_code == 405
    assert visits()[0].state == "due"


def test_every_kind_of_enterprise_has_a_class_a_rhythm_and_a_checklist_with_double_prevention(cast: Cast) -> None:
    wanted = {"factory", "chemical", "mine", "school", "hospital", "elderly", "crowded"}
    rows = {code: selectors.class_row(code, cast.now) for code, _name in selectors.class_choices(cast.now)}
    classes = {row["kinds"]: code for code, row in rows.items()}
    assert wanted <= set(classes)
    for kind in wanted:
        code = classes[kind]
        items = selectors.checklist_of(code, cast.now).items
        assert any("双重预防" in item["name"] for item in items), kind
        assert [n for n in ("patrol", "inspection", "self") if not selectors.days_for(n, code, cast.now)] == []
        assert len([item for item in items if item["place_class"] == code]) >= 3
