"""Personal rows left for a phone: the journal says how many of which, as it says of every full number shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from qianshao.accounts.models import Device
from qianshao.core.actor import Actor
from qianshao.core.units import unit
from qianshao.field import kinds
from qianshao.journal.services import record


def note_copied(*, device: Device, pulled: Mapping[str, Sequence[Any]], actor: Actor, now: datetime) -> None:
    """Write one line when a pull carries rows that are personal; a copy the phone has already is no pull."""
    offered = kinds.pulls()
    counts = {name: len(rows) for name, rows in pulled.items() if offered[name].personal and rows}
    if not counts:
        return
    with unit():
        record(
            kind="field.copied",
            actor=actor,
            now=now,
            subject=("device", device.pk),
            division_path=device.user.division_path,
            data={"device": device.name, "rows": sum(counts.values()), "pulls": counts},
        )
