"""Refusals are sentences for people and codes for programs."""

from qianshao.core.errors import NotFound


def test_a_sentence_may_name_a_division_code_without_hiding_the_refusals_own_code() -> None:
    refusal = NotFound("division.unknown", "没有找到区划代码 {code}", code="411523000000")
    assert refusal.code == "division.unknown"
    assert str(refusal) == "没有找到区划代码 411523000000"
