"""Cases whose time has come: decide by the frozen ladder, move them on, write what must be sent. One transaction.

Steps: claim due rows → read their call-outs and phone-book entries → ``rules.decide`` each → one UPDATE, one bulk
insert of messages, one of door tasks, grouped journal entries. A crash before COMMIT leaves the rows due; after it,
nothing is done twice: a message's key names case, round, step and try.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from qianshao.calling import rules
from qianshao.calling.models import CallOut
from qianshao.calling.rules import Decision, Send
from qianshao.calling.services import outbox
from qianshao.calling.states import CallOutState, StepKind, Who
from qianshao.calling.ticks.door_tasks import Walk, open_walks
from qianshao.calling.ticks.frozen import ENGINE, Book, Running, callouts, phone_book
from qianshao.calling.ticks.validity import expire
from qianshao.channels.services import Row
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, rows_param, rows_table, skip_locked
from qianshao.journal.services import Note, record_many

#: Characters of a path down to the township and to the village.
TOWN, VILLAGE = 16, 20
#: Most case numbers one journal entry names; a larger group is written as several.
NAMED = 2000
_URGENT, _BULK = 0, 1


class Due(NamedTuple):
    """One due case, as read."""

    id: int
    callout_id: int
    ladder_index: int
    round: int
    step: int
    try_no: int
    kind: str
    path: str
    name: str
    address: str
    standin: int | None
    superior: int | None
    guardian: int | None

    def ref(self, who: Who) -> int | None:
        """Whom ``who`` means for this case, as a number of the phone book."""
        return {Who.STANDIN: self.standin, Who.SUPERIOR: self.superior, Who.GUARDIAN: self.guardian}.get(who)


_CLAIM = (
    "SELECT id, callout_id, ladder_index, round, step, try_no, recipient_kind, division_path, name, address_enc, "
    "standin_ref, superior_ref, guardian_ref FROM calling_case "
    "WHERE state = 'open' AND due_at <= %s ORDER BY due_at LIMIT %s"
)


def sweep_due_cases(now: datetime, limit: int) -> int:
    """Move at most ``limit`` due cases on; returns how many."""
    with transaction.atomic(durable=True):
        due = [Due(*row) for row in fetch_all(_CLAIM + skip_locked(), [db_time(now), limit])]
        if due:
            _advance(due, now)
    return len(due)


def _advance(due: Sequence[Due], now: datetime) -> None:
    running = callouts((case.callout_id for case in due), now)
    going = [case for case in due if running[case.callout_id].goes_on(now)]
    if len(going) < len(due):
        _stop([case for case in due if not running[case.callout_id].goes_on(now)], running, now)
    book = phone_book(_refs(going))
    decided = _decide_all(going, running, book)
    _move_on(decided, now)
    outbox.send(_messages(decided, running, book, now), now=now)
    open_walks([_walk(case, running) for case, choice in decided if choice.at_door], running, book, now)
    _journal(decided, running, now)


def _refs(cases: Sequence[Due]) -> dict[int, set[int]]:
    wanted: dict[int, set[int]] = defaultdict(set)
    for case in cases:
        wanted[case.callout_id].update(ref for ref in (case.standin, case.superior, case.guardian) if ref)
    return wanted


def _decide_all(cases: Sequence[Due], running: dict[int, Running], book: Book) -> list[tuple[Due, Decision]]:
    """Every case's decision. Cases on one rung with one reach decide alike: the rule is asked once for them."""
    known = {key for key, entry in book.items() if entry.address}
    asked: dict[tuple[int, int, int, int, int], Decision] = {}
    decided = []
    for case in cases:
        callout_id, index = case.callout_id, case.ladder_index
        reach = (
            (1 if case.address else 0)
            | (2 if (callout_id, case.standin) in known else 0)
            | (4 if (callout_id, case.superior) in known else 0)
            | (8 if (callout_id, case.guardian) in known else 0)
        )
        key = (callout_id, index, case.step, case.try_no, reach)
        choice = asked.get(key)
        if choice is None:
            callout = running[callout_id]
            choice = rules.decide(callout.plans[index], case.step, case.try_no, reach, callout.nights[index])
            asked[key] = choice
        decided.append((case, choice))
    return decided


def _stop(cases: Sequence[Due], running: dict[int, Running], now: datetime) -> None:
    """Their call-out does not run, or its validity is over this moment: nothing is due, nothing is sent (T4)."""
    execute(
        f"UPDATE calling_case SET due_at = NULL WHERE id IN (SELECT id FROM {ids_table()})",
        [ids_param(case.id for case in cases)],
    )
    over = {case.callout_id for case in cases if running[case.callout_id].state == CallOutState.RUNNING}
    for callout in CallOut.objects.unscoped("the engine serves every area").filter(pk__in=over):
        expire(callout, now)


def _move_on(decided: Sequence[tuple[Due, Decision]], now: datetime) -> None:
    times: dict[int | None, Any] = {None: None}
    rows = []
    for case, choice in decided:
        if choice.wait_s not in times:
            times[choice.wait_s] = db_time(now + timedelta(seconds=choice.wait_s or 0))
        rows.append((case.id, choice.step, choice.tried, len(choice.sends), times[choice.wait_s]))
    columns = [("id", "bigint"), ("step", "int"), ("tried", "int"), ("sent", "int"), ("due_at", "timestamp")]
    execute(
        "UPDATE calling_case SET step = given.step, try_no = given.tried, attempts = attempts + given.sent, "
        f"due_at = given.due_at, version = version + 1 FROM {rows_table(columns)} "
        "WHERE calling_case.id = given.id AND calling_case.state = 'open'",
        [rows_param(rows)],
    )


def _messages(
    decided: Sequence[tuple[Due, Decision]], running: dict[int, Running], book: Book, now: datetime
) -> list[Row]:
    rows: list[Row] = []
    for case, choice in decided:
        callout = running[case.callout_id]
        lane = _BULK if case.kind == "household" else _URGENT
        for send in choice.sends:
            text = callout.text_for(case.kind, send.who, send.kind)
            if send.kind is StepKind.BROADCAST:
                key, subject, number, label, address = _loudspeaker(case, send)
            else:
                key = rules.message_key(case.id, case.round, send.step, send.try_no)
                subject, number = outbox.SUBJECT, rules.line_of(case.id, send.who)
                label, address = _whom(case, send.who, book)
            rows.append(
                (
                    key, send.kind.value, subject, number, send.step, send.try_no, label, address, text,
                    now, callout.not_after, callout.is_drill, case.path, lane,
                )
            )  # fmt: skip
    return rows


def _loudspeaker(case: Due, send: Send) -> tuple[str, str, int, str, str]:
    """A loudspeaker serves a village: one message for all its households."""
    key = f"b{case.callout_id}-{case.path[:VILLAGE]}-s{send.step}-t{send.try_no}"
    return key, "callout", case.callout_id, "", ""


def _whom(case: Due, who: Who, book: Book) -> tuple[str, str]:
    if who is Who.SELF:
        return case.name, case.address
    entry = book[case.callout_id, case.ref(who) or 0]
    return entry.name, entry.address


def _walk(case: Due, running: dict[int, Running]) -> Walk:
    rung = running[case.callout_id].plans[case.ladder_index].steps[-1]
    return Walk(case.id, case.callout_id, case.path, case.ref(rung.who), case.superior, rung.wait_s)


def _journal(decided: Sequence[tuple[Due, Decision]], running: dict[int, Running], now: datetime) -> None:
    """One entry per call-out, township, ladder and rung: every step is on record without a row per person."""
    called: dict[tuple[int, str, int, int], list[int]] = defaultdict(list)
    walked: dict[tuple[int, str], list[int]] = defaultdict(list)
    for case, choice in decided:
        for send in choice.sends:
            called[case.callout_id, case.path[:TOWN], case.ladder_index, send.step].append(case.id)
        if choice.at_door:
            walked[case.callout_id, case.path[:TOWN]].append(case.id)
    notes = [
        _called(running[callout_id], path, index, step, cases[start : start + NAMED])
        for (callout_id, path, index, step), cases in called.items()
        for start in range(0, len(cases), NAMED)
    ]
    notes += [
        Note(
            "calling.sent_to_door",
            ("callout", callout_id),
            path,
            {"count": len(cases), "cases": cases},
            is_drill=running[callout_id].is_drill,
        )
        for (callout_id, path), cases in walked.items()
    ]
    record_many(notes, actor=ENGINE, now=now)


def _called(callout: Running, path: str, index: int, step: int, cases: list[int]) -> Note:
    rung = callout.plans[index].steps[step]
    label = rung.label or str(rung.kind)
    data = {"number": step + 1, "label": label, "count": len(cases), "step": step, "cases": cases}
    return Note("calling.called", ("callout", callout.id), path, data, is_drill=callout.is_drill)
