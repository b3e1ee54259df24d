"""How channels fared in a turn, written once at its end: last success, breaker, daily count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When

from qianshao.channels.models import Channel
from qianshao.channels.rules import break_for
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.journal.services import Note, record_many

#: A channel that works is noted at most this often.
_NOTE_EVERY = timedelta(seconds=2)


@dataclass
class Tally:
    """What happened to each channel in this turn; the channel objects in hand are kept true as it happens."""

    sent: dict[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    def worked(self, channel: Channel, count: int, now: datetime) -> None:
        """A batch was taken."""
        self.sent[channel.pk] = self.sent.get(channel.pk, 0) + count
        today = now.astimezone(BEIJING).date()
        channel.sent_today = count + (channel.sent_today if channel.sent_on == today else 0)
        channel.sent_on = today
        if channel.open_until is not None:
            self.notes.append(Note("channels.recovered", ("channel", channel.pk), "", {"name": channel.name}))
        if channel.failures or channel.last_ok_at is None or abs(now - channel.last_ok_at) > _NOTE_EVERY:
            channel.failures, channel.open_until, channel.last_ok_at = 0, None, now
            self.changed.add(channel.pk)

    def failed(self, channel: Channel, error: str, now: datetime) -> None:
        """A whole batch was not taken."""
        channel.failures = min(channel.failures + 1, 1000)
        channel.last_error, channel.last_error_at = error[:200], now
        self.changed.add(channel.pk)
        rest = break_for(channel.failures)
        if rest is None:
            return
        if channel.open_until is None:
            data = {"name": channel.name, "seconds": int(rest.total_seconds()), "error": channel.last_error}
            self.notes.append(Note("channels.broken", ("channel", channel.pk), "", data))
        channel.open_until = now + rest


def write(tally: Tally, channels: Mapping[int, Channel], *, actor: Actor, now: datetime) -> None:
    """Put the turn's tally into the database. Other engines' daily counts are added to, not overwritten."""
    touched = tally.changed | {pk for pk, count in tally.sent.items() if count}
    if not touched:
        return
    today = now.astimezone(BEIJING).date()
    with transaction.atomic():
        for pk in touched:
            count = tally.sent.get(pk, 0)
            Channel.objects.filter(pk=pk).update(
                sent_today=Case(When(sent_on=today, then=F("sent_today") + count), default=Value(count)),
                sent_on=today,
                **_state(channels[pk]) if pk in tally.changed else {},
            )
        record_many(tally.notes, actor=actor, now=now)


def _state(channel: Channel) -> dict[str, object]:
    names = ("failures", "open_until", "last_ok_at", "last_error", "last_error_at")
    return {name: getattr(channel, name) for name in names}
