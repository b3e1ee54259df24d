"""Front page, list, wall, live pictures, journal and channels."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from qianshao.accounts.models import Grant
from qianshao.config.navigation import SECTIONS
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.desk.rules import next_step, rate_band
from qianshao.desk.selectors.wall_desk import heard_in_the_hall
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


def test_the_rail_fits_a_small_laptop_and_leads_to_every_page(client_as: ClientAs) -> None:
    client = client_as("county_admin")
    rail = re.search(r'<nav class="rail".*?</nav>', client.get("/users/").content.decode(), re.DOTALL)
    assert rail is not None
    sections = re.findall(r'<a href="([^"]+)"', rail[0])
    assert len(sections) <= 10  # ux.md §5.1; at 768 px a longer rail hides its last entries
    pages: set[str] = set()
    for address in sections:
        html = client.get(address).content.decode()
        strip = re.search(r'<nav class="subnav".*?</nav>', html, re.DOTALL)
        pages |= set(re.findall(r'<a href="([^"]+)"', strip[0])) if strip else {address}
    may = client_as("county_admin").get("/users/").wsgi_request.scope
    assert pages == {reverse(item.url_name) for one in SECTIONS for item in one.items if may.may(item.action)}


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


def numbers(html: str) -> dict[str, str]:
    """The figures of the bottom strip by their titles."""
    strip = html[html.index('<dl class="kpis"') :]
    found = re.findall(r"<dt>(.*?)</dt><dd><b[^>]*>(.*?)</b>(.*?)</dd>", strip)
    return {title: re.sub(r"<[^>]+>", "", value + unit) for title, value, unit in found}


def test_the_wall_s_desk_has_the_desk_s_numbers_nothing_to_press_and_nobody_s_name(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    home, duty = ("callout", evening.callout.pk), cast.actor("county_duty")
    for kind, data in (
        ("calling.started", {"title": "暴雨红色预警", "ladders": []}),
        ("calling.excused", {"count": 1, "reason": "已调离，由张海接任", "cases": []}),
        ("desk.printed", {"rows": 7}),
    ):
        record(kind=kind, actor=duty, now=cast.now, subject=home, division_path=cast.town_a.path, data=data)
    desk, html = (client_as("wall").get(path).content.decode() for path in ("/desk/", "/wall/desk/"))
    shared = numbers(html).keys() & numbers(desk).keys()
    assert shared >= {"正在叫应", "责任人已应", "超时未应", "住户已确认"}
    assert {title: numbers(html)[title] for title in shared} == {title: numbers(desk)[title] for title in shared}
    main = html[html.index("<main") : html.index("</main>")]
    assert not re.search(r"<(a|button|form|input|select|summary)\b", main)
    assert duty.label in desk and duty.label not in html
    assert "发起叫应“暴雨红色预警”" in main and "张海" in desk and "敲门单" in desk
    assert "销叫 1 个" in main
    for name in ("张海", "敲门单", "吴长贵", "李平常", "138****"):
        assert name not in html


@pytest.mark.parametrize(
    ("sentence", "said", "heard"),
    [
        ("销叫 {count} 个，理由：{reason}", "销叫 1 个，理由：已调离，由张海接任", "销叫 1 个"),
        ("启用安置点“{name}”：{why}", "启用安置点“红旗小学”：张海要求", "启用安置点“红旗小学”"),
        ("核实处置：{reason}", "核实处置：问过张海", "核实处置"),
        ("解除转移，依据：{basis}", "解除转移，依据：张海电话", "解除转移"),
        ("{words}", "张海来过", ""),
        ("{count} 个应答", "3 个应答", "3 个应答"),
    ],
)
def test_the_hall_reads_up_to_what_somebody_wrote_freely(sentence: str, said: str, heard: str) -> None:
    assert heard_in_the_hall(sentence, said) == heard


def test_the_wall_s_desk_is_calm_when_nothing_is_on_and_closed_to_strangers(cast: Cast, client_as: ClientAs) -> None:
    html = client_as("wall").get("/wall/desk/").content.decode()
    assert "没有生效的预警" in html and "没有正在进行的叫应" in html and "还没有动态" in html
    assert client_as("grid_worker").get("/wall/desk/").status_code == 403


def test_the_wall_s_desk_is_drawn_anew_by_its_stream(cast: Cast, evening: Evening) -> None:
    drawn = LIVE["wall-desk"].open(cast.scope("wall"), 0, {}).render() or ""
    assert "叫应进度" in drawn and "<html" not in drawn
    with pytest.raises(NotAllowed):
        LIVE["wall-desk"].open(Scope(), 0, {})


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


def test_what_a_phone_wrote_without_signal_stands_where_the_county_heard_of_it(
    cast: Cast, client_as: ClientAs
) -> None:
    for minutes in (25, 0):
        record(
            kind="desk.printed",
            actor=SYSTEM,
            now=cast.now,
            at=cast.now - timedelta(minutes=minutes),
            subject=("callout", 1),
            division_path=cast.village_a1.path,
            data={"rows": minutes},
        )
    for address in ("/desk/", "/journal/"):
        html = client_as("county_duty").get(address).content.decode()
        assert html.count("手机记的时间 19:47") == html.count("手机记的时间") == 1
        assert html.count("20:12") >= 2


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
