"""The interface's tags say the glossary's words and never write inline style."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from qianshao.core import clock
from qianshao.core.templatetags import ui

NOON = datetime(2026, 7, 18, 12, 38, 26, tzinfo=UTC)  # 20:38:26 in Beijing
CORE = Path(ui.__file__).parent.parent


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """Every tag reads the product's clock."""
    with clock.use(clock.FakeClock(NOON)):
        yield


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON, "20:38"),
        (NOON - timedelta(days=1), "7月17日 20:38"),
        (NOON - timedelta(days=365), "2025年7月18日 20:38"),
        (None, ""),
    ],
)
def test_a_time_is_written_as_short_as_it_stays_clear(moment: datetime | None, words: str) -> None:
    assert ui.cn_time(moment) == words


@pytest.mark.parametrize(
    ("days", "words"), [(0, "7月18日 周六"), (365, "2027年7月18日 周日"), (-365, "2025年7月18日 周五")]
)
def test_a_date_of_another_year_says_which(days: int, words: str) -> None:
    assert ui.cn_date(NOON + timedelta(days=days)) == words == ui.cn_date((NOON + timedelta(days=days)).date())


@pytest.mark.parametrize(("seconds", "words"), [(154, "02:34"), (3909, "1:05:09"), (-960, "超 16:00"), (0, "00:00")])
def test_a_countdown_counts_down_and_then_up(seconds: int, words: str) -> None:
    assert ui.clock_text(seconds) == words


def test_a_countdown_sends_seconds_left_and_never_an_end_time() -> None:
    html = render("{% countdown due %}", due=NOON + timedelta(seconds=154))
    assert 'data-sec="154"' in html and 'class="cd soon"' in html and "02:34" in html


def test_a_bar_is_svg_in_the_fixed_order_without_inline_style() -> None:
    html = render("{% bar total=486 bad=21 ok=445 run=20 label='x' %}")
    assert html.index('class="ok"') < html.index('class="run"') < html.index('class="bad"')
    assert 'width="91.56%"' in html and "style" not in html


def test_an_unknown_colour_gets_no_plate_at_all() -> None:
    assert render("{{ 'purple'|colour_plate }}") == ""
    assert "橙色预警" in render("{{ 'orange'|colour_plate }}")


def test_a_percentage_of_nobody_is_zero_and_not_an_error() -> None:
    assert ui.pct(0, 0) == "0.0"
    assert ui.pct(445, 486) == "91.6"


def all_templates() -> list[Path]:
    return sorted(CORE.parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", all_templates(), ids=lambda p: p.name)
def test_no_template_carries_inline_script_or_style_or_a_foreign_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for banned in (" style=", "<style", "onclick=", "onload=", "onchange=", "javascript:", "//cdn", "hx-on"):
        assert banned not in text, banned
    assert "<script>" not in text
    for word in ("呼叫中心", "撤离"):
        assert word not in text


def test_the_style_sheet_keeps_its_budget() -> None:
    sheet = CORE / "static/qianshao/ui.css"
    assert len(gzip.compress(sheet.read_bytes(), 9)) <= 12 * 1024


def test_a_machine_s_next_step_is_never_shown_as_late() -> None:
    assert ">00:00<" in render("{% countdown -5 'stop' %}") and "late" not in render("{% countdown -5 'stop' %}")
    assert ">16:00<" in render("{% countdown -960 'bare' %}")


@pytest.mark.parametrize(
    ("asked", "said"),
    [("tab=open&q=堤&page=2&kind=", ""), ("kind=gas&under=4115&late=1&tab=open", "3")],
)
def test_folded_filters_say_how_many_hold_and_nothing_when_none_does(asked: str, said: str) -> None:
    page = render("{% fold %}", request=RequestFactory().get("/?" + asked))
    assert (re.findall(r'<span class="num">(\d+)</span>', page) or [""])[0] == said
    assert "<summary" in page and "筛选" in page
