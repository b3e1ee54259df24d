"""Counts of several sets in one question."""

from typing import Any

import pytest

from qianshao.accounts.models import User
from qianshao.core.counting import count_together
from qianshao.divisions.models import Division
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_every_set_is_counted_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    every = Division.objects.unscoped("a test")
    towns, duty = every.filter(level=4), User.objects.filter(username__icontains="%duty")
    both = towns.order_by().values_list("pk").union(every.order_by().values_list("pk"), all=True)
    with django_assert_num_queries(1):
        found = count_together({"towns": towns.order_by("name"), "duty": duty, "both": both, "none": towns.none()})
    assert found == {"towns": towns.count(), "duty": 0, "both": towns.count() + every.count(), "none": 0}
    assert found["towns"] > 0


def test_nothing_that_could_hold_a_row_is_not_asked_for(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert count_together({"none": User.objects.none()}) == {"none": 0}
        assert count_together({}) == {}
