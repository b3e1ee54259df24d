"""Answers: by link, keypad, phone, or the desk on behalf. The first counts, later ones are kept."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import Case
from qianshao.calling.services.end_cases import settle
from qianshao.calling.states import AnswerChannel, Who
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.ids import read_case_token
from qianshao.core.sql import cursor, db_time, fetch_all, ids_param, ids_table, rows_param, rows_table
from qianshao.core.units import unit
from qianshao.journal.services import Note, record_many

#: The three questions of the first reply [R1], and a free word.
WORDS = ("in_command", "villages_affected", "persons_moved", "help_needed", "note")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """One answer as it came in. ``key`` makes a repeated delivery the same answer; ``at`` is the sender's time."""

    case_id: int
    channel: str
    at: datetime
    who: str = Who.SELF
    by_label: str = ""
    by_id: int | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one answer: whether it ended the case, and whether the case exists at all."""

    case_id: int
    first: bool
    known: bool = True


def record_answers(batch: Sequence[Incoming], *, actor: Actor, now: datetime) -> list[Recorded]:
    """Write up to 500 answers in one transaction (the answer lane's group commit).

    Safe to repeat: an answer whose ``key`` is in already changes nothing. Reply to the senders after this returns.

    Raises:
        Invalid: more than ``BATCH`` answers.
    """
    if len(batch) > BATCH:
        raise Invalid("answers.too_many", _("一次最多 500 条应答。"))
    with unit():
        return write_answers(batch, actor=actor, now=now)


def write_answers(batch: Sequence[Incoming], *, actor: Actor, now: datetime) -> list[Recorded]:
    """``record_answers`` for verbs and sweeps that hold a transaction already."""
    if not batch:
        return []
    cases = _facts({item.case_id for item in batch})
    fresh = _without_repeats([item for item in batch if item.case_id in cases])
    behind = _behind({item.case_id for item in fresh if item.who != Who.SELF})
    own = [item for item in fresh if item.who == Who.SELF]
    ended = _end(own, cases, now)
    firsts = _first_of_each(own, ended)
    _keep(fresh, firsts, cases, behind, now)
    covered = _cover([item.case_id for item in fresh if item.who == Who.STANDIN], now)
    _journal(fresh, firsts, covered, cases, actor, now)
    return [
        Recorded(item.case_id, first=id(item) in firsts, known=item.case_id in cases) for item in batch
    ]


@dataclass(frozen=True, slots=True)
class _Facts:
    callout_id: int
    division_path: str
    name: str
    is_drill: bool


def _facts(case_ids: Iterable[int]) -> dict[int, _Facts]:
    rows = fetch_all(
        "SELECT c.id, c.callout_id, c.division_path, c.name, o.is_drill "
        f"FROM {ids_table('wanted')} JOIN calling_case c ON c.id = wanted.id "
        "JOIN calling_callout o ON o.id = c.callout_id",
        [ids_param(case_ids)],
    )
    return {row[0]: _Facts(row[1], row[2], row[3], bool(row[4])) for row in rows}


def _behind(case_ids: set[int]) -> dict[tuple[int, str], str]:
    """Who a stand-in, superior or guardian is: names by case and role. They answer in their own name."""
    if not case_ids:
        return {}
    found: dict[tuple[int, str], str] = {}
    for who in (Who.STANDIN, Who.SUPERIOR, Who.GUARDIAN):
        rows = fetch_all(
            f"SELECT c.id, k.name FROM {ids_table('wanted')} JOIN calling_case c ON c.id = wanted.id "
            f"JOIN calling_contact k ON k.callout_id = c.callout_id AND k.ref = c.{who}_ref",
            [ids_param(case_ids)],
        )
        found |= {(case_id, who.value): name for case_id, name in rows}
    return found


def _without_repeats(batch: Sequence[Incoming]) -> list[Incoming]:
    """Drop answers whose key is in the table, or twice in this batch."""
    keys = [item.key for item in batch if item.key]
    seen: set[str] = set()
    if keys:
        rows = fetch_all(
            f"SELECT a.key FROM {rows_table([('key', 'text')])} JOIN calling_answer a ON a.key = given.key",
            [rows_param([[key] for key in keys])],
        )
        seen = {row[0] for row in rows}
    fresh = []
    for item in batch:
        if item.key:
            if item.key in seen:
                continue
            seen.add(item.key)
        fresh.append(item)
    return fresh


def _end(own: Sequence[Incoming], cases: Mapping[int, _Facts], now: datetime) -> set[int]:
    """End the open ones in one statement; returns which were open."""
    if not own:
        return set()
    firsts: dict[int, Incoming] = {}
    for item in own:
        firsts.setdefault(item.case_id, item)
    given = [[key, item.channel, (item.by_label or cases[key].name)[:80]] for key, item in firsts.items()]
    rows = fetch_all(
        "UPDATE calling_case SET "
        "state = CASE WHEN recipient_kind = 'household' THEN 'confirmed' ELSE 'answered' END, "
        "ended_at = %s, ended_by = given.by_label, end_channel = given.channel, due_at = NULL, "
        "version = version + 1 "
        f"FROM {rows_table([('id', 'bigint'), ('channel', 'text'), ('by_label', 'text')])} "
        "WHERE calling_case.id = given.id AND calling_case.state = 'open' RETURNING calling_case.id",
        [db_time(now), rows_param(given)],
    )
    ended = {row[0] for row in rows}
    if ended:
        settle(list(ended))
    return ended


def _first_of_each(own: Sequence[Incoming], ended: set[int]) -> set[int]:
    """The ``id()`` of the answers that count: the first in the batch of each case that was open."""
    found: dict[int, int] = {}
    for item in own:
        if item.case_id in ended:
            found.setdefault(item.case_id, id(item))
    return set(found.values())


def _said(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words that belong to an answer. NUL goes: PostgreSQL cannot store it and would refuse the whole batch."""
    return {key: _plain(words[key]) for key in WORDS if key in words}


def _plain(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value


_INSERT = (
    "INSERT INTO calling_answer (case_id, at, received_at, by_label, by_id, who, channel, words, is_first, key) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def _keep(
    batch: Sequence[Incoming],
    firsts: set[int],
    cases: Mapping[int, _Facts],
    behind: Mapping[tuple[int, str], str],
    now: datetime,
) -> None:
    received = db_time(now)
    rows = [
        (
            item.case_id,
            db_time(item.at),
            received,
            (item.by_label or behind.get((item.case_id, item.who)) or cases[item.case_id].name)[:80],
            item.by_id,
            item.who,
            item.channel,
            json.dumps(_said(item.words), ensure_ascii=False),
            id(item) in firsts,
            item.key,
        )
        for item in batch
    ]
    if rows:
        with cursor() as found:
            found.executemany(_INSERT, rows)


def _cover(case_ids: Sequence[int], now: datetime) -> set[int]:
    """A stand-in covers the post. The case goes on: nobody but its person ends it."""
    if not case_ids:
        return set()
    rows = fetch_all(
        "UPDATE calling_case SET covered_at = %s, version = version + 1 "
        f"WHERE id IN (SELECT id FROM {ids_table('covered')}) "
        "AND state = 'open' AND covered_at IS NULL RETURNING id",
        [db_time(now), ids_param(case_ids)],
    )
    return {row[0] for row in rows}


def _kind(item: Incoming, firsts: set[int], covered: set[int]) -> str:
    if item.who == Who.SELF:
        return "calling.answered" if id(item) in firsts else "calling.answered_again"
    if item.who == Who.STANDIN and item.case_id in covered:
        return "calling.covered"
    return "calling.noted"


def _journal(
    batch: Sequence[Incoming],
    firsts: set[int],
    covered: set[int],
    cases: Mapping[int, _Facts],
    actor: Actor,
    now: datetime,
) -> None:
    """One entry per call-out, township and kind: the board's live stream, without an entry per person."""
    groups: dict[tuple[str, int, str, bool], list[Incoming]] = defaultdict(list)
    for item in batch:
        facts = cases[item.case_id]
        kind = _kind(item, firsts, covered)
        groups[kind, facts.callout_id, facts.division_path[:16], facts.is_drill].append(item)
    record_many(
        [
            Note(
                kind,
                ("callout", callout_id),
                path,
                {
                    "count": len(items),
                    "cases": [item.case_id for item in items],
                    "channels": sorted({item.channel for item in items}),
                },
                is_drill=is_drill,
            )
            for (kind, callout_id, path, is_drill), items in groups.items()
        ],
        actor=actor,
        now=now,
    )


def answer_by_link(
    token: str, *, now: datetime, words: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Recorded:
    """The holder of an answer link says they know. POST only: a link preview must not answer (reliability 8).

    Raises:
        NotFound: the token is none of ours.
    """
    incoming = read_link(token, words=words, at=at or now)
    recorded = record_answers([incoming], actor=LINK, now=now)[0]
    if not recorded.known:
        raise NotFound("link.unknown", _("这个链接不对，请用短信里的链接再点一次。"))
    return recorded


#: Who acts when a link is pressed: its holder. Who that is stands in the answer.
LINK = Actor("link", "应答链接", "link")  # zh: stored in the journal


def read_link(token: str, *, at: datetime, words: Mapping[str, Any] | None = None) -> Incoming:
    """An answer from a link's token, for the answer lane, which collects many before it writes.

    Raises:
        NotFound: the token is none of ours.
    """
    line = read_case_token(token)
    try:
        case_id, who = rules.read_line(-1 if line is None else line)
    except ValueError:
        raise NotFound("link.unknown", _("这个链接不对，请用短信里的链接再点一次。")) from None
    return Incoming(case_id, AnswerChannel.LINK, at, who=who, words=words or {})


def answer_on_behalf(
    case_id: int,
    *,
    actor: Actor,
    now: datetime,
    how: str,
    words: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Recorded:
    """The desk spoke with the person and says how (手机、对讲机 …) and when.

    Raises:
        NotFound: outside the officer's area.
        NotAllowed: not theirs to record.
        Invalid: no word on how the person was reached.
    """
    case = case_of(case_id, actor, "calling.answer")
    if len(how.strip()) < 2:
        raise Invalid("answer.how", _("请写明怎么联系上的，例如“手机通话”。"))
    incoming = Incoming(
        case.pk,
        AnswerChannel.DESK,
        at or now,
        by_label=actor.label,
        by_id=actor.user_id,
        words={**(words or {}), "note": how.strip()},
    )
    return record_answers([incoming], actor=actor, now=now)[0]


def case_of(case_id: int, actor: Actor, action: str) -> Case:
    """The case, if the actor may do ``action`` where it lies.

    Raises:
        NotFound: it does not exist or lies outside.
        NotAllowed: inside, but not permitted.
    """
    case = Case.objects.unscoped("the area is checked on the next line").filter(pk=case_id).first()
    if case is None:
        raise NotFound("case.unknown", _("没有找到，或不在您的辖区。"))
    actor.demand(action, case.division_path)
    return case  # type: ignore[no-any-return]
