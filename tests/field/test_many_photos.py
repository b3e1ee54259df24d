"""Where much is wrong there are many photos: the wire takes them, and the phone stops before it would not."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders

from qianshao.field.wire import MOST_ATTACHMENTS
from qianshao.files.models import Evidence
from qianshao.hazards.models import Hazard
from tests.cast import Cast
from tests.field.phones import Phone, bind, command
from tests.inspections.places import due

pytestmark = pytest.mark.django_db(transaction=True)
WRONG, EACH = 8, 3


def record(cast: Cast, phone: Phone, photos: int, each: int) -> dict[str, Any]:
    """A visit at which the first ``WRONG`` items fail, as the phone sends it."""
    visit = due(cast)
    rows = phone.pull("visits")["pulls"]["visits"]
    [checklist] = [row for row in rows if row["what"] == "checklist" and row["place_class"] == visit.place_class]
    items = checklist["items"]
    assert len(items) >= WRONG
    said = [
        {"item": item["code"], "result": "fail", "words": "不合格", "photos": list(range(n * each, (n + 1) * each))}
        if n < WRONG
        else {"item": item["code"], "result": "pass"}
        for n, item in enumerate(items)
    ]
    made: dict[str, Any] = command("inspections.record", cast.now, visit=visit.pk, code=visit.code, answers=said)
    return made | {"attachments": [str(uuid4()) for _n in range(photos)]}


def test_eight_items_with_three_photos_each_arrive_as_eight_hazards(cast: Cast) -> None:
    phone = bind(cast, "grid_worker")
    [answer] = phone.push(record(cast, phone, WRONG * EACH, EACH))
    assert (answer["outcome"], answer.get("message")) == ("done", None)
    assert Hazard.objects.unscoped("a test looks").count() == WRONG
    named = Evidence.objects.unscoped("a test looks").filter(subject_kind="hazard_act")
    assert named.count() == WRONG * EACH


def test_all_that_the_phone_lets_one_take_is_taken(cast: Cast) -> None:
    source = Path(str(finders.find("field/report.js"))).read_text(encoding="utf-8")
    most = int(re.search(r"MOST_IN_ONE = (\d+)", source)[1])  # type: ignore[index]
    assert WRONG * 6 <= most <= MOST_ATTACHMENTS
    phone = bind(cast, "grid_worker")
    assert phone.push(record(cast, phone, most, 6))[0]["outcome"] == "done"


def test_more_than_the_wire_takes_is_refused_in_words(cast: Cast) -> None:
    phone = bind(cast, "grid_worker")
    [answer] = phone.push(record(cast, phone, MOST_ATTACHMENTS + 1, 6))
    assert (answer["outcome"], answer["code"]) == ("refused", "command.malformed")
