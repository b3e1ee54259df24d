"""What providers say about calls: keypad answers count, hung up early does not, a dead number moves on at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from qianshao.calling import rules
from qianshao.calling.services import outbox
from qianshao.calling.services.answer_call import BATCH, Incoming, write_answers
from qianshao.calling.states import AnswerChannel, Who
from qianshao.calling.ticks.frozen import ENGINE, Running, callouts
from qianshao.channels.selectors import Heard, receipts_after
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, rows_param, rows_table
from qianshao.journal.models import Cursor
from qianshao.journal.services import Note, record_many

CURSOR = "calling.receipts"
#: A simulated or real person who pressed the link instead of a key.
LINK_PRESSED = "link"
#: Receipts that mean: not reached by this call. "answered" is one when it was not listened to.
_FAILED = rules.DEAD_NUMBER | {"no_answer", "hung_up", "answered"}


def sweep_receipts(now: datetime, limit: int) -> int:
    """Read at most ``limit`` receipts; returns how many. The cursor moves in the same transaction."""
    with transaction.atomic(durable=True):
        place = Cursor.objects.select_for_update().get(pk=Cursor.of(CURSOR).pk)  # one reader at a time
        heard = receipts_after(place.last_id, min(limit, BATCH))
        if heard:
            _take(heard, now)
            Cursor.objects.filter(pk=place.pk).update(last_id=heard[-1].id)
    return len(heard)


class Place(NamedTuple):
    """Where a case belongs."""

    callout_id: int
    ladder_index: int
    path: str


class Failure(NamedTuple):
    """A call that reached nobody, and the rung it was made on."""

    case_id: int
    result: str
    round: int
    step: int

    @property
    def dead(self) -> bool:
        """Whether another try on this number is useless."""
        return self.result in rules.DEAD_NUMBER


Places = Mapping[int, Place]
Callouts = Mapping[int, Running]


def _take(heard: Sequence[Heard], now: datetime) -> None:
    ours = [receipt for receipt in heard if receipt.subject_kind == outbox.SUBJECT]
    calls = [(receipt, *rules.read_line(receipt.subject_id)) for receipt in ours]
    places = _places({case_id for _receipt, case_id, _who in calls})
    running = callouts({place.callout_id for place in places.values()}, now)
    answers: list[Incoming] = []
    failures: list[Failure] = []
    for receipt, case_id, who in calls:
        place = places.get(case_id)
        if place is None:
            continue
        if receipt.kind == "answered" and _counts(receipt, running[place.callout_id], place.ladder_index):
            answers.append(_answer(receipt, case_id, who))
        elif receipt.kind in _FAILED and (made := rules.read_message_key(receipt.key)):
            result = "hung_up" if receipt.kind == "answered" else receipt.kind
            failures.append(Failure(case_id, result, made[1], made[2]))
    write_answers(answers, actor=ENGINE, now=now)
    if failures:
        _remember(failures)
        _skip([failure for failure in failures if failure.dead], places, running, now)
        _journal(failures, places, running, now)


def _places(ids: set[int]) -> dict[int, Place]:
    rows = fetch_all(
        "SELECT c.id, c.callout_id, c.ladder_index, c.division_path "
        f"FROM {ids_table()} JOIN calling_case c ON c.id = wanted.id",
        [ids_param(ids)],
    )
    return {row[0]: Place(row[1], row[2], row[3]) for row in rows}


def _counts(receipt: Heard, callout: Running, index: int) -> bool:
    """Whether this call or link press is an answer [R3]."""
    if receipt.message_kind != "voice":
        return bool(receipt.pressed)
    return rules.counts_as_heard(
        callout.plans[index], receipt.heard_seconds or 0, played_to_end=False, key_pressed=bool(receipt.pressed)
    )


def _answer(receipt: Heard, case_id: int, who: Who) -> Incoming:
    pressed_link = receipt.message_kind != "voice" or receipt.pressed == LINK_PRESSED
    channel = AnswerChannel.LINK if pressed_link else AnswerChannel.KEYPAD
    return Incoming(case_id, channel, receipt.at, who=who, key=f"receipt-{receipt.id}")


def _remember(failures: Sequence[Failure]) -> None:
    """The board shows why somebody is still open."""
    latest = {failure.case_id: failure.result for failure in failures}
    columns = [("id", "bigint"), ("result", "text")]
    execute(
        f"UPDATE calling_case SET last_result = given.result FROM {rows_table(columns)} "
        "WHERE calling_case.id = given.id AND calling_case.state = 'open'",
        [rows_param(list(latest.items()))],
    )


def _skip(dead: Sequence[Failure], places: Places, running: Callouts, now: datetime) -> None:
    """Their rung is over at once, if the case still stands on it: nobody waits for a number that is dead."""
    if not dead:
        return
    given = [(f.case_id, f.round, f.step, _tries(f, places[f.case_id], running)) for f in dead]
    columns = [("id", "bigint"), ("round", "int"), ("step", "int"), ("tries", "int")]
    execute(
        f"UPDATE calling_case SET try_no = given.tries, due_at = %s FROM {rows_table(columns)} "
        "WHERE calling_case.id = given.id AND calling_case.state = 'open' AND calling_case.round = given.round "
        "AND calling_case.step = given.step AND calling_case.due_at > %s",
        [db_time(now), rows_param(given), db_time(now)],
    )


def _tries(failure: Failure, place: Place, running: Callouts) -> int:
    return running[place.callout_id].plans[place.ladder_index].steps[failure.step].tries


def _journal(failures: Sequence[Failure], places: Places, running: Callouts, now: datetime) -> None:
    groups: dict[tuple[str, int, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        place = places[failure.case_id]
        kind = "calling.skipped" if failure.dead else "calling.unheard"
        if failure.dead or failure.result == "hung_up":
            groups[kind, place.callout_id, place.path[:16]].append(failure)
    notes = [
        Note(
            kind,
            ("callout", callout_id),
            path,
            {
                "count": len(found),
                "cases": [failure.case_id for failure in found],
                "results": sorted({failure.result for failure in found}),
            },
            is_drill=running[callout_id].is_drill,
        )
        for (kind, callout_id, path), found in groups.items()
    ]
    record_many(notes, actor=ENGINE, now=now)
