"""How simulated people behave: pure tables, so that a story can be read before it is run.

Times are seconds after the message left. Sources for the figures: warning_to_command §1.3 (R1: unread after 3 min →
phone; R3: a call counts when 20 s were heard; hung up or unanswered → again).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A voice message is heard in full after this long.
FULL_S = 20


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing the network reports: what, how long after sending, what was pressed, how long was heard."""

    kind: str
    after_s: int
    pressed: str = ""
    heard_s: int | None = None


DELIVERED = Sign("delivered", 2)

NAMES: Mapping[str, "str | Promise"] = {
    "answers_at_once": _("马上应答"),
    "answers_after_3_min": _("三分钟后应答"),
    "answers_second_call": _("第二次电话才接"),
    "hangs_up": _("听 8 秒就挂断"),
    "wrong_number": _("号码不对"),
    "switched_off": _("关机"),
    "never": _("一直不应"),
}
#: Of 100 people nobody scripted: how many behave how. Enough trouble that every path of a ladder is walked.
DEFAULT_MIX: Mapping[str, int] = {
    "answers_at_once": 52,
    "answers_after_3_min": 20,
    "answers_second_call": 10,
    "hangs_up": 4,
    "wrong_number": 3,
    "switched_off": 5,
    "never": 6,
}


def choose(fingerprint: int, mix: Mapping[str, int]) -> str:
    """The behaviour of a person whose number hashes to ``fingerprint``: always the same for the same number."""
    point = fingerprint % max(sum(mix.values()), 1)
    for behaviour, share in mix.items():
        if point < share:
            return behaviour
        point -= share
    return "never"


def signs(behaviour: str, kind: str, try_no: int, fingerprint: int, delay_s: int | None = None) -> tuple[Sign, ...]:
    """What will be reported of one message of ``kind`` to such a person. Broadcast only ever reports delivery."""
    if kind == "broadcast":
        return (DELIVERED,)
    return (
        _call(behaviour, try_no, fingerprint, delay_s) if kind == "voice" else _note(behaviour, fingerprint, delay_s)
    )


def _note(behaviour: str, fingerprint: int, delay_s: int | None) -> tuple[Sign, ...]:
    """An SMS or app message: answered through its link, if at all."""
    if behaviour == "wrong_number":
        return (Sign("wrong_number", 3),)
    if behaviour == "switched_off":
        return (Sign("unreachable", 30),)
    if behaviour == "answers_at_once":
        return (DELIVERED, Sign("answered", delay_s or 8 + fingerprint // 100 % 70, "link"))
    if behaviour == "answers_after_3_min":
        return (DELIVERED, Sign("answered", delay_s or 180 + fingerprint // 100 % 60, "link"))
    return (DELIVERED,)


def _call(behaviour: str, try_no: int, fingerprint: int, delay_s: int | None) -> tuple[Sign, ...]:
    """A voice call: answered by pressing 1 after the message was heard to its end."""
    ring = 6 + fingerprint // 100 % 14
    answered = (Sign("answered", delay_s or ring + FULL_S, "1", FULL_S),)
    if behaviour == "wrong_number":
        return (Sign("wrong_number", 4),)
    if behaviour == "switched_off":
        return (Sign("power_off", 5),)
    if behaviour == "hangs_up":
        return (Sign("hung_up", ring + 8, "", 8),)
    if behaviour == "never" or (behaviour == "answers_second_call" and try_no < 2):
        return (Sign("no_answer", 45),)
    return answered
