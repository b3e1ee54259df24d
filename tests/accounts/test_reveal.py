"""Full numbers: with a reason, counted, capped, journaled, never in the journal themselves."""

import pytest

from qianshao.accounts.models import Reveal
from qianshao.accounts.services import reveal_personal
from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal
from qianshao.journal.models import Entry
from tests.cast import Cast

REVEALS_PER_HOUR = 60
pytestmark = pytest.mark.django_db


def reveal(cast: Cast, key: str, path: str, clock: FakeClock, reason: str = "叫应无人接，改打座机") -> None:
    """One look at a phone number."""
    reveal_personal(
        actor=cast.actor(key),
        now=clock.now(),
        subject=("person", 7),
        division_path=path,
        reason=reason,
        field="电话",
    )


def test_a_look_is_in_the_journal_with_who_whom_and_why(cast: Cast, fake_clock: FakeClock) -> None:
    reveal(cast, "town_duty", cast.village_a1.path, fake_clock)
    entry = Entry.objects.unscoped("a test looks").get(kind="accounts.revealed")
    assert (entry.subject_kind, entry.subject_id) == ("person", 7)
    assert entry.actor_user == cast.users["town_duty"].pk
    assert str(entry) == "查看电话，原因：叫应无人接，改打座机"


@pytest.mark.parametrize("reason", ["", " ", "看", "　 看 "])
def test_a_look_needs_a_reason(cast: Cast, fake_clock: FakeClock, reason: str) -> None:
    with pytest.raises(Invalid):
        reveal(cast, "town_duty", cast.village_a1.path, fake_clock, reason)
    assert not Reveal.objects.exists()


def test_only_those_who_may_and_only_in_their_area(cast: Cast, fake_clock: FakeClock) -> None:
    for key, refusal in (("county_auditor", NotAllowed), ("wall", NotAllowed), ("town_lead_b", NotFound)):
        with pytest.raises(refusal):
            reveal(cast, key, cast.village_a1.path, fake_clock)


def test_a_harvest_stops_at_the_cap_and_the_next_hour_opens_again(cast: Cast, fake_clock: FakeClock) -> None:
    seen = 0
    for _ in range(REVEALS_PER_HOUR + 20):
        try:
            reveal(cast, "town_duty", cast.village_a1.path, fake_clock)
            seen += 1
        except Refusal as refusal:
            assert refusal.code == "reveal.cap"
    assert seen == REVEALS_PER_HOUR
    assert Entry.objects.unscoped("a test counts").filter(kind="accounts.revealed").count() == seen
    reveal(cast, "town_lead", cast.village_a1.path, fake_clock)
    fake_clock.advance(3600)
    reveal(cast, "town_duty", cast.village_a1.path, fake_clock)
