"""A question about areas runs inside a scope or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.scope import Scope, ScopeMissing, end_of, inside, subtree
from qianshao.core.sql import is_sqlite
from qianshao.divisions.models import Division
from tests.cast import COUNTY, NEIGHBOUR, Cast

VIEW = frozenset({"people.view"})
PATH = st.lists(st.integers(1, 12).map(lambda n: f"{n:04d}"), min_size=0, max_size=5).map("".join)


def rows() -> Any:
    """An unscoped query set, as a forgetful selector would make one."""
    return Division.objects.filter(level=5)


FORGETFUL: dict[str, Callable[[], Any]] = {
    "list": lambda: list(rows()),
    "first": lambda: rows().first(),
    "get": lambda: Division.objects.get(code=COUNTY),
    "count": lambda: rows().count(),
    "exists": lambda: rows().exists(),
    "iterator": lambda: list(rows().iterator()),
    "values": lambda: list(rows().values_list("name", flat=True)),
    "aggregate": lambda: rows().aggregate(),
    "update": lambda: rows().update(name="x"),
    "delete": lambda: rows().delete(),
    "in_bulk": lambda: rows().in_bulk(),
    "len": lambda: len(rows()),
    "bool": lambda: bool(rows()),
    "index": lambda: rows()[0],
    "earliest": lambda: rows().earliest("id"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", FORGETFUL)
def test_a_query_that_forgot_its_scope_raises(cast: Cast, way: str) -> None:
    with pytest.raises(ScopeMissing):
        FORGETFUL[way]()


@pytest.mark.django_db
def test_within_keeps_the_area_and_what_lies_below_it(cast: Cast) -> None:
    scope = Scope({cast.town_a.path: VIEW})
    names = set(Division.objects.within(scope).values_list("name", flat=True))
    assert names == {"青石镇", "红旗村", "下湾村"}
    assert Division.objects.filter(level=5).within(scope).count() == 2


@pytest.mark.django_db
def test_the_scope_survives_every_further_narrowing(cast: Cast) -> None:
    found = Division.objects.within(Scope({cast.county.path: VIEW}))
    narrowed = found.filter(level=5).exclude(name="红旗村").order_by("path").only("name")[:10]
    assert {division.name for division in narrowed} == {"下湾村", "河口村", "桥头村"}


@pytest.mark.django_db
def test_an_empty_scope_sees_nothing_and_the_whole_site_everything(cast: Cast) -> None:
    assert not Division.objects.within(Scope()).exists()
    everywhere = Division.objects.unscoped("a test counts").count()
    assert Division.objects.within(Scope({"": VIEW})).count() == everywhere
    assert Division.objects.within(Scope.everything("a test")).count() == everywhere


def test_unscoped_and_everything_ask_for_a_reason() -> None:
    with pytest.raises(ScopeMissing):
        Division.objects.unscoped("")
    with pytest.raises(ValueError, match="reason"):
        Scope.everything("")


def test_an_action_counts_at_its_area_and_below_only() -> None:
    scope = Scope({"00010001": VIEW, "0002": frozenset({"people.edit"})})
    assert scope.may("people.view", "000100010005")
    assert not scope.may("people.view", "0001")
    assert not scope.may("people.view", "0002")
    assert scope.may("people.edit")
    assert not scope.may("people.posts")
    assert scope.sees("00020001")
    assert not scope.sees("0003")


def test_an_area_inside_another_one_is_not_asked_for_twice() -> None:
    assert Scope({"0001": VIEW, "00010002": VIEW, "0003": VIEW}).paths == ("0001", "0003")


@pytest.mark.parametrize("typed", ["2026-99-99", " ", "Ⅷ", "abc", "-1"])
def test_what_is_no_path_has_nothing_below_it(typed: str) -> None:
    assert end_of(typed) == typed


@given(PATH, PATH)
def test_the_index_range_is_the_subtree(path: str, area: str) -> None:
    """``path >= area and path < end_of(area)`` holds exactly for the area and what lies below it."""
    in_range = path >= area and path < end_of(area)
    assert in_range == inside(path, area)


@given(st.dictionaries(PATH, st.sets(st.sampled_from(["a", "b"])).map(frozenset), max_size=4), PATH)
def test_may_never_exceeds_sees(grants: dict[str, frozenset[str]], path: str) -> None:
    scope = Scope(grants)
    for action in ("a", "b"):
        if path and scope.may(action, path):
            assert scope.sees(path)


@pytest.mark.django_db
def test_the_subtree_condition_uses_the_index(cast: Cast) -> None:
    """Pinned by the plan: ``startswith`` would scan (67 ms against 0.11 ms at 300,000 rows, architecture §6)."""
    if not is_sqlite():
        pytest.skip("PostgreSQL scans a table this small whatever the index")
    rows = Division.objects.unscoped("a test looks at a plan")
    assert "SEARCH" in rows.filter(subtree(cast.county.path, "path")).explain()
    control = rows.filter(path__startswith=cast.county.path).explain()
    assert "SEARCH" not in control


@pytest.mark.django_db
def test_the_neighbour_is_not_in_a_county_scope(cast: Cast) -> None:
    scope = cast.scope("county_lead")
    codes = set(Division.objects.within(scope).values_list("code", flat=True))
    assert COUNTY in codes
    assert NEIGHBOUR not in codes
