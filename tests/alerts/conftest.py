"""The cast with its people, and CAP messages about its county."""

from collections.abc import Callable

import pytest

from qianshao.alerts.models import Alert
from qianshao.alerts.services import receive_cap, submit_alert
from qianshao.alerts.states import Source
from qianshao.core import clock
from tests.alerts.messages import CIRCLE, POLYGON, SAMPLE, spoiled
from tests.cast import Cast
from tests.cast_people import People, add_people

#: A square around 红旗村: its three households, none of the next village.
SQUARE = "<polygon>31.66,114.83 31.66,114.85 31.68,114.85 31.68,114.83 31.66,114.83</polygon>"
COUNTY_CODE = "<geocode><valueName>CPEAS Geographic Code</valueName><value>411523000000</value></geocode>"
LOCAL = (
    SAMPLE.replace(POLYGON, SQUARE)
    .replace(CIRCLE, "")
    .replace(COUNTY_CODE, "")
    .replace("20:38:00+08:00", "20:10:00+08:00")
)


@pytest.fixture
def people(cast: Cast) -> People:
    return add_people(cast)


def message(*changes: tuple[str, str]) -> bytes:
    """The local message with pieces replaced."""
    text = LOCAL
    for old, new in changes:
        text = spoiled(old, new, text).decode()
    return text.encode()


def receive(cast: Cast, data: bytes | None = None, who: str = "county_duty") -> Alert:
    got = receive_cap(
        message() if data is None else data, source=Source.UPLOAD, actor=cast.actor(who), now=clock.now()
    )
    return got.alert


def submitted(cast: Cast, data: bytes | None = None) -> Alert:
    alert = receive(cast, data)
    return submit_alert(alert.pk, version=alert.version, actor=cast.actor("county_duty"), now=clock.now())


Submit = Callable[..., Alert]
