"""What a sweep needs of running call-outs and their frozen phone books, read once per batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qianshao.calling.models import CallOut
from qianshao.calling.rules import Plan, is_night
from qianshao.calling.services.wording import key_of
from qianshao.calling.states import CallOutState
from qianshao.core.actor import Actor
from qianshao.core.sql import fetch_all, ids_param, ids_table

ENGINE = Actor.system("叫应引擎")  # zh: stored in the journal


@dataclass(frozen=True, slots=True)
class Running:
    """A call-out as the sweep uses it."""

    id: int
    state: str
    plans: tuple[Plan, ...]
    nights: tuple[bool, ...]
    texts: dict[str, int]
    not_after: datetime
    is_drill: bool
    division_path: str

    def text_for(self, recipient_kind: str, who: str, kind: str) -> int | None:
        """The wording of one rung, as a number of the channels' texts."""
        return self.texts.get(key_of(recipient_kind, who, kind))

    def goes_on(self, now: datetime) -> bool:
        """Whether it may call: running, and its alert still holds."""
        return self.state == CallOutState.RUNNING and now < self.not_after


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the phone book; ``address`` is sealed."""

    name: str
    address: str
    superior_ref: int | None


Book = dict[tuple[int, int], Entry]


def callouts(ids: Iterable[int], now: datetime) -> dict[int, Running]:
    """The call-outs by id."""
    found = CallOut.objects.unscoped("the engine serves every area").filter(pk__in=set(ids))
    return {row.pk: _running(row, now) for row in found}


def _running(row: CallOut, now: datetime) -> Running:
    plans = row.plans
    nights = tuple(is_night(now, plan.night) for plan in plans)
    return Running(row.pk, row.state, plans, nights, row.texts, row.not_after, row.is_drill, row.division_path)


def phone_book(refs: dict[int, set[int]]) -> Book:
    """The entries for references by call-out."""
    book: Book = {}
    for callout_id, wanted in refs.items():
        rows = fetch_all(
            f"SELECT c.ref, c.name, c.address_enc, c.superior_ref FROM {ids_table()} "
            "JOIN calling_contact c ON c.callout_id = %s AND c.ref = wanted.id",
            [ids_param(wanted), callout_id],
        )
        book |= {(callout_id, ref): Entry(name, address, superior) for ref, name, address, superior in rows}
    return book
