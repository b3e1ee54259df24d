"""Say how simulated people behave."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters.simulated.behaviour import NAMES
from qianshao.channels.models import SimulatedPerson
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.fields import keyed_hash


def script_people(people: Sequence[tuple[str, str, int | None]], *, actor: Actor, now: datetime) -> int:  # noqa: ARG001
    """Fix the behaviour of simulated people: (phone number, behaviour, delay in seconds or None).

    Raises:
        Invalid: a behaviour nobody knows.
    """
    actor.demand("channels.configure", "")
    rows = [SimulatedPerson(address_hash=keyed_hash("phone", p), behaviour=b, delay_s=d) for p, b, d in people]
    unknown = {row.behaviour for row in rows} - set(NAMES)
    if unknown:
        raise Invalid("simulated.behaviour", _("不认识的行为：{names}"), names=", ".join(sorted(unknown)))
    SimulatedPerson.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["address_hash"], update_fields=["behaviour", "delay_s"]
    )
    return len(rows)
