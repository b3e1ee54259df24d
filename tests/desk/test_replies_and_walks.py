"""Who owes the three words, who walks to the door instead, and the photo a visit brings back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from qianshao.calling.models import Answer, DoorTask
from qianshao.calling.services.report_door import report_door
from qianshao.core import clock
from qianshao.desk.selectors.replies import late_reply_count
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, answered, contact, send_to_door, start

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """何志远 answered 16 minutes ago with a button, 周副任 has said the words, 吴长贵 waits at his door."""
    found = start(cast, cast.county)
    began = cast.now - timedelta(minutes=16)
    late: dict[str, Any] = answered(cast, 0) | {"ladder_index": 1, "ended_at": began, "post_label": "乡镇值班"}
    for name in ("何志远", "周副任"):
        add(cast, found, name, cast.town_a, **late)
    add(cast, found, "吴长贵", cast.village_a1)
    said = {"in_command": "王镇长", "persons_moved": 12}
    for name, words in (("何志远", {"note": "手机通话"}), ("周副任", said)):
        Answer.objects.create(
            case=found.cases[name], at=began, received_at=began, by_label=name, who="self", channel="link",
            words=words, is_first=True,
        )  # fmt: skip
    return found


def url(name: str, evening: Evening, who: str) -> str:
    return reverse(f"desk:{name}", args=[evening.callout.pk, evening.cases[who].pk])


def test_who_owes_the_three_words_is_named_on_a_page_the_desk_and_the_board(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    duty = client_as("county_duty")
    page = duty.get("/callouts/replies/").content.decode()
    assert "何志远" in page and "青石镇" in page and "周副任" not in page
    assert "没报三句话" in duty.get("/desk/").content.decode()
    assert "1 个乡镇岗位" in duty.get(f"/callouts/{evening.callout.pk}/").content.decode()
    # A note of the desk is none of the three words: counting it would hide the township (the control).
    assert late_reply_count(cast.scope("county_duty"), now=cast.now) == 1


def test_another_township_sees_nothing_of_it(client_as: ClientAs, evening: Evening) -> None:
    assert "何志远" not in client_as("town_lead_b").get("/callouts/replies/").content.decode()
    assert client_as("neighbour_lead").get(f"/callouts/replies/?callout={evening.callout.pk}").status_code == 404


def test_the_desk_takes_the_words_down_and_nothing_is_owed_any_more(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    duty = client_as("county_duty")
    assert "代记三句话" in duty.get(url("case", evening, "何志远")).content.decode()
    assert duty.post(url("case_reply", evening, "何志远"), {"how": "phone"}).status_code == 422
    told = {"how": "phone", "in_command": "王镇长", "villages_affected": "3", "persons_moved": "0"}
    assert duty.post(url("case_reply", evening, "何志远"), told).status_code == 302
    words = Answer.objects.filter(case=evening.cases["何志远"]).latest("pk").words
    assert (words["in_command"], int(words["villages_affected"]), int(words["persons_moved"])) == ("王镇长", 3, 0)
    assert late_reply_count(cast.scope("county_duty"), now=cast.now) == 0
    assert "代记三句话" not in duty.get(url("case", evening, "何志远")).content.decode()


def test_a_walk_is_given_to_somebody_else_of_the_phone_book(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    task = send_to_door(cast, evening.cases["吴长贵"])
    other = contact(evening, 8, "周海")
    duty = client_as("county_duty")
    page = duty.get(url("case", evening, "吴长贵")).content.decode()
    assert "改派上门" in page and "张海" in page and "周海" in page
    assert duty.post(url("case_walker", evening, "吴长贵"), {"assignee": "99"}).status_code == 422
    assert duty.post(url("case_walker", evening, "吴长贵"), {"assignee": str(other.ref)}).status_code == 302
    task.refresh_from_db()
    assert (task.assignee_ref, task.assignee_name) == (8, "周海")
    assert (
        client_as("village_cadre").post(url("case_walker", evening, "吴长贵"), {"assignee": "8"}).status_code == 403
    )


def test_the_photo_of_a_visit_is_shown_and_what_is_no_file_stays_text(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    send_to_door(cast, evening.cases["吴长贵"])
    report_door(
        evening.cases["吴长贵"].pk, outcome="reached", proof="在家中见到本人", photo_ref=f"{PHOTO}, 纸质照片 3 号",
        actor=cast.actor("town_duty"), now=clock.now(),
    )  # fmt: skip
    page = client_as("town_duty").get(url("case", evening, "吴长贵")).content.decode()
    assert f"/files/{PHOTO}/" in page and "纸质照片 3 号" in page and "在家中见到本人" in page
    assert DoorTask.objects.unscoped("test").get().photo_ref.startswith(PHOTO)
