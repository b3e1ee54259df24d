"""The common cast with shelters of every kind, and empty memories before each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from qianshao.alerts.models import Alert, AlertArea
from qianshao.places.services import set_state
from qianshao.public import serving
from tests.cast import NOW, SYSTEM, Cast
from tests.places.conftest import Places, add_shelters, make


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Pages of another test must not be shown in this one."""
    serving.forget()
    yield
    serving.forget()


def add_public(cast: Cast) -> Places:
    """School open, hall full, stadium without a position standing by, and one that cannot be used."""
    found = add_shelters(cast)
    ruin = make(cast.village_b1.path, "河口旧仓库", 40, lon=114.9, lat=31.6)
    moves = ((found.school, "open"), (found.hall, "full"), (ruin, "closed"))
    for row, state in moves:
        set_state(shelter_id=row.pk, to=state, why="王守厚说的" if state != "open" else "", actor=SYSTEM, now=NOW)
    return found


@pytest.fixture
def refuges(cast: Cast) -> Places:
    return add_public(cast)


def announce(cast: Cast, headline: str = "暴雨红色预警信号", **changes: Any) -> Alert:
    """An alert that two people released."""
    number = Alert.objects.unscoped("a test counts").count()
    given = {
        "identifier": f"A{number}", "sender": "demo", "sent": NOW, "source": "manual", "status": "Actual",
        "msg_type": "Alert", "colour": "red", "headline": headline, "sender_name": "演示县气象台",
        "description": "三小时内雨量将达 100 毫米以上。", "instruction": "马上到高处。",
        "expires": NOW.replace(hour=20),
        "division_path": cast.county.path, "state": "released", "received_at": NOW, "received_by": "孙明",
        "submitted_by": "孙明", "submitted_by_id": 1, "released_by": "李江", "released_by_id": 2, "released_at": NOW,
        "release_reason": "李江同意",
    }  # fmt: skip
    alert: Alert = Alert.objects.create(**{**given, **changes})
    AlertArea.objects.create(alert=alert, order=0, kind="code", code="411599000000", description="演示县全境")
    return alert
