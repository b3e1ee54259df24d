"""One message to one number: of a department's duty desk, of a unit, of somebody in the register."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qianshao.channels.services import add_text, enqueue_many
from qianshao.channels.states import Kind
from qianshao.command.services.telling import URGENT, VALID, plain
from qianshao.core.fields import seal
from qianshao.core.text import normal_phone

#: Fewer digits are no number that can be dialled; duty lines like 12345 and 119 are.
_LEAST_DIGITS = 3


@dataclass(frozen=True)
class Ring:
    """Whom and about what. ``key`` sends it once; ``subject`` is what a page later asks the outbox about.
    ``link``: of the page on which they answer, as ``core.ids.named_link`` names it.
    """

    key: str
    subject: tuple[str, int]
    name: str
    phone: str
    path: str
    is_drill: bool
    link: str = ""


def can_ring(phone: str) -> bool:
    """Whether there is a number to send to."""
    return len(normal_phone(phone)) >= _LEAST_DIGITS


def ring(one: Ring, title: str, words: str, now: datetime) -> bool:
    """Put it into the outbox, in the caller's commit; whether it is new."""
    tail = _("办理请点 {link}").format(link=one.link) if one.link else ""
    body = plain(words, is_drill=one.is_drill)
    text = add_text(kind=Kind.SMS, title=title[:120], body=body, tail=tail, now=now)
    row = (
        one.key, Kind.SMS.value, *one.subject, 0, 1, one.name[:80], seal(normal_phone(one.phone)), text, now,
        now + VALID, one.is_drill, one.path, URGENT,
    )  # fmt: skip
    return bool(enqueue_many([row], now=now))


def joined(names: list[str]) -> str:
    """Names in a row, as sentences have them."""
    return "、".join(names)
