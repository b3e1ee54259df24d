"""Run what a phone sent: each command exactly once, all of a batch in one durable commit.

The row that says "done" and what the command did are in the same transaction, so a crash leaves both or neither, and
a phone that hears nothing may send again for ever. A command that is refused undoes only itself. Nothing that a phone
sent with an id is dropped: what cannot be run is kept, with the reason.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from qianshao.accounts.models import Device
from qianshao.accounts.selectors import actor_of, scope_of
from qianshao.accounts.services.phones import hold_phone, note_wipe
from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.sync import Push
from qianshao.core.units import group, unit
from qianshao.field import kinds
from qianshao.field.models import PhoneCommand
from qianshao.field.services.filled_again import put_aside_own
from qianshao.field.states import AGAIN, Outcome
from qianshao.field.wire import Incoming
from qianshao.journal.services import Note, record_many

log = logging.getLogger(__name__)
#: How often a command that fails for no reason of its own is tried before an officer is asked.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone is told about one command."""

    id: str
    outcome: str
    message: str = ""
    code: str = ""
    data: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it travels; what is empty is left out."""
        row: dict[str, Any] = {"id": self.id, "outcome": self.outcome}
        further = (("message", self.message), ("code", self.code), ("data", self.data))
        return row | {name: value for name, value in further if value}


@dataclass(frozen=True, slots=True)
class Synced:
    """The answers in the order of the commands, and whether the phone must wipe what it keeps."""

    answers: list[Answer]
    wipe: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What running a command came to."""

    state: Outcome
    code: str = ""
    message: str = ""
    data: dict[str, Any] | None = None


def run_commands(*, device_id: int, batch: Sequence[Incoming], now: datetime, skew_s: int | None = None) -> Synced:
    """Run a batch and answer each command: done, duplicate, refused, retry or quarantined.

    A database that cannot take it now (locked, full, restarting) is no refusal: everything is undone, the phone keeps
    its commands and is asked to send them again.
    """
    for last in (False, True):
        try:
            with group():
                return _run(device_id, batch, now, skew_s)
        except DatabaseError as error:
            # The same command arrived twice at once: the second look finds it done.
            if last or not isinstance(error, IntegrityError):
                log.warning("a phone's batch was undone: %s", error)
                break
    words = _("现在存不进去，稍后会自动重发。")
    return Synced([Answer(str(one.id), Outcome.RETRY, words, "sync.busy") for one in batch], wipe=False)


def _run(device_id: int, batch: Sequence[Incoming], now: datetime, skew_s: int | None) -> Synced:
    device = hold_phone(device_id, now, skew_s=skew_s)
    actor = actor_of(device.user, "phone", scope_of(device.user, now))
    ids = [one.id for one in batch]
    everywhere = PhoneCommand.objects.unscoped("an id is run once, whoever sends it").select_related("device")
    known: dict[Any, PhoneCommand] = {row.uuid: row for row in everywhere.filter(uuid__in=ids)}
    turn = _Turn(device, actor, now)
    answers = [turn.take(one, known) for one in batch]
    turn.keep()
    if transaction.get_rollback():  # a statement broke the transaction, and somebody caught the error
        raise DatabaseError("the transaction was lost on the way")
    if device.is_cut_off:
        note_wipe(device, now)
    return Synced(answers, wipe=device.is_cut_off)


class _Turn:
    """One batch of one phone, inside its transaction."""

    def __init__(self, device: Device, actor: Actor, now: datetime) -> None:
        self.device, self.actor, self.now = device, actor, now
        self.fresh: list[PhoneCommand] = []
        self.again: list[PhoneCommand] = []

    def take(self, one: Incoming, known: dict[Any, PhoneCommand]) -> Answer:
        """Answer one command: from its row when it was here before, by running it when not."""
        row = known.get(one.id)
        if row is not None and (row.digest != one.digest or row.device.user_id != self.device.user_id):
            return Answer(str(one.id), Outcome.REFUSED, _("这一条的编号已经用过了，请重新填写。"), "command.changed")
        if row is not None and row.state != Outcome.RETRY:
            return _told_again(row)
        if row is not None and row in self.fresh:
            return _answer(row, Outcome.RETRY)  # twice in one batch, and failed a moment ago
        if row is None:
            row = known[one.id] = self._new(one)
            self.fresh.append(row)
        else:
            row.tries += 1
            self.again.append(row)
        _write(row, self._result(one, row.tries))
        if row.state == Outcome.DONE and one.replaces:
            put_aside_own(one.replaces, self.device.user_id, self.actor, self.now)
        return _answer(row, row.state)

    def _new(self, one: Incoming) -> PhoneCommand:
        return PhoneCommand(
            device=self.device,
            uuid=one.id,
            kind=one.kind,
            division_path=self.device.user.division_path,
            made_at=one.made_at,
            received_at=self.now,
            position=_placed(one),
            attachments=[str(key) for key in one.attachments],
            payload=json.dumps(one.payload, ensure_ascii=False),
            digest=one.digest,
        )

    def _result(self, one: Incoming, tries: int) -> Result:
        if self.device.is_cut_off:
            words = _("这台手机已收回。内容已收到，由值班员核对后处理。")
            return Result(Outcome.QUARANTINED, "phone.cut_off", words)
        if one.fault:
            return Result(Outcome.REFUSED, one.fault, _("这一条读不懂，没有办。请重新填写。"))
        push = Push(
            id=one.id,
            kind=one.kind,
            made_at=one.made_at,
            received_at=self.now,
            payload=one.payload,
            actor=self.actor,
            device_id=self.device.pk,
            position=one.position,
            attachments=one.attachments,
        )
        return patient(run_push(push), tries)

    def keep(self) -> None:
        """Write the rows and one journal line for what was held or refused."""
        PhoneCommand.objects.bulk_create(self.fresh)
        for row in self.again:
            row.save(update_fields=["state", "code", "answer", "tries"])
        rows = [*self.fresh, *self.again]
        record_many(
            [
                Note(
                    kind,
                    ("device", self.device.pk),
                    self.device.user.division_path,
                    {
                        "device": self.device.name,
                        "count": len(found),
                        "codes": sorted({row.code for row in found}),
                        "commands": [str(row.uuid) for row in found],
                    },
                )
                for kind, state in (("field.quarantined", Outcome.QUARANTINED), ("field.refused", Outcome.REFUSED))
                if (found := [row for row in rows if row.state == state])
            ],
            actor=self.actor,
            now=self.now,
        )


def _placed(one: Incoming) -> dict[str, float] | None:
    at = one.position
    return {"lon": at.lon, "lat": at.lat, "accuracy": at.accuracy} if at else None


def run_push(push: Push) -> Result:
    """Run one command in its own savepoint, or durably when no group holds it."""
    command = kinds.commands().get(push.kind)
    if command is None:
        return Result(Outcome.REFUSED, "command.unknown", _("服务器还不认识这种操作，已经记下，请联系乡镇。"))
    if not push.actor.scope.may(command.action):
        return Result(Outcome.REFUSED, "action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    try:
        with unit():
            data = command.run(push)
            json.dumps(data)  # what cannot be told must not be done
    except Refusal as refusal:
        return Result(Outcome.REFUSED, refusal.code, str(refusal))
    except DatabaseError as error:
        log.warning("command %s %s was undone: %s", push.kind, push.id, error)
        return _not_now("sync.busy")
    except Exception:
        log.exception("command %s %s failed", push.kind, push.id)
        return _not_now("command.failed")
    return Result(Outcome.DONE, data=data)


def _not_now(code: str) -> Result:
    return Result(Outcome.RETRY, code, _("现在存不进去，稍后会自动重发。"))


def patient(result: Result, tries: int) -> Result:
    """A command that fails again and again for no reason of its own goes to an officer instead of back and forth."""
    if result.state != Outcome.RETRY or tries < MOST_TRIES:
        return result
    return replace(result, state=Outcome.QUARANTINED, message=_("这一条试了几次都没存进去，已转给值班员处理。"))


def _write(row: PhoneCommand, result: Result) -> None:
    row.state, row.code = result.state, result.code
    told = {"message": result.message, "data": result.data}
    row.answer = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def _told_again(row: PhoneCommand) -> Answer:
    return _answer(row, AGAIN[Outcome(row.state)])


def _answer(row: PhoneCommand, outcome: str) -> Answer:
    told = row.told
    return Answer(str(row.uuid), str(outcome), told.get("message", ""), row.code, told.get("data"))
