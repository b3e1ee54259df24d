"""The simulator: people who answer late, hang up, are switched off. Its network is a table.

Sending writes the events that will come; a sweep turns due ones into receipts. Both are rows, so a restart, a kill
or a jump of the story clock loses nothing, and a key sent twice is one message.
"""

import functools
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome, Setting
from qianshao.channels.adapters.simulated.behaviour import DEFAULT_MIX, NAMES, Sign, choose, signs
from qianshao.channels.sql import insert_many
from qianshao.core.fields import keyed_hash
from qianshao.core.sql import cursor, db_time, is_sqlite

_EVENT_COLUMNS = (
    ("channel_id", "bigint"),
    ("message_key", "text"),
    ("seq", "int"),
    ("kind", "text"),
    ("pressed", "text"),
    ("heard_seconds", "int"),
    ("due_at", "timestamp"),
)


def _scripted(hashes: Sequence[str]) -> dict[str, tuple[str, int | None]]:
    """The explicitly scripted people among ``hashes``: (behaviour, delay)."""
    wanted = "SELECT value FROM json_each(%s)" if is_sqlite() else "SELECT unnest(%s::text[])"
    param: Any = json.dumps(hashes) if is_sqlite() else list(hashes)
    with cursor() as found:
        found.execute(
            f"SELECT address_hash, behaviour, delay_s FROM channels_simulatedperson WHERE address_hash IN ({wanted})",
            [param],
        )
        return {row[0]: (row[1], row[2]) for row in found.fetchall()}


class SimulatedAdapter(Adapter):
    """See the module."""

    name = "simulated"
    label = _("模拟（演示和演练）")
    kinds = ("sms", "voice", "im", "broadcast", "simulated")
    batch = 500
    dedupes = True
    inline = True
    fields = (
        Setting("mix", _("没有安排的人怎么表现"), _("JSON：行为 → 百分比"), default=""),
        Setting("outage", _("模拟中断"), _("填 yes 则全部发不出"), default=""),
    )

    def check(self) -> None:
        """The mix names known behaviours only."""
        super().check()
        try:
            mix = json.loads(self.settings["mix"] or "{}") or dict(DEFAULT_MIX)
            self.mix = {str(name): int(share) for name, share in mix.items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise Misconfigured(gettext("百分比须是 JSON：行为 → 数字")) from error
        unknown = set(self.mix) - set(NAMES)
        if unknown:
            raise Misconfigured(gettext("不认识的行为：{names}").format(names="、".join(sorted(unknown))))

    def send(self, batch: Sequence[Envelope], now: datetime) -> list[Outcome]:
        """Write what will be reported of each message. One statement, committed by itself."""
        if self.settings["outage"] == "yes":
            return [Outcome("temporary", error=gettext("模拟中断"))] * len(batch)
        hashes = [keyed_hash("phone", e.address) or e.key for e in batch]
        scripted = _scripted(hashes)
        when = functools.cache(lambda after_s: db_time(now + timedelta(seconds=after_s)))
        rows = [
            (self.channel_id, e.key, n, s.kind, s.pressed, s.heard_s, when(s.after_s))
            for e, code in zip(batch, hashes, strict=True)
            for n, s in enumerate(self._signs(e, code, scripted.get(code)), start=1)
        ]
        insert_many("channels_simulatedevent", _EVENT_COLUMNS, rows)
        return [Outcome("sent")] * len(batch)

    def _signs(self, envelope: Envelope, code: str, script: tuple[str, int | None] | None) -> tuple[Sign, ...]:
        """What will be reported of one message; without an address, the key stands for the person."""
        fingerprint = int(code[:8], 16) if envelope.address else sum(code.encode()) * 7919
        behaviour, delay = script or (choose(fingerprint, self.mix), None)
        return signs(behaviour, envelope.kind, envelope.try_no, fingerprint, delay)
