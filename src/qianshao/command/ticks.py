"""Reads along the journal and runs the table, once for each entry."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef

from qianshao.command.models import Reaction
from qianshao.command.reactions import Rule, rules
from qianshao.command.rules import MAX_TRIES, pause_after
from qianshao.command.services.tell_dates import tell_dates
from qianshao.command.services.tell_overdue import tell_overdue
from qianshao.command.states import ReactionState
from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.core.units import group
from qianshao.journal.models import Cursor, Entry
from qianshao.journal.services import record

log = logging.getLogger(__name__)
CURSOR = "command.reactions"
#: On PostgreSQL a slower transaction may still bring a lower number: the cursor stays this far behind.
SETTLE = timedelta(seconds=60)
#: A site that meets this table for the first time does not react to its past.
LOOK_BACK = timedelta(minutes=10)


def sweep_reactions(now: datetime, limit: int) -> int:
    """Run what is due: new entries of the table's kinds, and failed ones whose pause is over."""
    start = _start(now)
    done, all_seen = 0, True
    for rule, kinds in rules().values():
        fresh = list(_fresh(rule, kinds, start, limit))
        all_seen = all_seen and len(fresh) < limit
        for entry in fresh:
            _run(rule, entry, now)
        done += len(fresh)
    done += _again(now, limit)
    if all_seen:
        _move_on(start, now)
    return done


def _start(now: datetime) -> int:
    """Where to read from; a new reader begins a little before now."""
    found = Cursor.objects.filter(name=CURSOR).first()
    if found is None:
        old = Entry.objects.unscoped("a number").filter(received_at__lt=now - LOOK_BACK)
        found = Cursor.of(CURSOR, last_id=old.aggregate(n=Max("id"))["n"] or 0)
    return int(found.last_id)


def _fresh(rule: Rule, kinds: list[str], start: int, limit: int) -> Iterator[Entry]:
    """Entries this rule has not been tried on."""
    tried = Reaction.objects.filter(entry_id=OuterRef("pk"), name=rule.name)
    rows = Entry.objects.unscoped("reactions read every area").filter(id__gt=start, kind__in=kinds)
    yield from rows.filter(~Exists(tried)).order_by("id")[:limit]


def _again(now: datetime, limit: int) -> int:
    known = rules()
    rows = list(Reaction.objects.filter(state=ReactionState.FAILED, next_at__lte=now).order_by("next_at")[:limit])
    entries = Entry.objects.unscoped("entries of failed reactions").in_bulk([row.entry_id for row in rows])
    for row in rows:
        if row.name in known and row.entry_id in entries:
            _run(known[row.name][0], entries[row.entry_id], now)
    return len(rows)


def _move_on(start: int, now: datetime) -> None:
    """Entries older than the margin have all been tried: never look at them again."""
    settled = Entry.objects.unscoped("a number").filter(id__gt=start, received_at__lte=now - SETTLE)
    last = settled.aggregate(n=Max("id"))["n"]
    if last:
        Cursor.objects.filter(name=CURSOR, last_id__lt=last).update(last_id=last)


def _run(rule: Rule, entry: Entry, now: datetime) -> None:
    """The rule and the row that says so are one commit; a failure leaves nothing but its own row."""
    try:
        with group():
            if _claim(rule, entry, now):
                result = rule.run(entry, now)
                Reaction.objects.filter(entry_id=entry.pk, name=rule.name).update(result=result[:200])
    except Exception as error:
        log.exception("reaction %s failed on entry %s", rule.name, entry.pk)
        _failed(rule, entry, error, now)


def _claim(rule: Rule, entry: Entry, now: datetime) -> bool:
    """Whether this process is the one that runs it: the row is unique, and held until the commit."""
    done = {"state": ReactionState.DONE, "at": now, "next_at": None, "error": ""}
    again = Reaction.objects.filter(entry_id=entry.pk, name=rule.name)
    if again.exists():
        return bool(again.exclude(state=ReactionState.DONE).update(**done))
    try:
        with transaction.atomic():
            Reaction.objects.create(entry_id=entry.pk, name=rule.name, tries=1, **done)
    except IntegrityError:  # another engine was first
        return False
    return True


def _failed(rule: Rule, entry: Entry, error: Exception, now: datetime) -> None:
    with transaction.atomic(durable=True):
        row, new = Reaction.objects.select_for_update().get_or_create(
            entry_id=entry.pk, name=rule.name, defaults={"state": ReactionState.FAILED, "at": now, "tries": 1}
        )
        row.tries += 0 if new else 1
        row.state = ReactionState.FAILED if row.tries < MAX_TRIES else ReactionState.STUCK
        row.next_at = now + pause_after(row.tries) if row.state == ReactionState.FAILED else None
        row.at, row.error = now, f"{type(error).__name__}: {error}"[:300]
        row.save()
        if row.state == ReactionState.STUCK:
            record(
                kind="command.stuck",
                actor=Actor.system(CURSOR),
                now=now,
                subject=("reaction", row.pk),
                division_path=entry.division_path,
                data={"name": rule.name, "entry": entry.pk},
                is_drill=entry.is_drill,
            )


SWEEPS = (
    Sweep(CURSOR, lambda now, limit: sweep_reactions(now, min(limit, 200)), every=1.0),
    Sweep("command.overdue", lambda now, limit: tell_overdue(now, min(limit, 200)), every=10.0),
    Sweep("command.dates", lambda now, limit: tell_dates(now, min(limit, 2000)), every=30.0),
)
