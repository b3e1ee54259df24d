"""Telling hazard and colour from codes, parameters and Chinese words."""

import csv
import re

import pytest

from qianshao.alerts import hazards
from qianshao.alerts.cap.message import Info, Pair
from qianshao.alerts.cap.verdict import judge
from tests.alerts.messages import NOW
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("info", "hazard", "colour"),
    [
        (Info("暴雨", headline="某县气象台发布暴雨红色预警"), "rainstorm", "red"),
        (Info("雷雨大风", headline="发布雷雨大风黄色预警信号"), "thunder_gale", "yellow"),
        (Info("大风", severity="Minor"), "gale", "blue"),
        (Info("气象", event_codes=(Pair("CMA", "11B03"),), severity="Severe"), "rainstorm", "orange"),
        (Info("暴雨", headline="暴雨橙色预警升级为红色预警", severity="Extreme"), "rainstorm", "red"),
        (Info("暴雨", severity="Severe", parameters=(Pair("warningColour", "red"),)), "rainstorm", "red"),
        (Info("p0000001", headline="山洪灾害橙色预警"), "flash_flood", "orange"),
        (Info("Flood Warning"), None, None),
    ],
)
def test_a_message_is_recognised(info: Info, hazard: str | None, colour: str | None) -> None:
    assert hazards.recognise(info) == hazards.Recognised(hazard, colour)


def test_the_chinese_messages_are_recognised_as_their_manifest_says() -> None:
    folder = shared("cap/zh")
    for row in csv.DictReader((folder / "manifest.csv").read_text("utf-8").splitlines()):
        alert = judge((folder / row["file"]).read_bytes(), now=NOW).alert
        assert alert is not None
        found = hazards.recognise(alert.infos[0])
        assert found.hazard is not None and found.colour is not None
        assert hazards.hazards()[found.hazard].name == row["hazard"]
        assert hazards.colours()[found.colour].name == row["level"]


def test_every_colour_a_hazard_has_comes_with_a_guide() -> None:
    for hazard in hazards.hazards().values():
        for colour in hazard.thresholds:
            assert hazard.steps(colour), (hazard.code, colour)


def test_a_graver_colour_keeps_the_lighter_steps_and_puts_its_own_first() -> None:
    rain = hazards.hazards()["rainstorm"]
    assert set(rain.steps("yellow")) < set(rain.steps("red"))
    assert rain.steps("red")[0] not in rain.steps("orange")


def test_event_codes_have_the_national_form_and_name_one_hazard() -> None:
    codes = [code for one in hazards.hazards().values() for code in one.event_codes]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"1[1-4][A-Z]\d\d", code) for code in codes)
