"""Front page, list, wall, live pictures, journal and channels."""

from datetime import timedelta

import pytest
from django.urls import reverse

from qianshao.accounts.models import Grant
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.desk.rules import next_step, rate_band
from qianshao.desk.streams import STREAMS
from qianshao.divisions.rules import short_name
from qianshao.journal.services import record
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, answered, start

pytestmark = pytest.mark.django_db
LIVE = {stream.name: stream for stream in STREAMS}
CORNERS = [[114.8, 31.6], [114.9, 31.6], [114.9, 31.7], [114.8, 31.7], [114.8, 31.6]]
SQUARE = {"type": "Polygon", "coordinates": [CORNERS]}


@pytest.fixture
def evening(cast: Cast) -> Evening:
    found = start(cast, cast.county)
    add(cast, found, "王守厚", cast.village_a1, **answered(cast))
    add(cast, found, "吴长贵", cast.village_a1)
    add(cast, found, "李平常", cast.village_b1, is_key=False)
    return found


def test_in_quiet_times_the_front_page_is_calm(cast: Cast, client_as: ClientAs) -> None:
    html = client_as("county_duty").get("/desk/").content.decode()
    assert "没有生效的预警" in html and "没有正在进行的叫应" in html


def test_the_front_page_shows_the_most_severe_call_out_first(cast: Cast, client_as: ClientAs) -> None:
    start(cast, cast.county, colour="blue", title="大风蓝色预警", started_at=cast.now - timedelta(minutes=1))
    add(cast, start(cast, cast.county, title="暴雨红色预警"), "吴长贵", cast.village_a1)
    html = client_as("county_duty").get("/desk/").content.decode()
    assert html.index("暴雨红色预警") < html.index("大风蓝色预警")


def test_the_map_is_drawn_by_the_server_with_the_number_on_each_township(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    type(cast.town_a).objects.unscoped("a test").filter(pk=cast.town_a.pk).update(boundary=SQUARE)
    html = client_as("county_duty").get("/desk/").content.decode()
    assert '<path class="r0" d="M' in html and ">1/2</tspan>" in html
    data = client_as("county_duty").get("/desk/map.json").json()
    assert data["towns"]["features"][0]["properties"]["words"] == "1/2"


def test_the_list_shows_progress_and_leads_to_the_board(client_as: ClientAs, evening: Evening) -> None:
    html = client_as("county_duty").get("/callouts/").content.decode()
    assert reverse("desk:callout", args=[evening.callout.pk]) in html and "1/3" in html


def test_the_wall_names_key_posts_and_hides_the_others(client_as: ClientAs, evening: Evening) -> None:
    html = client_as("wall").get(reverse("desk:wall_callout", args=[evening.callout.pk])).content.decode()
    assert "吴长贵" in html and "李平常" not in html and "李*常" in html
    assert "138****" not in html and "<form" not in html


@pytest.mark.parametrize("name", ["callout", "wall"])
def test_a_live_picture_is_the_page_s_own_part(cast: Cast, evening: Evening, name: str) -> None:
    picture = LIVE[name].open(cast.scope("county_duty"), evening.callout.pk, {})
    drawn = picture.render()
    assert drawn is not None and "吴长贵" in drawn and "<html" not in drawn


def test_watchers_with_the_same_rights_share_one_picture_and_others_do_not(cast: Cast, evening: Evening) -> None:
    number = evening.callout.pk

    def key(who: str, query: dict[str, str]) -> str:
        return LIVE["callout"].open(cast.scope(who), number, query).key

    assert key("county_lead", {}) == key("county_lead_2", {})
    others = {key(who, {}) for who in ("county_lead", "county_duty", "town_duty")}
    assert len({*others, key("county_lead", {"state": "late"})}) == 4


def test_a_live_picture_follows_the_scope_of_its_watcher(cast: Cast, evening: Evening) -> None:
    drawn = LIVE["callout"].open(cast.scope("town_lead_b"), evening.callout.pk, {}).render() or ""
    assert "李平常" in drawn and "吴长贵" not in drawn
    with pytest.raises(NotFound):
        LIVE["callout"].open(cast.scope("neighbour_lead"), evening.callout.pk, {})
    with pytest.raises(NotAllowed):
        LIVE["desk"].open(Scope(), 0, {})


def test_the_front_page_s_live_picture_carries_the_feed(cast: Cast) -> None:
    record(
        kind="desk.printed",
        actor=SYSTEM,
        now=cast.now,
        subject=("callout", 1),
        division_path=cast.town_a.path,
        data={"rows": 7},
    )
    assert "打印敲门单 7 行" in (LIVE["desk"].open(cast.scope("county_duty"), 0, {}).render() or "")


def test_the_journal_is_narrowed_by_area_and_room(cast: Cast, client_as: ClientAs) -> None:
    for where, rows in ((cast.town_a, 11), (cast.town_b, 22)):
        record(
            kind="desk.printed",
            actor=SYSTEM,
            now=cast.now,
            subject=("callout", 1),
            division_path=where.path,
            data={"rows": rows},
        )
    browser = client_as("county_auditor")
    html = browser.get("/journal/", {"area": cast.town_a.path, "room": "desk"}).content.decode()
    assert "打印敲门单 11 行" in html and "打印敲门单 22 行" not in html
    assert "没有符合条件的记录" in browser.get("/journal/", {"room": "desk", "until": "2020-01-01"}).content.decode()


def test_channels_say_that_none_is_configured(cast: Cast, client_as: ClientAs) -> None:
    assert "没有配置的通道不会发送" in client_as("county_admin").get("/channels/").content.decode()


def test_who_has_no_page_on_the_desk_is_told_where_their_work_is(cast: Cast, client_as: ClientAs) -> None:
    assert client_as("county_duty").get("/")["Location"] == "/desk/"
    assert client_as("grid_worker").get("/")["Location"] != "/desk/"
    Grant.objects.filter(user=cast.users["grid_worker"]).delete()
    assert "手机上办" in client_as("grid_worker").get("/").content.decode()


def test_every_page_carries_a_strict_policy_and_no_inline_code(client_as: ClientAs, evening: Evening) -> None:
    for address in ("/desk/", "/callouts/", reverse("desk:callout", args=[evening.callout.pk]), "/journal/"):
        answer = client_as("county_duty").get(address)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert b" style=" not in answer.content and b"<script>" not in answer.content


@pytest.mark.parametrize(
    ("done", "need", "band"), [(0, 0, "rx"), (98, 100, "r3"), (90, 100, "r2"), (89, 100, "r1"), (79, 100, "r0")]
)
def test_a_rate_has_one_colour(done: int, need: int, band: str) -> None:
    assert rate_band(done, need) == band


def test_places_are_called_as_people_call_them() -> None:
    official = ("柯棚社区居民委员会", "曾畈村民委员会", "下湾村")
    assert [short_name(name) for name in official] == ["柯棚社区", "曾畈村", "下湾村"]


def test_the_next_step_is_what_the_engine_would_do(evening: Evening) -> None:
    plan = evening.callout.plans[0]
    assert next_step(plan, 1, 1).words == "再叫：智能外呼，第 2 次"
    assert (next_step(plan, 1, 3).words, next_step(plan, 1, 3).who) == ("告上级", "superior")
    assert (next_step(plan, 2, 1).words, next_step(plan, 2, 1).who) == ("敲门", "superior")
