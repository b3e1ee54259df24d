"""What phones send and keep: anything malformed is refused in words, never an error of ours."""

from typing import Any
from uuid import uuid4

import pytest

from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.core.sync import Push
from qianshao.evacuation import selectors, services
from qianshao.evacuation.sync import COMMANDS, PULLS
from qianshao.people.rules import household_code
from tests.cast import NOW
from tests.evacuation.conftest import Evening, actor_at

RUN = {command.kind: command.run for command in COMMANDS}
JUNK: tuple[Any, ...] = (None, True, [], {}, "", "x", 2**70, -1, [1], [None], {"a": 1}, "张", 1.5)


def push(evening: Evening, kind: str, **payload: Any) -> dict[str, Any]:
    actor = actor_at(evening.cast.village_a1.path, "evacuation.mark", source="phone")
    return RUN[kind](Push(uuid4(), kind, NOW, NOW, payload, actor, 1))


@pytest.mark.parametrize("kind", sorted(RUN))
def test_junk_in_any_field_is_refused_in_words(evening: Evening, kind: str) -> None:
    sound = {
        "order": evening.order.pk, "uids": [evening.uid("张有福")], "to": "moving", "based_on": {}, "shelter": 9,
        "uid": str(uuid4()), "name": "某人", "where": "door", "division_path": evening.cast.village_a1.path,
    }  # fmt: skip
    for field in (*sound, "household", "code", "words", "phone", "gender", "helper"):
        for junk in JUNK:
            try:
                push(evening, kind, **{**sound, field: junk})
            except Refusal as refusal:
                assert str(refusal)


def test_a_phone_signs_in_a_household_by_its_code(evening: Evening) -> None:
    code = household_code(evening.people.homes["赵国民"])
    answer = push(evening, "evacuation.sign_in", order=evening.order.pk, shelter=9, code=code, based_on={})
    assert {row["state"] for row in answer["rows"]} == {"settled"} and len(answer["rows"]) == 4


def test_a_phone_adds_somebody_to_a_household_by_its_code(evening: Evening) -> None:
    home = evening.people.homes["赵国民"]
    push(
        evening, "evacuation.add", order=evening.order.pk, uid=str(uuid4()), name="表弟", where="door",
        household=household_code(home), gender="male",
    )  # fmt: skip
    assert (evening.row("表弟").household_id, evening.row("表弟").gender) == (home, "M")


def test_a_phone_keeps_the_people_of_its_area_under_running_orders(evening: Evening) -> None:
    pull = next(one for one in PULLS if one.name == "evacuation")
    village = Scope({evening.cast.village_a2.path: frozenset({"evacuation.view"})})
    actor = actor_at(evening.cast.village_a2.path)
    (order,) = pull.rows(village, actor, NOW)
    assert pull.personal and [row["name"] for row in order["people"]] == ["陈立新"]
    assert {"uid", "heads", "state", "needs", "helper", "vehicle", "code"} <= set(order["people"][0])
    services.give_all_clear(
        order_id=evening.order.pk, basis="解除", actor=actor_at("", "evacuation.all_clear"), now=NOW
    )
    assert pull.rows(village, actor, NOW)[0]["may_return"]
    services.close_order(
        order_id=evening.order.pk, reason="核实", actor=actor_at("", "evacuation.all_clear"), now=NOW
    )
    assert pull.rows(village, actor, NOW) == [] and not selectors.running(village)
