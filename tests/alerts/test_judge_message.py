"""Judging one file: accepted, accepted with marks, or refused with line and reason."""

import csv
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qianshao.alerts.cap.reader import MAX_BYTES
from qianshao.alerts.cap.verdict import ACCEPTED, REFUSED, WITH_MARKS, Limits, judge
from tests.alerts import messages
from tests.alerts.messages import NOW, SAMPLE
from tests.shared_data import shared

LATER = datetime(2026, 11, 26, tzinfo=UTC)


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_a_sound_message_is_accepted_without_a_word() -> None:
    verdict = judge(SAMPLE.encode(), now=NOW)
    assert (verdict.outcome, verdict.public, verdict.marks, verdict.notes) == (ACCEPTED, True, (), ())
    assert verdict.alert is not None
    assert verdict.alert.infos[0].areas[0].polygons[0].points[0] == (114.95, 31.62)
    assert verdict.alert.infos[0].areas[0].circles[0].centre == (114.87, 31.64)


@pytest.mark.parametrize("name", messages.REFUSED)
def test_a_message_with_this_fault_is_refused_with_a_reason(name: str) -> None:
    code, data = messages.REFUSED[name]
    verdict = judge(data, now=NOW)
    assert (verdict.outcome, verdict.reasons[0].code) == (REFUSED, code)
    assert verdict.alert is None and not verdict.public
    assert "{" not in verdict.reasons[0].sentence


@pytest.mark.parametrize("name", messages.MARKED)
def test_a_fault_with_one_possible_meaning_is_marked(name: str) -> None:
    code, data = messages.MARKED[name]
    verdict = judge(data, now=NOW)
    assert verdict.outcome == WITH_MARKS, verdict.reasons
    assert code in [mark.code for mark in verdict.marks]


@pytest.mark.parametrize("name", messages.NOT_PUBLIC)
def test_what_is_not_a_real_public_warning_is_never_public(name: str) -> None:
    verdict = judge(messages.NOT_PUBLIC[name], now=NOW)
    assert verdict.outcome != REFUSED and not verdict.public and verdict.notes


def test_the_reason_names_the_line() -> None:
    verdict = judge(messages.spoiled("Extreme", "Critical"), now=NOW)
    lines = SAMPLE.splitlines()
    assert verdict.reasons[0].line == 1 + next(i for i, line in enumerate(lines) if "<severity>" in line)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_same_message_is_read_in_this_encoding(codec: str) -> None:
    text = SAMPLE.replace("UTF-8", "GB18030" if codec == "gb18030" else "UTF-16" if "16" in codec else "UTF-8")
    data = text.encode(codec)
    if codec in ("utf-16-le", "utf-16-be"):
        data = (b"\xff\xfe" if codec.endswith("le") else b"\xfe\xff") + data
    verdict = judge(data, now=NOW)
    assert verdict.outcome == ACCEPTED, verdict.reasons
    assert verdict.alert is not None and verdict.alert.infos[0].event == "暴雨"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("before", ["", "<!-- <alert> -->", "<?pi <a ?>"])
def test_a_doctype_is_refused_in_this_encoding(codec: str, before: str) -> None:
    evil = '<!DOCTYPE alert [<!ENTITY x "boom">]>'
    text = SAMPLE.replace('<?xml version="1.0" encoding="UTF-8"?>', f'<?xml version="1.0"?>{before}{evil}')
    verdict = judge(text.encode(codec), now=NOW)
    assert verdict.outcome == REFUSED and verdict.alert is None
    if "32" not in codec and not codec.endswith(("le", "be")):
        assert verdict.reasons[0].code == "doctype"


def test_a_comment_cannot_cut_a_value_short() -> None:
    verdict = judge(messages.spoiled("_20260718203800_0<", "_20260718<!-- x -->203800_0<"), now=NOW)
    assert verdict.alert is not None
    assert verdict.alert.identifier == "41152341600000_20260718203800_0"


def test_direction_controls_are_dropped_from_texts() -> None:
    verdict = judge(messages.spoiled("新县气象台发布", "新县\u202e气象台发布"), now=NOW)
    assert verdict.alert is not None and verdict.alert.infos[0].headline == "新县气象台发布暴雨红色预警"


def test_a_file_over_the_limit_is_refused_and_the_limit_is_the_callers() -> None:
    data = messages.spoiled("演示报文", "雨" * 100_000)
    assert judge(data, now=NOW).reasons[0].code == "too_large"
    assert str(MAX_BYTES) in judge(data, now=NOW).reasons[0].sentence
    assert judge(data, now=NOW, limits=Limits(max_bytes=1_000_000)).outcome == ACCEPTED


def test_an_update_keeps_its_references() -> None:
    verdict = judge(messages.cancel(kind="Update"), now=NOW)
    assert verdict.alert is not None
    assert verdict.alert.references[0].identifier == "41152341600000_20260718173000_0"
    assert verdict.alert.references[0].sent == datetime(2026, 7, 18, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("between", [" ", "\n   ", ","])
def test_several_references_are_read(between: str) -> None:
    other = messages.TRIPLE.replace("173000", "183000")
    verdict = judge(messages.cancel(of=messages.TRIPLE + between + other), now=NOW)
    assert verdict.alert is not None and len(verdict.alert.references) == 2


def test_every_mutant_is_judged_as_the_manifest_says() -> None:
    folder = shared("cap")
    wrong = {}
    for row in rows(folder / "mutants.csv"):
        verdict = judge((folder / row["file"]).read_bytes(), now=LATER)
        fits = {
            "reject": verdict.outcome == REFUSED and bool(verdict.reasons),
            "accept": verdict.outcome != REFUSED,
            "accept_not_public": verdict.outcome != REFUSED and not verdict.public,
        }
        if not fits[row["expected"]]:
            wrong[row["file"]] = verdict.as_dict()
    assert wrong == {}


SENSELESS = {
    # XSD-valid, and still refused: why
    "kde__gdacs-cap_1023542.xml": "polygon_malformed",
    "eden__Myanmar-Tsunami-MultiLanguage.xml": "expires_before_sent",
    "eden__Myanmar_Flood_Multiple_Area.xml": "expires_before_sent",
    "eden__landslide.xml": "expires_before_sent",
    "govuk__WAINFLEET_CANCEL_WITH_EMPTY_REFERENCES.xml": "references_missing",
    "govuk__WAINFLEET_CANCEL_WITH_MISSING_REFERENCES.xml": "references_missing",
}
TOLERATED = {
    # not XSD-valid, and still read: with which mark
    "kde__noaa-2.49.0.1.840.0.bde6c30c43ead9c23c42bea7977652a7de76d87d.002.1.xml.gz": "order_tolerated",
    "google__earthquake_signed.cap": "signature_in_cap11",
}


def test_every_real_message_is_judged_by_the_line_drawn() -> None:
    folder = shared("cap")
    wrong = {}
    for row in rows(folder / "manifest.csv"):
        if row["kind"] == "feed":
            continue
        name = Path(row["file"]).name
        verdict = judge(unpacked(folder / row["file"]), now=LATER)
        refused = name in SENSELESS or (row["xsd_valid"] != "True" and name not in TOLERATED)
        codes = {finding.code for finding in (*verdict.reasons, *verdict.marks)}
        named = {SENSELESS.get(name), TOLERATED.get(name)} - {None}
        if (verdict.outcome == REFUSED) != refused or not named <= codes:
            wrong[name] = verdict.as_dict()
    assert wrong == {}


def test_every_feed_is_refused_as_a_feed() -> None:
    folder = shared("cap/feeds")
    for path in sorted(folder.iterdir()):
        verdict = judge(unpacked(path), now=LATER)
        assert (verdict.outcome, verdict.reasons[0].code) == (REFUSED, "feed"), path.name


def test_every_chinese_message_is_accepted_and_public() -> None:
    folder = shared("cap/zh")
    for row in rows(folder / "manifest.csv"):
        verdict = judge((folder / row["file"]).read_bytes(), now=LATER)
        assert (verdict.outcome, verdict.public) == (ACCEPTED, True), row["file"]
        assert verdict.alert is not None
        codes = [pair for info in verdict.alert.infos for area in info.areas for pair in area.geocodes]
        assert codes and all(len(pair.value) == 12 for pair in codes)


def test_a_verdict_is_plain_data() -> None:
    for _, data in messages.REFUSED.values():
        assert json.loads(json.dumps(judge(data, now=NOW).as_dict()))["verdict"] == REFUSED
