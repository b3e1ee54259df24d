"""Drawn once, handed to all, still there when the database is not."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from qianshao.public import serving
from qianshao.public.cache import AGE_MARK, Away, Changes, PageCache, aged
from qianshao.public.limits import DrawLimit
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """A clock, a journal and a count of drawings, moved by hand."""

    at: float = 0.0
    newest: int = 1
    concerned: bool = True
    drawn: int = 0
    broken: bool = False
    cache: PageCache = field(init=False)

    def __post_init__(self) -> None:
        timer = lambda: self.at  # noqa: E731
        self.cache = PageCache(
            Changes(lambda: self.newest, lambda _n: self.concerned, timer=timer), timer=timer, most=3
        )

    def draw(self) -> bytes:
        if self.broken:
            raise OperationalError("database is locked")
        self.drawn += 1
        return AGE_MARK + b"%d" % self.drawn

    def get(self, key: str = "a") -> Any:
        return self.cache.get(key, self.draw)


@pytest.fixture
def world() -> World:
    return World()


def test_many_readers_cost_one_drawing_until_something_concerns_them(world: World) -> None:
    first = world.get()
    world.at = 5.0
    assert world.get().page is first.page
    world.newest, world.concerned, world.at = 2, False, 7.0
    assert world.get().page is first.page
    world.newest, world.concerned, world.at = 3, True, 9.0
    assert world.get().page is not first.page and world.drawn == 2


def test_without_any_change_a_page_is_drawn_anew_after_its_time(world: World) -> None:
    world.get()
    world.at = 10.5
    world.get()
    assert world.drawn == 2


def test_a_locked_database_leaves_the_last_page_with_its_age(world: World) -> None:
    world.get()
    world.broken, world.at = True, 60.0
    served = world.get()
    assert served.stale and served.age == 60.0
    assert "1 分钟前" in aged(served.page.body, served.age, "zh-hans").decode()
    world.broken = False
    assert world.get().stale  # it is left alone for two seconds
    world.at = 62.5
    assert not world.get().stale


def test_with_no_page_and_no_database_it_says_so(world: World) -> None:
    world.broken = True
    with pytest.raises(Away):
        world.get()


def test_the_least_asked_for_goes_first(world: World) -> None:
    for key in "abca":
        world.get(key)
    world.get("d")
    assert [world.cache.knows(key) for key in "abcd"] == [True, False, True, True]


def test_while_one_draws_the_others_get_the_last_page(world: World) -> None:
    old = world.get().page
    world.at, world.newest = 20.0, 2
    got: list[Any] = []

    def slow() -> bytes:
        reader = threading.Thread(target=lambda: got.append(world.cache.get("a", world.draw)))
        reader.start()
        reader.join(5)
        return world.draw()

    assert world.cache.get("a", slow).page is not old
    assert got[0].page is old and world.drawn == 2


def test_the_share_of_an_address_comes_back_with_time() -> None:
    at = [0.0]
    limit = DrawLimit(burst=2, per_second=0.5, timer=lambda: at[0])
    assert [limit.take("a") for _n in range(3)] == [True, True, False] and limit.take("b")
    at[0] = 2.0
    assert limit.take("a") and not limit.take("a")


@pytest.fixture
def locked(cast: Cast) -> Iterator[ExitStack]:
    """Enter it, and every statement fails as it does when the database is held."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("database is locked")

    with ExitStack() as stack:
        stack.lock = lambda: stack.enter_context(connection.execute_wrapper(refuse))  # type: ignore[attr-defined]
        yield stack


def test_the_page_of_a_locked_site_is_the_last_good_one(locked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger, at = Client(SERVER_NAME="localhost"), [0.0]
    for one in (serving.CHANGES, serving.PAGES):
        monkeypatch.setattr(one, "timer", lambda: at[0])
    good = stranger.get("/public/")
    at[0] = 300.0
    locked.lock()
    answer = stranger.get("/public/")
    assert answer.status_code == 200 and answer["Age"] == "300" and "ETag" not in answer
    assert "这是 5 分钟前的内容" in answer.content.decode() and "往哪里躲" in answer.content.decode()
    assert "分钟前的内容" not in good.content.decode()
    never = stranger.get("/public/calls/")
    assert never.status_code == 503 and 'href="tel:119"' in never.content.decode()
