"""What was refused to the person who sent it is not gone: the desk reads it, with the reason, and can act."""

from datetime import timedelta
from uuid import uuid4

import pytest

from qianshao.field.models import PhoneCommand
from qianshao.field.selectors.held import held
from qianshao.field.services import run_held
from qianshao.field.ticks import KEEP, forget_payloads
from qianshao.hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.field.phones import Phone, bind, command

pytestmark = pytest.mark.django_db


def refused(cast: Cast) -> PhoneCommand:
    """A finding without anything in it, refused to the grid worker."""
    [answer] = bind(cast, "grid_worker").push(command("hazards.find", place="老粮站", phone="13900000009"))
    assert answer["outcome"] == "refused"
    return PhoneCommand.objects.unscoped("a test looks").get()


def test_the_inbox_shows_it_with_reason_and_content(cast: Cast, client_as: ClientAs) -> None:
    row = refused(cast)
    page = client_as("town_duty").get("/quarantine/").content.decode()
    assert f'data-held="{row.pk}"' in page
    for words in ("没有收下", "请拍照、选类别或写一句", "老粮站", "地点", "139****0009"):
        assert words in page
    assert "13900000009" not in page
    assert list(held(cast.scope("town_lead_b"))) == []


def test_it_can_be_put_aside_and_is_then_no_longer_open(cast: Cast, client_as: ClientAs) -> None:
    row = refused(cast)
    client_as("town_duty").post(f"/quarantine/{row.pk}/discard/", {"reason": "已电话重报"})
    assert list(held(cast.scope("town_duty"))) == []
    row.refresh_from_db()
    assert (row.state, row.decide_reason) == ("discarded", "已电话重报")


def test_it_runs_in_the_officers_name_once_nothing_stands_against_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = refused(cast)
    said = {**row.said, "words": "外墙开裂"}
    monkeypatch.setattr(PhoneCommand, "said", property(lambda _row: said))
    run_held(command_id=row.pk, reason="电话问清了", actor=cast.actor("county_duty"), now=cast.now)
    row.refresh_from_db()
    assert row.state == "run"
    assert Hazard.objects.unscoped("a test looks").get().description == "外墙开裂"


def test_one_whose_words_are_forgotten_asks_for_nothing_any_more(cast: Cast) -> None:
    refused(cast)
    assert held(cast.scope("town_duty")).count() == 1
    assert forget_payloads(cast.now + KEEP + timedelta(days=1), 10) == 1
    assert held(cast.scope("town_duty")).count() == 0


def test_filled_in_again_by_its_sender_it_is_settled_and_by_nobody_else(cast: Cast) -> None:
    row = refused(cast)
    other = bind(cast, "village_cadre")
    for odd in (str(row.uuid), "x", 7, None, str(uuid4())):
        [answer] = other.push({**command("hazards.find", words="别处的"), "replaces": odd})
        assert answer["outcome"] == "done"
    assert held(cast.scope("town_duty")).count() == 1
    own = Phone(row.device, bind(cast, "grid_worker").client)
    own.push({**command("hazards.find"), "replaces": str(row.uuid)})  # refused again: two are open
    assert held(cast.scope("town_duty")).count() == 2
    own.push({**command("hazards.find", words="外墙开裂"), "replaces": str(row.uuid)})
    row.refresh_from_db()
    assert (row.state, row.decide_reason) == ("discarded", "本人重新填报")
    assert held(cast.scope("town_duty")).count() == 1
