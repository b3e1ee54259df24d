"""The one way anything is said about people on the ledger: reports are kept, then everybody concerned is folded anew.

On PostgreSQL the rows are locked first, so that two reports about one person cannot each miss the other.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.core.sql import cursor, db_time, fetch_all, is_sqlite
from qianshao.core.sync import Position
from qianshao.evacuation.models import Evacuee, Movement, Order
from qianshao.evacuation.rules.fold import Fold, Report, fold
from qianshao.evacuation.services.follow_up import follow_alarms, follow_conflicts, follow_doors
from qianshao.evacuation.states import Whereabouts

#: What a report needs of a row; names and numbers stay sealed in the database.
_LOCKED = (
    "order_id",
    "uid",
    "household_id",
    "division_path",
    "state",
    "shelter_id",
    "heads",
    "disputed",
    "helper",
    "vehicle",
    "help_by_hand",
    "changed_at",
    "changed_by",
)
_KNOWN = (
    'SELECT uid, key, "to", based_on, shelter_id, helper, vehicle, left_early FROM evacuation_movement '
    "WHERE order_id = %s AND uid IN ({marks})"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A report that was here before, as the fold needs it."""

    report: Report
    left_early: bool


@dataclass(frozen=True)
class Words:
    """What a report says beside the state: words, evidence, helper, shelter, and when and where it was made."""

    made_at: datetime
    words: str = ""
    helper: str = ""
    vehicle: str = ""
    shelter_id: int | None = None
    left_early: bool = False
    evidence: Sequence[UUID] = ()
    position: Position | None = None


@dataclass
class Outcome:
    """What came of it. ``known``: uids on the ledger now; ``waiting``: uids whose row has not arrived yet."""

    known: list[Evacuee] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    new: int = 0
    disputed: list[str] = field(default_factory=list)
    households: list[int] = field(default_factory=list)

    def as_data(self, key: str) -> dict[str, object]:
        """What a phone is told."""
        return {
            "movement": key,
            "rows": [{"uid": row.uid, "state": row.state, "disputed": row.disputed} for row in self.known],
            "waiting": self.waiting,
        }


def lock_rows(order: Order, uids: Iterable[str]) -> dict[str, Evacuee]:
    """The rows by uid, held until the commit, in one order for everybody."""
    wanted = sorted(set(uids))
    rows = Evacuee.objects.unscoped("each row's area is checked").filter(order=order, uid__in=wanted)
    return {row.uid: row for row in rows.only(*_LOCKED).order_by("id").select_for_update()}


def write_reports(
    order: Order,
    rows: Mapping[str, Evacuee],
    uids: Sequence[str],
    *,
    to: Whereabouts,
    key: str,
    based_on: Mapping[str, Sequence[str]] | None,
    words: Words,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Keep one report for each of ``uids`` and fold. The same key again changes nothing.

    Args:
        rows: the locked rows; a uid without one waits for its row.
        based_on: the heads the reporter knew of, by uid; None: whoever reports sees the ledger as it stands.

    Raises:
        Stale: the key is known with other content.
    """
    before = _known(order, uids)
    new = []
    for uid in sorted(set(uids)):
        bases = _bases(uid, rows.get(uid), based_on, key)
        made = _movement(order, uid, to, key, bases, words, actor, now)
        if all(one.report.key != key for one in before[uid]):
            new.append(made)
            before[uid].append(Known(report_of(made), made.left_early))
        else:
            _demand_same(made)
    Movement.objects.bulk_create(new)
    outcome = Outcome(waiting=[uid for uid in sorted(set(uids)) if uid not in rows], new=len(new))
    outcome.known = [rows[uid] for uid in sorted(set(uids)) if uid in rows]
    if new:
        refold(order, outcome, before, actor, now)
    return outcome


def _demand_same(made: Movement) -> None:
    """A key that comes again must say the same."""
    same = Movement.objects.get(order_id=made.order_id, uid=made.uid, key=made.key)
    if _content(same) != _content(made):
        raise Stale("command.changed", _("同一条登记的内容变了，不能重复使用。"))


def _bases(uid: str, row: Evacuee | None, based_on: Mapping[str, Sequence[str]] | None, key: str) -> list[str]:
    if based_on is None:
        return list(row.heads) if row and key not in row.heads else []
    return sorted({str(base)[:36] for base in based_on.get(uid, ())} - {key})


def _content(movement: Movement) -> tuple[object, ...]:
    return (movement.to, movement.shelter_id, movement.helper, movement.vehicle, movement.words)


def _movement(
    order: Order,
    uid: str,
    to: Whereabouts,
    key: str,
    bases: list[str],
    words: Words,
    actor: Actor,
    now: datetime,
) -> Movement:
    at = words.position
    return Movement(
        order=order,
        uid=uid,
        key=key,
        to=to,
        based_on=bases,
        shelter_id=words.shelter_id,
        left_early=words.left_early,
        helper=words.helper.strip()[:60],
        vehicle=words.vehicle.strip()[:60],
        words=words.words.strip()[:1000],
        evidence=[str(one) for one in words.evidence],
        made_at=words.made_at,
        received_at=now,
        by_label=actor.label[:80],
        by_id=actor.user_id,
        source=actor.source,
        lon=at.lon if at else None,
        lat=at.lat if at else None,
        accuracy=at.accuracy if at else None,
    )


def _known(order: Order, uids: Iterable[str]) -> defaultdict[str, list[Known]]:
    """All reports about these people; bare SQL, since every report of every phone passes here."""
    wanted = sorted(set(uids))
    found: defaultdict[str, list[Known]] = defaultdict(list)
    marks = ", ".join(["%s"] * len(wanted))
    for uid, key, to, based_on, shelter, helper, vehicle, early in fetch_all(
        _KNOWN.format(marks=marks), [order.pk, *wanted]
    ):
        bases = frozenset(json.loads(based_on) if isinstance(based_on, str) else based_on)
        found[uid].append(Known(Report(key, Whereabouts(to), bases, shelter or 0, helper, vehicle), bool(early)))
    return found


def report_of(movement: Movement) -> Report:
    """A movement as the fold sees it."""
    return Report(
        movement.key,
        Whereabouts(movement.to),
        frozenset(movement.based_on),
        movement.shelter_id or 0,
        movement.helper,
        movement.vehicle,
    )


def refold(
    order: Order,
    outcome: Outcome,
    known: Mapping[str, Sequence[Known]],
    actor: Actor,
    now: datetime,
) -> None:
    """Bring the rows of ``outcome.known`` up to their reports, then conflicts, doors and alarms."""
    was_disputed = {row.pk for row in outcome.known if row.disputed}
    for row in outcome.known:
        _apply(row, fold(one.report for one in known[row.uid]), actor, now)
    _save(outcome.known)
    outcome.disputed = follow_conflicts(order, outcome.known, was_disputed, actor, now)
    outcome.households = follow_doors(order, outcome.known, now)
    early = [(row, one.report.key) for row in outcome.known for one in known[row.uid] if one.left_early]
    follow_alarms(order, early, now)


def _save(rows: Sequence[Evacuee]) -> None:
    cast = "" if is_sqlite() else "::jsonb"
    with cursor() as found:
        found.executemany(
            f"UPDATE evacuation_evacuee SET state = %s, shelter_id = %s, heads = %s{cast}, disputed = %s, "
            "helper = %s, vehicle = %s, changed_at = %s, changed_by = %s WHERE id = %s",
            [
                (
                    str(row.state), row.shelter_id, json.dumps(row.heads), row.disputed, row.helper, row.vehicle,
                    db_time(row.changed_at), row.changed_by, row.pk,
                )
                for row in rows
            ],
        )  # fmt: skip


def _apply(row: Evacuee, folded: Fold, actor: Actor, now: datetime) -> None:
    row.state, row.shelter_id = folded.state, folded.shelter or None
    row.heads, row.disputed = list(folded.heads), folded.disputed
    if not row.help_by_hand and (folded.helper or folded.vehicle):
        row.helper, row.vehicle = folded.helper or row.helper, folded.vehicle or row.vehicle
    row.changed_at, row.changed_by = now, actor.label[:80]
