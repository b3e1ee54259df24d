"""A hazard's date comes near or has passed: the people of the roles are told, each reminder once.

The reminder that says "told" and the message in the outbox are one commit. What came due while the machine stood
still goes out together: a person with many gets one message. A role that nobody holds, or without a number, is heard
by the next one up; where nobody is at all, the journal says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.accounts.selectors import Holder, holders_of
from qianshao.channels.services import Row, add_text, enqueue_many
from qianshao.channels.states import Kind
from qianshao.command.rules import climbs
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.fields import seal
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.hazards.models import Reminder
from qianshao.hazards.selectors import reminders_to_tell, standard_rows
from qianshao.hazards.services import mark_told
from qianshao.journal.services import Note, record_many
from qianshao.people.selectors.persons import people_by_id

ACTOR = Actor.system("自动处置")  # zh: stored in the journal
SUBJECT = "reminder"
#: A reminder that could not be sent for a day is not sent any more: the next step says it again.
VALID = timedelta(hours=24)
_URGENT, _BULK = 0, 1
#: Hazards one message names; of more it tells how many.
_NAMED = 2


@dataclass(frozen=True)
class _Call:
    """One person is told about reminders of one sort by one way."""

    holder: Holder
    way: str
    is_drill: bool


def tell_overdue(now: datetime, limit: int) -> int:
    """Pass on at most ``limit`` reminders; how many."""
    with transaction.atomic(durable=True):
        held = reminders_to_tell(limit, hold=True)
        if held:
            due = [one for one in held if not one.hazard.is_over and one.hazard.same_as_id is None]
            with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
                _tell(due, now)
            mark_told(reminder_ids=[one.pk for one in held], now=now)
    return len(held)


def _tell(due: Sequence[Reminder], now: datetime) -> None:
    people = _People(due, now)
    ways = {row["code"]: row.get("way") or Kind.SMS for row in standard_rows("reminders", now)}
    calls: dict[_Call, list[Reminder]] = defaultdict(list)
    notes = []
    for one in due:
        heard = people.of(one)
        for holder in heard:
            calls[_Call(holder, str(ways.get(one.step, Kind.SMS)), one.is_drill)].append(one)
        notes.append(_note(one, heard))
    where = places([one.division_path for one in due])
    enqueue_many([_message(call, about, where, now) for call, about in calls.items()], now=now)
    record_many(notes, actor=ACTOR, now=now)


class _People:
    """Who holds the roles that are wanted, and their numbers."""

    def __init__(self, due: Iterable[Reminder], now: datetime) -> None:
        wanted = {up for one in due for role in (*one.roles, *one.copies) for up in climbs(role)}
        found = holders_of(wanted, now) if wanted else []
        ids = {one.person_id for one in found if one.person_id and not one.phone}
        known = people_by_id(Scope.everything("a reminder goes to the number of the register"), ids) if ids else {}
        self._by_role: dict[str, list[Holder]] = defaultdict(list)
        for one in found:
            person = known.get(one.person_id or 0)
            phone = one.phone or (person.phone if person else "")
            if phone:
                self._by_role[one.role].append(Holder(**{**vars(one), "phone": phone}))

    def of(self, one: Reminder) -> list[Holder]:
        """The holders for the hazard's area, each once."""
        heard = {
            holder.user_id: Holder(**{**vars(holder), "role": "", "path": ""})
            for role in (*one.roles, *one.copies)
            for holder in self._hold(role, one.division_path)
        }
        return list(heard.values())

    def _hold(self, role: str, path: str) -> list[Holder]:
        """Those of the role whose area it is; of the next role up where there is none."""
        for up in climbs(role):
            if found := [one for one in self._by_role[up] if path.startswith(one.path)]:
                return found
        return []


def _note(one: Reminder, heard: Sequence[Holder]) -> Note:
    about = ("hazard", one.hazard_id)
    if not heard:
        data = {"no": one.hazard.no, "step": one.step, "roles": [*one.roles, *one.copies]}
        return Note("command.nobody_to_remind", about, one.division_path, data, is_drill=one.is_drill)
    data = {
        "no": one.hazard.no,
        "count": len(heard),
        "step": one.step,
        "number": one.number,
        "who": [holder.name for holder in heard],
    }
    return Note("command.reminded", about, one.division_path, data, is_drill=one.is_drill)


def _message(call: _Call, about: Sequence[Reminder], where: dict[str, str], now: datetime) -> Row:
    first = about[0]
    text = add_text(kind=call.way, title=_("隐患提醒"), body=_body(about, where, is_drill=call.is_drill), now=now)
    is_urging = any(one.is_urging for one in about)
    return (
        f"h{first.pk}-u{call.holder.user_id}-{call.way}", call.way, SUBJECT, first.pk, 0, 1,
        call.holder.name[:80], seal(call.holder.phone), text, now, now + VALID, call.is_drill,
        first.division_path, _URGENT if is_urging else _BULK,
    )  # fmt: skip


def _body(about: Sequence[Reminder], where: dict[str, str], *, is_drill: bool) -> str:
    """The newest word about each hazard, the late ones first; no more than a message holds."""
    newest = {one.hazard_id: one for one in about}
    lines = [_line(one, where) for one in sorted(newest.values(), key=lambda one: not one.is_urging)]
    said = "；".join(lines[:_NAMED])
    if len(lines) > _NAMED:
        said = _("{said}；等 {count} 条").format(said=said, count=len(lines))
    words = _("{said}。请在隐患台账办理。").format(said=said)
    # Braces are filled when a message is sent; what a finder wrote must not be.
    words = words.replace("{", "（").replace("}", "）")
    return f"【演练】{words}" if is_drill else words  # zh: what recipients read


def _line(one: Reminder, where: dict[str, str]) -> str:
    day = f"{one.due_at.astimezone(BEIJING):%m-%d %H:%M}"
    what = f"{where.get(one.division_path, '')}{one.hazard.title}"[:50]
    if one.is_urging:
        sentence = _("隐患第 {number} 次督办：{what}（{no}），{step}已过期限 {day}")
    else:
        sentence = _("隐患快到期：{what}（{no}），{step}，期限 {day}")
    state = str(one.hazard.state_label)
    return sentence.format(number=one.number, what=what, no=one.hazard.no, step=state, day=day)
