"""Two at once: what must hold holds also when two people act in the same instant."""

import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection, connections

from qianshao.accounts.models import LoginGuard, Reveal, User
from qianshao.accounts.services import create_user, disable_user, grant_role, log_in, reveal_personal
from qianshao.core.errors import Refusal
from tests.cast import NOW, PASSWORD, SYSTEM, Cast, build_cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all acts in threads that start together; what each returned or was refused with."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def county(db: None) -> Cast:
    """The areas, one administrator and one duty officer, really committed."""
    return build_cast(users=("county_admin", "county_duty"))


def test_two_administrators_who_remove_each_other_leave_one(county: Cast) -> None:
    first = county.users["county_admin"]
    second = create_user(
        actor=SYSTEM, now=NOW, username="zweite", display_name="另一位", division_path=county.county.path
    ).user
    grant_role(actor=SYSTEM, now=NOW, user_id=second.pk, role="county_admin", division_path=county.county.path)
    results = at_once(
        lambda: disable_user(actor=SYSTEM, now=NOW, user_id=first.pk),
        lambda: disable_user(actor=SYSTEM, now=NOW, user_id=second.pk),
    )
    refused = [one.code for one in results if isinstance(one, Refusal)]
    assert refused == ["user.last_admin"]
    administrators = User.objects.unscoped("a test counts").filter(pk__in=[first.pk, second.pk], is_active=True)
    assert administrators.count() == 1


def test_twelve_guesses_at_once_are_never_more_than_five_looks_at_the_password(
    county: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianshao.accounts.services import door

    looks: list[int] = []
    check = door.check_password
    monkeypatch.setattr(door, "check_password", lambda *given: looks.append(1) or check(*given))
    at_once(
        *[lambda: log_in(username="county_duty", password="wrong", address="10.8.0.1", now=NOW) for _ in range(12)]
    )
    assert 1 <= len(looks) <= 5
    assert LoginGuard.objects.get().failures == len(looks)


def test_the_hourly_cap_of_full_numbers_holds_for_parallel_requests(county: Cast) -> None:
    actor = county.actor("county_duty")
    so_far = settings.REVEALS_PER_HOUR - 2
    Reveal.objects.create(user=county.users["county_duty"], hour=NOW.replace(minute=0), count=so_far)

    def look() -> None:
        reveal_personal(
            actor=actor,
            now=NOW,
            subject=("person", 1),
            division_path=county.village_a1.path,
            reason="改打座机",
            field="电话",
        )

    results = at_once(*[look for _ in range(6)])
    assert sum(isinstance(one, Refusal) for one in results) == 4
    assert Reveal.objects.get().count == settings.REVEALS_PER_HOUR


def test_of_two_who_take_the_same_login_name_one_is_told(county: Cast) -> None:
    def make() -> object:
        return create_user(actor=SYSTEM, now=NOW, username="tong-ming", display_name="同名")

    results = at_once(make, make)
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    assert User.objects.unscoped("a test counts").filter(username="tong-ming").count() == 1


def test_the_right_password_opens_while_others_guess(county: Cast) -> None:
    def guess() -> object:
        return log_in(username="county_duty", password="wrong", address="203.0.113.9", now=NOW)

    def right() -> object:
        return log_in(username="county_duty", password=PASSWORD, address="10.8.0.1", now=NOW)

    results = at_once(guess, right, guess, guess)
    assert results[1] == county.users["county_duty"]
    assert connection.vendor in {"sqlite", "postgresql"}
