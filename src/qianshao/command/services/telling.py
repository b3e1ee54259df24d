"""Tell the people of the roles: who hears, one message a person and way, a line in the journal.

A role that nobody holds, or without a number, is heard by the next one up; where nobody is at all, the journal says
so. Whoever has many matters gets one message. Part of the caller's commit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.accounts.selectors import Holder, holders_of
from qianshao.channels.services import Row, add_text, enqueue_many
from qianshao.command.rules import climbs
from qianshao.command.services.due import Due
from qianshao.core.actor import Actor
from qianshao.core.fields import seal
from qianshao.core.scope import Scope
from qianshao.journal.services import Note, record_many
from qianshao.people.selectors.persons import people_by_id

ACTOR = Actor.system("自动处置")  # zh: stored in the journal
#: A reminder that could not be sent for a day is not sent any more: the next step says it again.
VALID = timedelta(hours=24)
URGENT, BULK = 0, 1
#: Matters one message names; of more it tells how many.
_NAMED = 2


@dataclass(frozen=True)
class _Call:
    """One person is told by one way."""

    holder: Holder
    way: str
    is_drill: bool


def tell(due: Sequence[Due], now: datetime) -> int:
    """Put the messages about these matters into the outbox; how many people are told."""
    if not due:
        return 0
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        return _tell(due, now)


def plain(words: str, *, is_drill: bool) -> str:
    """Words as they are sent. Braces are filled when a message is sent; what a finder wrote must not be."""
    words = words.replace("{", "（").replace("}", "）")
    return f"【演练】{words}" if is_drill else words  # zh: what recipients read


def _tell(due: Sequence[Due], now: datetime) -> int:
    people = _People(due, now)
    calls: dict[_Call, list[Due]] = defaultdict(list)
    notes = []
    for one in due:
        heard = people.of(one)
        for holder in heard:
            calls[_Call(holder, one.way, one.is_drill)].append(one)
        notes.append(_note(one, heard))
    enqueue_many([_message(call, about, now) for call, about in calls.items()], now=now)
    record_many(notes, actor=ACTOR, now=now)
    return len(calls)


class _People:
    """Who holds the roles that are wanted, and their numbers."""

    def __init__(self, due: Iterable[Due], now: datetime) -> None:
        wanted = {up for one in due for role in one.roles for up in climbs(role)}
        found = holders_of(wanted, now) if wanted else []
        ids = {one.person_id for one in found if one.person_id and not one.phone}
        known = people_by_id(Scope.everything("a reminder goes to the number of the register"), ids) if ids else {}
        self._by_role: dict[str, list[Holder]] = defaultdict(list)
        for one in found:
            person = known.get(one.person_id or 0)
            phone = one.phone or (person.phone if person else "")
            if phone:
                self._by_role[one.role].append(replace(one, phone=phone))

    def of(self, one: Due) -> list[Holder]:
        """The holders for the place, each once."""
        heard = {
            holder.user_id: replace(holder, role="", path="")
            for role in one.roles
            for holder in self._hold(role, one.path)
        }
        return list(heard.values())

    def _hold(self, role: str, path: str) -> list[Holder]:
        """Those of the role whose area it is; of the next role up where there is none."""
        for up in climbs(role):
            if found := [one for one in self._by_role[up] if path.startswith(one.path)]:
                return found
        return []


def _note(one: Due, heard: Sequence[Holder]) -> Note:
    facts = {"what": one.what, "no": one.no, "step": one.step, "number": one.number}
    if not heard:
        data = {**facts, "roles": list(one.roles)}
        return Note("command.nobody_to_remind", one.about, one.path, data, is_drill=one.is_drill)
    data = {**facts, "count": len(heard), "who": [holder.name for holder in heard]}
    kind = "command.told" if one.is_now else "command.reminded"
    return Note(kind, one.about, one.path, data, is_drill=one.is_drill)


def _message(call: _Call, about: Sequence[Due], now: datetime) -> Row:
    first = about[0]
    text = add_text(kind=call.way, title=_title(about), body=_body(about, is_drill=call.is_drill), now=now)
    lane = URGENT if any(one.is_urging for one in about) else BULK
    return (
        f"{first.source}-{first.id}-u{call.holder.user_id}-{call.way}", call.way, first.source, first.id, 0, 1,
        call.holder.name[:80], seal(call.holder.phone), text, now, now + VALID, call.is_drill, first.path, lane,
    )  # fmt: skip


def _title(about: Sequence[Due]) -> str:
    return _("马上处理") if any(one.is_now for one in about) else _("到期提醒")


def _body(about: Sequence[Due], *, is_drill: bool) -> str:
    """The newest word about each matter, what is late first; no more than a message holds."""
    newest = {one.key: one for one in about}
    lines = [one.line for one in sorted(newest.values(), key=lambda one: not one.is_urging)]
    said = "；".join(lines[:_NAMED])
    if len(lines) > _NAMED:
        said = _("{said}；等 {count} 条").format(said=said, count=len(lines))
    words = _("{said}。请在平台上办理。").format(said=said)
    return plain(words, is_drill=is_drill)
