"""What a person may do is asked in SQL of its own on every request; the models say the same."""

import itertools
from datetime import date, datetime, timedelta

import pytest

from qianshao.accounts.models import Grant, RoleSheet
from qianshao.accounts.permissions import actions_held
from qianshao.accounts.selectors import scope_of
from qianshao.core import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAYS = (-1, 0, 1)


def as_the_models_say(cast: Cast, overrides: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """The grants in force by ``GrantQuerySet.on``, joined in Python."""
    found: dict[str, frozenset[str]] = {}
    today = cast.now.astimezone(clock.BEIJING).date()
    for one in Grant.objects.on(today).filter(user=cast.users["wall"]).select_related("division"):
        path = one.division.path if one.division else ""
        found[path] = found.get(path, frozenset()) | actions_held(one.role, overrides)
    return found


def test_grants_of_every_kind_of_days_hold_as_the_models_say(cast: Cast) -> None:
    """Begun or not, ended or not, open, taken back; in a county, a village, the whole site; a county's own roles."""
    user, today = cast.users["wall"], cast.now.astimezone(clock.BEIJING).date()
    spots = (cast.county, cast.village_a1, cast.village_b1, None)
    roles = itertools.cycle(("town_duty", "grid_worker", "county_lead"))
    rows = [
        Grant(
            user=user, role=next(roles), division=spot, valid_from=shifted(today, begins),
            valid_to=None if ends is None else shifted(today, ends), revoked_at=cast.now if is_back else None,
        )
        for spot, begins, ends, is_back in itertools.product(spots, DAYS, (None, *DAYS), (False, True))
    ]  # fmt: skip
    Grant.objects.bulk_create(rows)
    assert dict(scope_of(user, cast.now).grants) == as_the_models_say(cast, {})
    assert len(scope_of(user, cast.now).grants) == 4
    for version, overrides in enumerate(({"alerts.view": []}, {"alerts.release": ["grid_worker"]}), start=1):
        RoleSheet.objects.create(
            version=version, valid_from=cast.now, overrides=overrides, reason="试行", published_by="甲"
        )
        assert dict(scope_of(user, cast.now).grants) == as_the_models_say(cast, overrides)
    assert scope_of(user, cast.now).may("alerts.release", cast.village_a1.path)


def shifted(day: date, days: int) -> date:
    return day + timedelta(days=days)


def test_it_is_one_question(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        scope_of(cast.users["county_duty"], cast.now)


def test_the_day_is_beijings(cast: Cast) -> None:
    """A grant of today holds from midnight in Beijing, eight hours before UTC's."""
    Grant.objects.filter(user=cast.users["town_duty"]).update(valid_from=date(2026, 7, 19), valid_to=None)
    midnight = datetime(2026, 7, 19, tzinfo=clock.BEIJING)
    assert scope_of(cast.users["town_duty"], midnight).grants
    assert not scope_of(cast.users["town_duty"], midnight - timedelta(seconds=1)).grants
