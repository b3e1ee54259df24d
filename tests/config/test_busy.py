"""A database that others hold is no 500: a sentence, nothing saved, the same request works a moment later."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from qianshao.core import sql
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"username": "cast-nobody", "password": "not the right one"}


@pytest.fixture
def held() -> Iterator[None]:
    """Another connection holds what a login must write, and nobody waits long for it."""
    other = connection.copy()
    with connection.cursor() as ours, other.cursor() as theirs:
        if sql.is_sqlite():
            ours.execute("PRAGMA busy_timeout = 10")
            theirs.execute("BEGIN IMMEDIATE")
        else:
            ours.execute("SET lock_timeout = '10ms'")
            theirs.execute("BEGIN")
            theirs.execute("LOCK TABLE accounts_loginguard IN ACCESS EXCLUSIVE MODE")
        yield
        theirs.execute("ROLLBACK")
        ours.execute("PRAGMA busy_timeout = 20000" if sql.is_sqlite() else "SET lock_timeout = 0")
    other.close()


@pytest.mark.usefixtures("cast")
def test_a_held_database_is_said_in_words(held: None) -> None:
    answer = Client(raise_request_exception=False).post("/login/", FORM)
    assert answer.status_code == 503
    assert "没有保存，请过一分钟再提交一次" in answer.content.decode()
    asked = Client(raise_request_exception=False, headers={"accept": "application/json"}).post("/login/", FORM)
    assert asked.status_code == 503 and asked.json()["code"] == "busy"


def test_afterwards_the_same_request_is_answered(cast: Cast) -> None:
    assert Client().post("/login/", FORM).status_code in (200, 422)
