"""Commands of phones forget what they said once the affair's personal data are destroyed; that they came stays."""

from datetime import datetime, timedelta

from qianshao.core.forgetting import Affair, Forgetter
from qianshao.field.models import PhoneCommand

_CHUNK = 500


def forget_commands(affair: Affair, _now: datetime) -> int:
    """Empty the payloads and answers of commands about this order, found by what they say."""
    if affair.kind != "evacuation":
        return 0
    rows = PhoneCommand.objects.unscoped("the order's own commands, whoever sent them").filter(
        kind__startswith="evacuation.", received_at__gte=affair.begun - timedelta(days=1)
    )
    mine = [
        row.pk
        for row in rows.exclude(payload="").only("id", "payload").iterator(chunk_size=_CHUNK)
        if str(row.said.get("order", "")) == str(affair.id)
    ]
    for start in range(0, len(mine), _CHUNK):
        gone = PhoneCommand.objects.unscoped("rows found above").filter(pk__in=mine[start : start + _CHUNK])
        gone.update(payload="", answer="", position=None, attachments=[])
    return len(mine)


FORGETTERS = (Forgetter("commands", ("field_phonecommand",), forget_commands),)
