"""Readings by the API: each once, one hazard a station, nothing closes by itself, silence and wrong clocks show."""

import csv
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from qianshao.accounts.services import issue_token
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.hazards import selectors, services, ticks
from qianshao.hazards.models import Hazard, Reading, StandardSet, Station
from qianshao.hazards.selectors.sensors import StationFilters, stale_count, stations
from qianshao.hazards.selectors.standards import shipped_rows
from qianshao.hazards.services.sense import Sent, take_readings
from qianshao.journal.models import Entry
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.hazards.test_ledger_pages import text_of
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=BEIJING)
ADDRESS = "/api/v1/hazards/readings"


def station(cast: Cast, code: str = "S1", quantity: str = "level", **given: Any) -> Station:
    """A gauge at 红旗村."""
    known = {"name": "柳河水尺", "division_path": cast.village_a1.path, "lon": 114.84, "lat": 31.67, **given}
    return services.put_station(
        code=code, quantity=quantity, actor=cast.actor("county_duty"), now=cast.now - DAY, **known
    )


def limited(cast: Cast, **given: Any) -> None:
    """The county's threshold for levels: 10 m, back at 9.5 m."""
    row = {
        "code": "warn", "name": "警戒水位", "quantity": "level", "station": "", "side": "above", "limit": 10.0,
        "back": 0.5, "minutes": 0, "grade": "2", "kind": "dyke", "source": "", "sure": "U", **given,
    }  # fmt: skip
    StandardSet.objects.create(name="thresholds", version=1, valid_from=LONG_AGO, rows=[row])


def program(cast: Cast, actions: tuple[str, ...] = ("hazards.sense",), who: str = "county_duty") -> Client:
    """A client that carries a token for readings only."""
    grant = cast.users[who].grants.get()
    issued = issue_token(
        actor=cast.actor("county_admin"), now=cast.now, grant_id=grant.pk, name="水文站", days=30, actions=actions
    )
    return Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {issued.secret}"})


def send(cast: Cast, *readings: tuple[int, float], code: str = "S1", now: datetime | None = None) -> list[str]:
    """Hand in (minutes from the story's moment, value) as the machine; what became of each."""
    at = now or cast.now
    rows = [
        Sent(n, f"{code}-{minute}", code, "level", value, "m", cast.now + minute * MINUTE)
        for n, (minute, value) in enumerate(readings)
    ]
    return [one.state for one in take_readings(sent=rows, actor=SYSTEM, now=at)]


def found() -> list[Hazard]:
    return list(Hazard.objects.unscoped("a test looks").order_by("id"))


def acts(hazard: Hazard) -> list[str]:
    return [act.act for act in selectors.acts_of(hazard)]


def row(cast: Cast, **given: Any) -> dict[str, Any]:
    known = {"id": "a", "station": "S1", "quantity": "level", "value": 3, "unit": "m", "at": cast.now.isoformat()}
    return {**known, **given}


def post(client: Client, *rows: Any) -> Any:
    return client.post(ADDRESS, {"readings": list(rows)}, content_type="application/json")


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_taken_row_by_row_and_once(cast: Cast, settings: Any) -> None:
    station(cast)
    client = program(cast)
    wrong = (
        row(cast, id="b", unit="cm"),
        row(cast, id="c", station="S9"),
        row(cast, id="d", value="3"),
        row(cast, id="e", at="2026-07-18 20:12"),
        row(cast, id="f", at="0001-01-01T00:00:00+08:00"),
        row(cast, id="g", value=10**400),
        "odd",
    )
    answer = post(client, row(cast), *wrong)
    assert answer.status_code == 200
    said = answer.json()
    assert [one["code"] for one in said["rows"]] == ["", "unit", "station", *["shape"] * 5]
    assert (said["taken"] + said["kept"], said["refused"], said["rows"][7]["id"]) == (1, 7, "")
    again = post(client, row(cast), row(cast, value=4)).json()
    assert [one["state"] for one in again["rows"]] == ["same", "refused"]
    assert again["rows"][1]["code"] == "conflict"
    assert Reading.objects.count() == 1


def test_the_token_s_own_action_is_asked_for_and_areas_hold(cast: Cast, client_as: ClientAs) -> None:
    station(cast)
    assert post(program(cast, ("hazards.view",)), row(cast)).status_code == 403
    assert post(Client(SERVER_NAME="localhost"), row(cast)).status_code == 401
    there = station(cast, "B1", division_path=cast.village_b1.path)
    said = post(program(cast, who="town_duty"), row(cast, id="x"), row(cast, id="y", station=there.code)).json()
    assert [one["code"] == "station" for one in said["rows"]] == [False, True]
    with pytest.raises(NotAllowed):
        take_readings(sent=[], actor=cast.actor("grid_worker"), now=cast.now)


@pytest.mark.parametrize(
    "body", ["{}", '{"readings": []}', '{"readings": 3}', "[", '{"readings": [1e999, NaN, null]}']
)
def test_an_odd_body_is_answered_never_with_a_fault_of_ours(cast: Cast, body: str) -> None:
    assert program(cast).post(ADDRESS, body, content_type="application/json").status_code in (200, 400, 422)


def test_over_the_threshold_one_hazard_is_found_until_it_is_closed(cast: Cast) -> None:
    limited(cast)
    gauge = station(cast)
    send(cast, (-50, 9.0), (-40, 10.2), (-30, 10.4), (-20, 9.8), (-10, 10.1))
    assert len(found()) == 1
    hazard = found()[0]
    assert (hazard.source, hazard.grade, hazard.kind, hazard.found_at) == (
        "sensor", 2, "dyke", cast.now - 40 * MINUTE,
    )  # fmt: skip
    act = selectors.acts_of(hazard)[-1]
    assert act.data["series"][-1].endswith("10.2")
    assert act.data["series"][0].endswith(" 9")
    send(cast, (-5, 9.4), (-1, 10.5))
    assert acts(hazard) == ["find", "sense_over", "sense_back", "sense_over"]
    assert hazard.state == "found"
    assert [one.pk for one in selectors.sensors.stations_of(hazard)] == [gauge.pk]


def test_falling_back_closes_nothing(cast: Cast) -> None:
    limited(cast)
    station(cast)
    send(cast, (-9, 11.0), (-8, 2.0), (-7, 2.0))
    hazard = found()[0]
    assert (acts(hazard)[-1], hazard.state, hazard.closed_at) == ("sense_back", "found", None)


def over(hazard: Hazard, state: str) -> None:
    rows = Hazard.objects.unscoped("a test ends it")
    rows.filter(pk=hazard.pk).update(state=state, accepter_unit="某某", closed_at=hazard.found_at)


def test_closed_while_the_water_still_stands_it_is_found_again_untrue_only_when_it_rises_anew(cast: Cast) -> None:
    limited(cast)
    station(cast)
    send(cast, (-60, 11.0))
    over(found()[0], "closed")
    send(cast, (-50, 11.0))
    assert len(found()) == 2
    over(found()[1], "false")
    send(cast, (-40, 11.0), (-30, 11.2))
    assert len(found()) == 2
    send(cast, (-20, 9.0), (-10, 11.0))
    assert len(found()) == 3


def test_put_with_another_hazard_the_station_speaks_of_that_one(cast: Cast) -> None:
    limited(cast)
    station(cast)
    send(cast, (-60, 11.0))
    main = services.find_hazard(kind="dyke", division_path=cast.village_a1.path, actor=SYSTEM, now=cast.now)
    services.merge_hazards(hazard_id=found()[0].pk, into_id=main.pk, actor=cast.actor("town_duty"), now=cast.now)
    send(cast, (-50, 9.0), (-40, 11.0))
    assert len(found()) == 2
    assert {"sense_back", "sense_over"} <= set(acts(main))


def test_a_wrong_clock_is_kept_marked_and_never_taken_for_now(cast: Cast) -> None:
    limited(cast)
    gauge = station(cast)
    assert send(cast, (-30, 3.0), (600, 99.0), (-60 * 48, 99.0)) == ["taken", "kept", "kept"]
    assert send(cast, (-45, 99.0)) == ["kept"]
    assert found() == []
    gauge.refresh_from_db(from_queryset=Station.objects.unscoped("a test looks"))
    assert (gauge.last_value, gauge.last_at, gauge.is_over) == (3.0, cast.now - 30 * MINUTE, False)
    assert sorted(Reading.objects.values_list("mark", flat=True)) == [0, 1, 2, 3]
    assert send(cast, (-20, 10.0)) == ["taken"]
    assert len(found()) == 1


def test_it_must_last_as_long_as_the_county_says(cast: Cast) -> None:
    limited(cast, minutes=30)
    station(cast)
    send(cast, (-60, 11.0), (-45, 11.0), (-35, 9.0), (-30, 11.0), (-1, 11.0))
    assert found() == []
    send(cast, (0, 11.0))
    assert len(found()) == 1


def test_a_silent_station_comes_first_and_is_counted(cast: Cast) -> None:
    heard, silent = station(cast), station(cast, "S2", name="断线水尺")
    send(cast, (-5, 1.0))
    send(cast, (-90, 1.0), code="S2")
    scope, every = cast.scope("town_duty"), StationFilters()
    assert [one.pk for one in stations(scope, every, cast.now)] == [silent.pk, heard.pk]
    assert [one.pk for one in stations(scope, StationFilters(what="stale"), cast.now)] == [silent.pk]
    assert stale_count(scope, cast.now) == 1
    assert stale_count(cast.scope("town_lead_b"), cast.now) == 0


def test_a_stopped_station_is_not_silent_and_what_it_sends_is_refused(cast: Cast) -> None:
    gauge = station(cast)
    given = {name: getattr(gauge, name) for name in ("code", "quantity", "name", "division_path", "lon", "lat")}
    give = {**given, "station_id": gauge.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    services.put_station(**give, is_active=False, version=0)
    with pytest.raises(Stale):
        services.put_station(**give, version=0)
    assert stale_count(cast.scope("county_duty"), cast.now) == 0
    assert send(cast, (-1, 3.0)) == ["refused"]


def test_a_station_with_readings_keeps_what_it_measures(cast: Cast) -> None:
    gauge = station(cast)
    changed = {"station_id": gauge.pk, "quantity": "rain"}
    assert station(cast, **changed).quantity == "rain"
    station(cast, station_id=gauge.pk)
    send(cast, (-1, 3.0))
    with pytest.raises(Invalid) as refusal:
        station(cast, **changed)
    assert refusal.value.code == "station.measured"
    assert station(cast, station_id=gauge.pk, name="新水尺").name == "新水尺"


def test_a_file_starts_no_station_that_was_stopped(cast: Cast) -> None:
    gauge = station(cast)
    station(cast, station_id=gauge.pk, is_active=False)
    line = ("S1", "level", "柳河桥水尺", cast.village_a1.code, 114.8, 31.6)
    given = {"actor": cast.actor("county_duty"), "now": cast.now}
    assert services.import_stations(name="a.xlsx", data=excel(line), **given) == (1, [])
    gauge.refresh_from_db(from_queryset=Station.objects.unscoped("a test looks"))
    assert (gauge.name, gauge.is_active) == ("柳河桥水尺", False)


def test_readings_are_never_changed_and_go_after_the_county_s_days(cast: Cast) -> None:
    station(cast)
    send(cast, (-1, 3.0))
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(value=9)
    assert ticks.drop_old_readings(cast.now + 364 * DAY, 50) == 0
    assert ticks.drop_old_readings(cast.now + 366 * DAY, 50) == 1


@pytest.mark.parametrize(
    ("code", "given"),
    [("name", {"name": " "}), ("quantity", {"quantity": "x"}), ("place", {"lon": 200.0}), ("twice", {"code": "S1"})],
)
def test_a_station_that_makes_no_sense_is_refused(cast: Cast, code: str, given: dict[str, Any]) -> None:
    station(cast)
    with pytest.raises(Invalid) as refusal:
        station(cast, **{"code": "S7", **given})
    assert refusal.value.code == f"station.{code}"


def excel(*lines: tuple[Any, ...]) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    for n, line in enumerate((("站点编号", "要素", "名称", "区划代码", "经度", "纬度"), *lines)):
        page.write_row(n, 0, line)
    book.close()
    return file.getvalue()


@pytest.mark.django_db(transaction=True)
def test_stations_come_from_a_file_and_wrong_lines_are_named(cast: Cast, client_as: ClientAs) -> None:
    client, code = client_as("county_duty"), cast.village_a1.code
    data = excel(("S1", "水位", "水尺", code, "114.8", "31.6"), ("S2", "水位", "水尺", "999", "x", "31.6"))
    answer = client.post("/hazards/sensors/import/", {"file": SimpleUploadedFile("a.xlsx", data)})
    assert "第 3 行" in text_of(answer)
    csv_again = f"站点编号,要素,名称,区划代码,经度,纬度\nS1,level,新名,{code},114.8,31.6\n".encode()
    answer = client.post("/hazards/sensors/import/", {"file": SimpleUploadedFile("a.csv", csv_again)})
    assert answer.status_code == 302
    assert [one.name for one in Station.objects.unscoped("a test looks")] == ["新名"]


def test_pages_show_silence_readings_and_the_hazard(cast: Cast, client_as: ClientAs) -> None:
    limited(cast)
    gauge = station(cast)
    send(cast, (-5, 11.25))
    client = client_as("county_duty")
    page = text_of(client.get(f"/hazards/sensors/{gauge.pk}/"))
    assert "11.25" in page and "未证实，由本县确定" in page
    assert "没有数据" in text_of(client.get("/hazards/sensors/?q=水尺"))  # the page goes by today's clock
    assert "柳河水尺" in text_of(client.get(f"/hazards/{found()[0].pk}/"))
    form = {
        "code": "S1",
        "quantity": "level",
        "name": "改名",
        "division_path": gauge.division_path,
        "lon": 1,
        "lat": 1,
    }
    assert client.post(f"/hazards/sensors/{gauge.pk}/edit/", {**form, "is_active": "on"}).status_code == 302
    assert client.post("/hazards/sensors/new/", form).status_code == 422
    assert client_as("town_lead_b").get(f"/hazards/sensors/{gauge.pk}/").status_code == 404


def test_real_frames_of_a_river_gauge_find_one_hazard(cast: Cast) -> None:
    """SL 651-2014 frames as a gateway has decoded them: levels of real stations, one at 10.49 m, one dated 2059."""
    frames = list(csv.DictReader(shared("sensor/sl651_frames.csv").open(encoding="utf-8")))
    rows = [levels for frame in frames if frame["crc_ok"] == "True" for levels in _level(frame)]
    assert {value for _code, _at, value in rows} >= {10.49, 0.55, 0.127}
    limited(cast)
    for code in sorted({code for code, _at, _value in rows}):
        station(cast, code)
    now = datetime(2017, 7, 18, 11, 5, tzinfo=BEIJING)
    sent = [Sent(n, f"f{n}", code, "level", value, "m", at) for n, (code, at, value) in enumerate(rows)]
    states = [one.state for one in take_readings(sent=sent, actor=SYSTEM, now=now)]
    assert "kept" in states
    assert len(found()) == 1
    assert "10.49 m" in found()[0].description


def _level(frame: dict[str, str]) -> list[tuple[str, datetime, float]]:
    named = dict(part.strip().split("=", 1) for part in frame["elements"].split(";") if "=" in part)
    if "39 瞬时河道水位" not in named or not frame["observed_at"]:
        return []
    at = datetime.strptime(frame["observed_at"], "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    return [(frame["station"], at, float(named["39 瞬时河道水位"]))]


def test_the_shipped_tables_hold_together() -> None:
    quantities = {one["code"] for one in shipped_rows("quantities")}
    kinds = {one["code"] for one in shipped_rows("kinds")}
    assert {one["quantity"] for one in shipped_rows("thresholds")} <= quantities
    assert {one["kind"] for one in shipped_rows("thresholds")} <= kinds
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_station_of_an_area_that_is_gone_spoils_nothing_of_the_others(cast: Cast) -> None:
    limited(cast)
    lost = station(cast, "S2")
    Station.objects.unscoped("its area was taken out").filter(pk=lost.pk).update(division_path="9" * 20)
    station(cast)
    rows = [Sent(n, f"r{n}", code, "level", 11.0, "m", cast.now) for n, code in enumerate(("S2", "S1"))]
    answer = take_readings(sent=rows, actor=SYSTEM, now=cast.now)
    assert [(one.state, one.code) for one in answer] == [("refused", "area"), ("taken", "")]
    assert len(found()) == 1 and Reading.objects.count() == 1


def test_a_threshold_may_be_negative_where_the_quantity_can_be(cast: Cast) -> None:
    limit = {
        "code": "frost", "name": "低温", "quantity": "temperature", "side": "below", "limit": -15, "kind": "other",
        "source": "", "sure": "U",
    }  # fmt: skip
    admin = {"version": 0, "actor": cast.actor("county_admin"), "now": cast.now}
    for wrong, code in (({"quantity": "rain"}, "least"), ({"limit": -2e9}, "number"), ({"back": -1}, "number")):
        with pytest.raises(Invalid) as refusal:
            services.publish_standard(name="thresholds", rows=[limit | wrong], **admin)
        assert refusal.value.code == f"standard.{code}"
    services.publish_standard(name="thresholds", rows=[limit, {**limit, "code": "s", "quantity": "settle"}], **admin)
    station(cast, quantity="temperature")
    for n, value in enumerate((-14.0, -15.5)):
        rows = [Sent(0, f"t{n}", "S1", "temperature", value, "℃", cast.now + n * MINUTE)]
        take_readings(sent=rows, actor=SYSTEM, now=cast.now + n * MINUTE)
        assert len(found()) == n
    assert "-15.5 ℃" in found()[0].description


def test_a_file_costs_the_same_questions_however_long_and_each_line_has_its_fault(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    here, there = cast.village_a1.code, cast.village_b1.code
    station(cast, "S1")
    station(cast, "B1", division_path=cast.village_b1.path)
    wrong = [
        ("S1", "水位", "改名", here, 114.8, 31.6), ("B1", "水位", "别人的", here, 114.8, 31.6),
        ("C1", "水位", "别处", there, 114.8, 31.6), ("C2", "没有", "x", here, 114.8, 31.6),
        ("C3", "水位", "", here, 114.8, 31.6), ("C4", "水位", "x", here, 999, 31.6),
        ("C5", "水位", "x", here, "", ""),
        ("D1", "水位", "先", here, 114.8, 31.6), ("D1", "level", "后", here, 114.8, 31.6),
    ]  # fmt: skip
    many = [(f"N{n}", "雨量", f"雨量站{n}", here, 114.8, 31.6) for n in range(60)]
    many = [(code, "rain", *rest) for code, _name, *rest in many]
    with django_assert_max_num_queries(14):
        count, faults = services.import_stations(
            name="a.xlsx", data=excel(*wrong, *many), actor=cast.actor("town_duty"), now=cast.now
        )
    assert (count, [line for line, _words in faults]) == (63, [3, 4, 5, 6, 7, 8])
    assert ["已经登记过" in faults[0][1], "没有这个区划" in faults[1][1]] == [True, True]
    named = dict(Station.objects.unscoped("a test looks").values_list("code", "name"))
    assert (named["S1"], named["D1"], named["B1"], len(named)) == ("改名", "后", "柳河水尺", 63)
    saved = Entry.objects.unscoped("a test looks").filter(kind="hazards.station_saved")
    assert saved.exclude(subject_id=None).count() == 2 + 62
    assert Station.objects.unscoped("a test looks").get(code="S1").version == 1
