"""How the table of reactions is doing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from qianshao.command.models import Reaction
from qianshao.command.states import ReactionState
from qianshao.journal.models import Entry


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in numbers."""

    done: int = 0
    failed: int = 0
    stuck: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failing:
    """One reaction that has not worked yet, and the entry it is about."""

    reaction: Reaction
    entry: Entry | None


def rule_counts() -> dict[str, RuleLine]:
    """By rule name: how often it ran, what failed, when it ran last."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    last: dict[str, datetime] = {}
    for row in Reaction.objects.values("name", "state").annotate(n=Count("pk"), at=Max("at")):
        counts[row["name"]][row["state"]] = row["n"]
        last[row["name"]] = max(row["at"], last.get(row["name"], row["at"]))
    return {
        name: RuleLine(
            found.get(ReactionState.DONE, 0),
            found.get(ReactionState.FAILED, 0),
            found.get(ReactionState.STUCK, 0),
            last[name],
        )
        for name, found in counts.items()
    }


def failing(*, limit: int = 50) -> list[Failing]:
    """Those that failed and are tried again, and those that wait for a person; the latter first."""
    rows = list(Reaction.objects.exclude(state=ReactionState.DONE).order_by("-state", "at")[:limit])
    entries = Entry.objects.unscoped("the entries of failing reactions").in_bulk([row.entry_id for row in rows])
    return [Failing(row, entries.get(row.entry_id)) for row in rows]


def stuck_count() -> int:
    """How many wait for a person."""
    return Reaction.objects.filter(state=ReactionState.STUCK).count()

