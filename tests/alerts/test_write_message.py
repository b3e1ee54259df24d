"""Writing CAP 1.2: what goes out comes back equal, and passes the schema."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.alerts.cap import identifier, schema
from qianshao.alerts.cap.message import Alert, Area, Info, Pair, Reference, Resource
from qianshao.alerts.cap.reader import read
from qianshao.alerts.cap.shapes import Circle, Polygon
from qianshao.alerts.cap.verdict import ACCEPTED, REFUSED, judge
from qianshao.alerts.cap.writer import write
from tests.alerts.messages import NOW, SAMPLE
from tests.shared_data import shared

words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), blacklist_characters="\ufffe\uffff"),
    max_size=30,
).map(lambda text: " ".join(text.split()).strip())
named = words.filter(bool)
codes = st.from_regex(r"[0-9A-Za-z_.-]{1,30}", fullmatch=True)
moments = st.integers(946_684_800, 4_070_908_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
degrees = st.floats(-80, 80).map(lambda value: round(value, 5))
squares = st.tuples(degrees, degrees, st.floats(0.001, 5).map(lambda value: round(value, 4))).map(
    lambda one: Polygon(
        (
            (one[0], one[1]),
            (one[0] + one[2], one[1]),
            (one[0] + one[2], one[1] + one[2]),
            (one[0], one[1] + one[2]),
            (one[0], one[1]),
        )
    )
)
circles = st.builds(Circle, st.tuples(degrees, degrees), st.floats(0.1, 500))
pairs = st.builds(Pair, words, words)
areas = st.builds(
    Area,
    named,
    st.lists(squares, max_size=2).map(tuple),
    st.lists(circles, max_size=2).map(tuple),
    st.lists(pairs, max_size=2).map(tuple),
)
resources = st.builds(Resource, words, words, st.none() | st.integers(0, 10**9), st.just(""), codes)
infos = st.builds(
    Info,
    event=named,
    severity=st.sampled_from(["Extreme", "Severe", "Moderate", "Minor"]),
    language=st.just("zh-CN"),
    event_codes=st.lists(pairs, max_size=2).map(tuple),
    effective=st.none() | moments,
    headline=words,
    description=words,
    instruction=words,
    parameters=st.lists(pairs, max_size=3).map(tuple),
    resources=st.lists(resources, max_size=2).map(tuple),
    areas=st.lists(areas, max_size=2).map(tuple),
)
alerts = st.builds(
    Alert,
    identifier=codes,
    sender=codes,
    sent=moments,
    status=st.sampled_from(["Actual", "Exercise", "Test"]),
    msg_type=st.just("Update"),
    note=words,
    references=st.lists(st.builds(Reference, codes, codes, moments), min_size=1, max_size=3).map(tuple),
    infos=st.lists(infos, min_size=1, max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(alerts)
def test_any_alert_comes_back_equal_and_valid(alert: Alert) -> None:
    data = write(alert)
    assert schema.faults(read(data)) == ()
    verdict = judge(data, now=alert.sent)
    assert verdict.outcome != REFUSED, verdict.reasons
    assert verdict.alert == alert


def test_real_messages_come_back_equal() -> None:
    folder = shared("cap")
    count = 0
    for path in sorted([*folder.glob("alerts/*"), *folder.glob("zh/*.xml")]):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        first = judge(data, now=NOW).alert
        if first is None or any(one.embedded for info in first.infos for one in info.resources):
            continue
        second = judge(write(first), now=NOW)
        assert second.alert == replace(first, version="1.2"), path.name
        count += 1
    assert count > 40


def test_times_go_out_with_beijing_offset_and_points_with_latitude_first() -> None:
    alert = judge(SAMPLE.encode(), now=NOW).alert
    assert alert is not None
    text = write(alert).decode()
    assert "<sent>2026-07-18T20:38:00+08:00</sent>" in text
    assert "<polygon>31.62,114.95 " in text and "<circle>31.64,114.87 3.5</circle>" in text
    assert judge(text.encode(), now=NOW).outcome == ACCEPTED


@given(moments, st.integers(0, 9))
def test_an_identifier_made_here_has_31_characters_and_reads_back(now: datetime, serial: int) -> None:
    text = identifier.make("411523000000", now, agency="416", serial=serial)
    assert len(text) == 31
    parsed = identifier.parse(text)
    assert parsed is not None
    assert (parsed.area, parsed.agency, parsed.serial) == ("411523", "416", serial)
    assert abs(parsed.made_at - now) < timedelta(seconds=1)


def test_other_identifiers_are_left_alone() -> None:
    assert identifier.parse("urn:oid:2.49.0.1.840.0") is None
    assert identifier.parse("41152341600000_20261340203800_0") is None
