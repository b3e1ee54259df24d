"""An actor is asked what and where: elsewhere does not exist for them, here they may be refused."""

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope

WORKER = Actor("user", "冯燕", "phone", 7, scope=Scope({"00010001": frozenset({"calling.door"})}))


def test_inside_the_area_what_is_held_passes_and_the_rest_is_refused() -> None:
    WORKER.demand("calling.door", "000100010003")
    with pytest.raises(NotAllowed):
        WORKER.demand("calling.close", "00010001")


def test_outside_the_area_nothing_exists() -> None:
    for path in ("0001", "00010002", "0002"):
        with pytest.raises(NotFound):
            WORKER.demand("calling.door", path)


def test_without_an_area_the_action_must_be_held_somewhere() -> None:
    WORKER.demand("calling.door", "")
    with pytest.raises(NotAllowed):
        WORKER.demand("calling.close", "")


def test_the_machine_may_do_everything_and_says_which_part_of_it() -> None:
    machine = Actor.system("tick")
    machine.demand("calling.close", "0009")
    assert (machine.kind, machine.label, machine.scope.reason) == ("system", "tick", "tick")


def test_nobody_may_do_nothing() -> None:
    for path in ("", "0001"):
        with pytest.raises((NotAllowed, NotFound)):
            Actor("link", "匿名", "desk").demand("calling.door", path)
