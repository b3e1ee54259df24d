"""The county writes its own ladders: each edit is a new version, an unsound one is refused."""

from typing import Any

import pytest
from django.urls import reverse

from qianshao.calling.models import Ladder
from qianshao.calling.selectors.ladders import ladder_in_force
from tests.cast import Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "desk:ladder_edit"


def form(*steps: dict[str, Any], source: str = "新县汛期叫应办法第三条") -> dict[str, Any]:
    """What the page posts."""
    data: dict[str, Any] = {"s-TOTAL_FORMS": len(steps), "s-INITIAL_FORMS": 0}
    data |= {"answer_within_s": 240, "source": source}
    for number, step in enumerate(steps):
        data |= {f"s-{number}-{name}": value for name, value in step.items()}
    return data


SMS = {"kind": "sms", "who": "self", "wait_s": 120, "tries": 1, "retry_gap_s": 60}
DOOR = {"kind": "door", "who": "superior", "wait_s": 1200, "tries": 1, "retry_gap_s": 60}


def test_the_page_shows_who_is_called_how_and_what_is_only_a_default(client_as: ClientAs) -> None:
    page = client_as("county_lead").get(reverse("desk:ladders")).content.decode()
    assert "乡镇负责人" in page
    assert "默认值，可按本县规定修改" in page


def test_an_edit_is_a_new_version_with_its_source(client_as: ClientAs, cast: Cast) -> None:
    answer = client_as("county_lead").post(reverse(EDIT, args=["town", "red"]), form(SMS, DOOR))
    assert answer.status_code == 302
    found = ladder_in_force("rainstorm", "red", "town", Ladder.objects.get().valid_from)
    assert (found.version, [step["kind"] for step in found.steps]) == (1, ["sms", "door"])
    assert found.source == "新县汛期叫应办法第三条"
    assert found.settings["first_reply_s"] == 900  # what the form does not show is kept


def test_a_ladder_without_a_door_at_its_end_is_refused_and_nothing_changes(client_as: ClientAs) -> None:
    answer = client_as("county_lead").post(reverse(EDIT, args=["town", "red"]), form(SMS))
    assert answer.status_code == 422
    assert "敲门" in answer.content.decode()
    assert not Ladder.objects.exists()


def test_empty_rows_are_left_out(client_as: ClientAs) -> None:
    empty = {"kind": "", "who": "self"}
    client_as("county_lead").post(reverse(EDIT, args=["town", "red"]), form(SMS, empty, DOOR))
    assert len(Ladder.objects.get().steps) == 2


def test_a_duty_officer_reads_but_does_not_edit(client_as: ClientAs) -> None:
    assert client_as("county_duty").get(reverse("desk:ladders")).status_code == 200
    assert client_as("county_duty").get(reverse(EDIT, args=["town", "red"])).status_code == 403


def test_the_edit_page_offers_the_steps_there_are(client_as: ClientAs) -> None:
    page = client_as("county_lead").get(reverse(EDIT, args=["household", "red"])).content.decode()
    assert page.count('name="s-') > 30
    assert "应急广播" in page
